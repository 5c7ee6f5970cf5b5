//! The first wall: every server function there is, asked by those who may not (docs/decisions/0005).

use app::shared::open_to_strangers;
use http::StatusCode;
use mewayz::ids::SiteId;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Client, Creator, PASSWORD, Reply, TestApp, rpc, samples};

/// Functions about the person who asks: they name no workspace.
pub(super) const OF_THE_ACCOUNT: [&str; 37] = [
    "accept_invitation",
    "add_passkey",
    "begin_adding_passkey",
    "begin_totp",
    "change_password",
    "confirm_identity",
    "confirm_phone",
    "confirm_totp",
    "confirm_with_passkey",
    "create_workspace",
    "disable_totp",
    "leave",
    "list_notices",
    "list_sessions",
    "load_notification_settings",
    "load_proofs",
    "load_security",
    "make_recovery_codes",
    "mark_all_notices",
    "mark_notice",
    "put_away",
    "remove_passkey",
    "remove_phone",
    "remove_push",
    "rename_passkey",
    "request_email_change",
    "resend_verification",
    "restore_workspace",
    "revoke_session",
    "save_notification_settings",
    "send_phone_code",
    "sign_out_elsewhere",
    "stay",
    "stop_impersonating",
    "subscribe_push",
    "unlink_provider",
    "withdraw_email_change",
];
/// Of these, the ones that name something of the person's own.
const OF_THEIR_OWN: [&str; 10] = [
    "confirm_totp",
    "disable_totp",
    "mark_notice",
    "put_away",
    "remove_passkey",
    "remove_push",
    "rename_passkey",
    "revoke_session",
    "stop_impersonating",
    "unlink_provider",
];
/// Functions that take JSON, and those that take a form with a file; all others take a plain form.
const JSON: [&str; 1] = ["save_draft"];
const UPLOADS: [&str; 3] = ["replace_file", "restore_workspace", "upload_file"];

/// What somebody would like to get at.
pub(super) struct Target {
    pub(super) workspace: String,
    site: SiteId,
    picture: Uuid,
    folder: Uuid,
}

/// Calls a function with every argument that any function takes.
pub(super) async fn call(client: &Client, name: &str, path: &str, target: &Target) -> Reply {
    let (site, picture, folder) = (target.site.to_string(), target.picture.to_string(), target.folder.to_string());
    if JSON.contains(&name) {
        let input = json!({ "workspace": target.workspace, "site": site, "version": 2, "number": 1, "content": samples::content(vec![]) });
        return client.post(path, "application/json", input.to_string()).await;
    }
    if UPLOADS.contains(&name) {
        return client.post(path, "multipart/form-data; boundary=x", upload(&target.workspace, name, &picture)).await;
    }
    let form = rpc::form(&[
        ("workspace", &target.workspace),
        ("site", &site),
        ("version", "2"),
        ("number", "1"),
        ("media", &picture),
        ("files[0]", &picture),
        ("folder", &folder),
        ("details[file_name]", "a.png"),
        ("reference", &picture),
        ("notice", &picture),
        ("topic", "new_device"),
        ("locale", "de"),
        ("title", "Some title"),
        ("body", "Some text"),
        ("device", &picture),
        ("p256dh", ""),
        ("auth", ""),
        ("read", "true"),
        ("unread", "false"),
        ("code", "123456"),
        ("digest", "at_once"),
        ("quiet_from", ""),
        ("quiet_until", ""),
        ("plan", "professional"),
        ("term", "month"),
        ("features", "storage"),
        ("as_of", "0"),
        ("trial_days", "14"),
        ("grace_days", "14"),
        ("slug", &target.workspace),
        ("endpoint", &picture),
        ("delivery", &picture),
        ("url", "https://hooks.example/"),
        ("description", ""),
        ("on", "false"),
        ("hours", "1"),
        ("host", "links.victim.test"),
        ("domain", &picture),
        ("mailbox", "hello"),
        ("handle", "some-handle"),
        ("name", "Some name"),
        ("trade", "coach"),
        ("goals[0]", "page"),
        ("step", "publish_site"),
        ("offered", "false"),
        ("query[action]", ""),
        ("flag", "uploads"),
        ("switch", "off"),
        ("setting", "notice"),
        ("range", "7d"),
        ("zone", "UTC"),
        ("key", &picture),
        ("days", "30"),
        ("scopes[0]", "bio_sites:read"),
        ("role", "viewer"),
        ("user", &picture),
        ("invitation", &picture),
        ("group", &picture),
        ("assignment", &picture),
        ("share", &picture),
        ("made", &picture),
        ("assignee", &format!("person:{picture}")),
        ("permissions[0]", "view_sites"),
        ("with", "nobody-here"),
        ("typed", "something"),
        ("token", "none"),
        ("next", "/w"),
        ("answer", "{}"),
        ("tenant", &picture),
        ("mail", &picture),
        ("source", "stripe"),
        ("event", "evt_1"),
        ("run", &picture),
        ("tool", "orphans"),
        ("text", "Some text"),
        ("passkey", &picture),
        ("person", &picture),
        ("announcement", &picture),
        ("provider", "google"),
        ("full_name", "Eve"),
        ("email", "eve@example.com"),
        ("password", PASSWORD),
    ]);
    client.post(path, "application/x-www-form-urlencoded", form).await
}

fn upload(workspace: &str, function: &str, media: &str) -> Vec<u8> {
    let mut picture = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(2, 2).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let fields: &[(&str, &str)] = match function {
        "replace_file" => &[("workspace", workspace), ("media", media)],
        "restore_workspace" => &[],
        _ => &[("workspace", workspace), ("folder", ""), ("only", "")],
    };
    let head: String =
        fields.iter().map(|(name, value)| format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")).collect();
    let file = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n";
    [head.as_bytes(), file.as_bytes(), picture.get_ref(), b"\r\n--x--\r\n"].concat()
}

pub(super) async fn arrange(app: &TestApp) -> (Creator, Target) {
    let victim = app.creator("victim").await;
    let site = app.published(&victim, "victim-page", samples::content(samples::links(1))).await;
    let body = upload("victim", "upload_file", "");
    let uploaded: mewayz::media::Uploaded =
        victim.client.post(&rpc::path("upload_file"), "multipart/form-data; boundary=x", body).await.json();
    let picture = uploaded.media.id.0;
    let folder = {
        let mut scope = app.state.context.db.open(&victim.member).await.unwrap();
        let folder = mewayz::media::create_folder(&mut scope, None, "Folder").await.unwrap();
        scope.commit().await.unwrap();
        folder
    };
    let target = Target { workspace: victim.workspace.clone(), site, picture, folder: folder.0 };
    (victim, target)
}

#[tokio::test]
async fn strangers_get_401_from_all_but_the_open_functions() {
    let app = TestApp::start().await;
    let (victim, target) = arrange(&app).await;
    let before = app.rows(Some(&victim)).await;
    let mut open = Vec::new();
    for (name, path) in rpc::all() {
        if open_to_strangers().contains(&path.as_str()) {
            open.push(name);
            continue;
        }
        let reply = call(&app.browser(), &name, &path, &target).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{name}: {}", reply.text());
    }
    assert_eq!(
        open,
        [
            "agree_to_email",
            "begin_passkey",
            "choose_language",
            "load_invitation",
            "passkey_sign_in",
            "report_content",
            "request_reset",
            "reset_password",
            "second_step",
            "sign_in",
            "sign_out",
            "sign_up",
            "verify_email",
        ]
    );
    assert_eq!(app.rows(Some(&victim)).await, before);
}

#[tokio::test]
async fn members_of_another_workspace_get_404() {
    let app = TestApp::start().await;
    let (victim, target) = arrange(&app).await;
    let eve = app.creator("eve").await;
    let before = app.rows(Some(&victim)).await;
    let mut of_the_account = Vec::new();
    for (name, path) in rpc::all() {
        if open_to_strangers().contains(&path.as_str()) {
            continue;
        }
        let reply = call(&eve.client, &name, &path, &target).await;
        // A reference of somebody else's is as unknown as a workspace.
        if reply.status == StatusCode::NOT_FOUND && !OF_THEIR_OWN.contains(&name.as_str()) {
            assert_eq!(reply.error(), mewayz::Error::NotFound, "{name}");
            continue;
        }
        of_the_account.push(name);
    }
    assert_eq!(of_the_account, OF_THE_ACCOUNT);
    // Sending the confirmation once more, choosing another password and leaving are about Eve: they wrote letters to her.
    let mut after = app.rows(Some(&victim)).await;
    after.iter_mut().filter(|(table, _)| *table == "mails").for_each(|(_, count)| *count -= 3);
    // So is a workspace of her own.
    after.iter_mut().filter(|(table, _)| matches!(*table, "workspaces" | "memberships")).for_each(|(_, count)| *count -= 1);
    assert_eq!(after, before);
}

#[tokio::test]
async fn what_a_viewer_is_refused() {
    let app = TestApp::start().await;
    let (victim, target) = arrange(&app).await;
    let viewer = app.creator("viewer").await;
    let join = "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'viewer')";
    let (workspace, user) = (victim.member.workspace().0, viewer.member.user().0);
    sqlx::query(join).bind(workspace).bind(user).execute(&mut app.connection().await).await.unwrap();
    let before = app.rows(Some(&victim)).await;
    let mut answers = Vec::new();
    for (name, path) in rpc::all() {
        // Leaving is everybody's; it would end the walk.
        if !open_to_strangers().contains(&path.as_str()) && !OF_THE_ACCOUNT.contains(&name.as_str()) && name != "leave_workspace" {
            let reply = call(&viewer.client, &name, &path, &target).await;
            answers.push(format!("{name}: {}", reply.status.as_u16()));
        }
    }
    assert_eq!(app.rows(Some(&victim)).await, before);
    insta::assert_snapshot!(answers.join("\n"), @r"
    accept_offer: 409
    add_domain: 403
    add_plan_version: 404
    appeal_ruling: 403
    archive_workspace: 403
    assign_plan: 404
    assign_site: 403
    call_back_steps: 403
    cancel_plan: 403
    change_member: 403
    change_plan: 403
    check_domain: 403
    check_handle: 200
    check_sender: 403
    choose_journey: 403
    close_workspace: 404
    copy_shared_site: 403
    create_api_key: 403
    create_folder: 403
    create_group: 403
    create_role: 403
    create_site: 403
    create_webhook: 403
    decline_offer: 409
    delete_group: 403
    delete_role: 403
    discard_dead_letter: 404
    discard_jobs: 404
    dismiss_reports: 404
    do_tool: 404
    edit_file: 403
    end_announcement: 404
    end_grace: 404
    end_workspace: 403
    erase_files: 403
    impersonate: 404
    inspect_workspace: 404
    invite_member: 403
    keep_page_down: 404
    keep_workspace: 404
    lead_domain: 403
    lift_person: 404
    lift_suppression: 404
    list_api_keys: 403
    list_deliveries: 403
    list_files: 200
    list_jobs: 404
    list_mails: 404
    list_my_sites: 200
    list_people: 404
    list_reported: 404
    list_runs: 404
    list_sites: 200
    list_versions: 200
    list_webhooks: 403
    list_workspaces: 404
    load_announcements: 404
    load_audit: 403
    load_board: 404
    load_business: 404
    load_case: 404
    load_dashboard: 200
    load_delivery: 403
    load_delivery_figures: 404
    load_domains: 403
    load_file: 200
    load_groups: 200
    load_health: 404
    load_hooks: 404
    load_mail: 404
    load_onboarding: 404
    load_person: 404
    load_plan: 403
    load_plan_versions: 404
    load_platform: 404
    load_report: 200
    load_roles: 200
    load_ruling: 200
    load_run: 404
    load_shares: 200
    load_site: 200
    load_staff_log: 404
    load_team: 200
    load_templates: 404
    load_usage: 403
    load_version: 200
    load_webhook: 403
    load_welcome: 403
    load_workspace: 200
    move_files: 403
    move_folder: 403
    move_workspace: 403
    note_mail_arrived: 404
    offer_onboarding: 404
    offer_workspace: 403
    open_library: 200
    open_portal: 403
    order_plan: 403
    price_plan: 403
    publish_announcement: 404
    publish_site: 403
    put_away_steps: 403
    put_sample: 403
    refresh_plan: 403
    release_workspace: 404
    remove_domain: 403
    remove_member: 403
    remove_sender: 403
    remove_webhook: 403
    rename_folder: 403
    rename_workspace: 403
    reopen_workspace: 403
    replace_file: 403
    replay_delivery: 403
    replay_failed: 403
    resend_invitation: 403
    reset_flag: 404
    reset_outline: 404
    reset_second_factor: 404
    reset_template: 404
    restore_files: 403
    restore_page: 404
    resume_plan: 403
    retry_dead_letter: 404
    retry_jobs: 404
    reveal_webhook: 403
    revoke_api_key: 403
    revoke_invitation: 403
    rotate_webhook: 403
    save_announcement: 404
    save_draft: 403
    save_group: 403
    save_look: 403
    save_role: 403
    save_sender: 403
    save_template: 404
    save_webhook: 403
    send_mail_again: 404
    set_flag: 404
    set_outline: 404
    set_setting: 404
    share_site: 403
    sign_out_person: 404
    skip_step: 403
    start_survey: 404
    suspend_person: 404
    suspend_workspace: 404
    switch_webhook: 403
    tag_files: 403
    take_out_sample: 403
    take_page_down: 404
    take_up_step: 403
    test_webhook: 403
    trash_files: 403
    trash_folder: 403
    try_tool: 404
    unassign_site: 403
    unpublish_site: 403
    unshare_site: 403
    upload_file: 403
    withdraw_offer: 403
    ");
}

#[tokio::test]
async fn a_session_of_somebody_else_cannot_be_ended() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.creator("ada").await, app.creator("eve").await);
    let sessions: Vec<mewayz::identity::SessionSummary> = ada.client.rpc("list_sessions", &[]).await.json();
    assert_eq!(sessions.len(), 1);
    let reference = sessions[0].reference.to_string();
    let refused = eve.client.rpc("revoke_session", &[("reference", &reference)]).await;
    assert_eq!(refused.error(), mewayz::Error::NotFound);
    assert_eq!(ada.client.get("/w/ada").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_server_function_is_not_found() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let reply = ada.client.post("/rpc/app/nothing/here", "application/x-www-form-urlencoded", "").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    let get = ada.client.get(&rpc::path("list_sessions")).await;
    assert!(get.status.is_client_error(), "GET never changes anything: {}", get.status);
}
