//! The forbidden walk: every server function and every operation of the public API, asked in every role, gives what the matrix
//! says and nothing else. What each asks for stands here once more, for people to compare.

use app::shared::open_to_strangers;
use http::StatusCode;
use mewayz::{
    ids::UserId,
    tenancy::{Access, Permission, Role},
};
use sqlx::PgConnection;

use super::{rest, server_fns};
use crate::support::{Creator, TestApp, rpc};

/// What a function asks for.
#[derive(Clone, Copy)]
enum Need {
    /// Nothing but to be a member.
    Member,
    One(Permission),
    /// For what concerns all sites: guests are refused.
    Everywhere(Permission),
    /// Of those who run the product: everybody else finds nothing.
    Staff,
}

impl Need {
    fn is_met(self, access: Access) -> bool {
        match self {
            Self::Member | Self::Staff => true,
            Self::One(permission) => access.allows(permission),
            Self::Everywhere(permission) => access.allows(permission) && !access.only_assigned,
        }
    }
}

fn need(function: &str) -> Need {
    use Need::{Everywhere, Member, One, Staff};
    use Permission as P;
    match function {
        "accept_offer" | "check_handle" | "decline_offer" | "leave_workspace" | "load_dashboard" => Member,
        "load_ruling" => One(P::ViewSites),
        "appeal_ruling" => One(P::PublishSites),
        "list_my_sites" | "list_sites" | "list_versions" | "load_site" | "load_version" | "load_workspace" => One(P::ViewSites),
        "load_file" => One(P::ViewMedia),
        "create_site" | "copy_shared_site" => Everywhere(P::EditSites),
        "load_shares" => Everywhere(P::ViewSites),
        "save_draft" => One(P::EditSites),
        "publish_site" | "unpublish_site" => One(P::PublishSites),
        "load_report" => One(P::ViewAnalytics),
        "list_files" | "open_library" => One(P::ViewMedia),
        "create_folder" | "edit_file" | "erase_files" | "move_files" | "move_folder" | "rename_folder" | "replace_file"
        | "restore_files" | "tag_files" | "trash_files" | "trash_folder" | "upload_file" => One(P::UploadMedia),
        "load_audit" => One(P::ViewAudit),
        "create_webhook" | "list_deliveries" | "list_webhooks" | "load_delivery" | "load_webhook" | "remove_webhook"
        | "replay_delivery" | "replay_failed" | "reveal_webhook" | "rotate_webhook" | "save_webhook" | "switch_webhook"
        | "test_webhook" => One(P::ManageWebhooks),
        "create_api_key" | "list_api_keys" | "revoke_api_key" => One(P::ManageApiKeys),
        "load_groups" | "load_roles" | "load_team" => One(P::ViewMembers),
        "assign_site" | "change_member" | "create_group" | "delete_group" | "invite_member" | "remove_member" | "resend_invitation"
        | "revoke_invitation" | "save_group" | "unassign_site" => One(P::ManageMembers),
        "create_role" | "delete_role" | "save_role" => One(P::ManageRoles),
        "archive_workspace" | "move_workspace" | "rename_workspace" | "reopen_workspace" | "save_look" => One(P::ManageWorkspace),
        "load_domains" => One(P::ManageWorkspace),
        "add_domain" | "check_domain" | "check_sender" | "lead_domain" | "remove_domain" | "remove_sender" | "save_sender" => {
            Everywhere(P::ManageWorkspace)
        }
        "call_back_steps" | "choose_journey" | "load_welcome" | "put_away_steps" | "put_sample" | "skip_step" | "take_out_sample"
        | "take_up_step" => One(P::ManageWorkspace),
        "share_site" | "unshare_site" => One(P::ShareSites),
        "load_usage" => One(P::ViewUsage),
        "cancel_plan" | "change_plan" | "load_plan" | "open_portal" | "order_plan" | "price_plan" | "refresh_plan" | "resume_plan" => {
            One(P::ManageBilling)
        }
        "end_workspace" | "offer_workspace" | "withdraw_offer" => One(P::OwnWorkspace),
        "close_workspace"
        | "discard_dead_letter"
        | "dismiss_reports"
        | "do_tool"
        | "inspect_workspace"
        | "keep_page_down"
        | "keep_workspace"
        | "lift_suppression"
        | "list_mails"
        | "list_reported"
        | "list_runs"
        | "list_workspaces"
        | "load_case"
        | "load_hooks"
        | "load_mail"
        | "load_run"
        | "load_staff_log"
        | "note_mail_arrived"
        | "release_workspace"
        | "restore_page"
        | "retry_dead_letter"
        | "send_mail_again"
        | "suspend_workspace"
        | "take_page_down"
        | "try_tool"
        | "discard_jobs"
        | "list_jobs"
        | "load_board"
        | "add_plan_version"
        | "assign_plan"
        | "end_grace"
        | "load_plan_versions"
        | "impersonate"
        | "lift_person"
        | "list_people"
        | "load_person"
        | "reset_second_factor"
        | "sign_out_person"
        | "suspend_person"
        | "end_announcement"
        | "load_announcements"
        | "load_business"
        | "load_delivery_figures"
        | "load_health"
        | "load_onboarding"
        | "load_platform"
        | "offer_onboarding"
        | "reset_outline"
        | "set_outline"
        | "load_templates"
        | "publish_announcement"
        | "reset_flag"
        | "reset_template"
        | "retry_jobs"
        | "save_announcement"
        | "save_template"
        | "set_flag"
        | "set_setting"
        | "start_survey" => Staff,
        other => panic!("say what {other} asks for"),
    }
}

/// Somebody of the workspace: name of the role, whether a guest, and what the matrix gives them.
const CAST: [(&str, Role, bool); 6] = [
    ("owner", Role::Owner, false),
    ("admin", Role::Admin, false),
    ("editor", Role::Editor, false),
    ("viewer", Role::Viewer, false),
    ("guest editor", Role::Editor, true),
    ("guest viewer", Role::Viewer, true),
];

/// Puts everything back: the walk itself archives, renames and leaves.
async fn put_back(connection: &mut PgConnection, victim: &Creator, user: UserId, role: Role, guest: bool) {
    let workspace = victim.member.workspace().0;
    let open = "update workspaces set archived_at = null, ends_at = null, slug = 'victim' where id = $1";
    sqlx::query(open).bind(workspace).execute(&mut *connection).await.unwrap();
    let join = "insert into memberships (workspace_id, user_id, role, only_assigned) values ($1, $2, $3, $4)
                on conflict (workspace_id, user_id) do update set role = $3, role_id = null, only_assigned = $4";
    sqlx::query(join).bind(workspace).bind(user.0).bind(role.name()).bind(guest).execute(connection).await.unwrap();
}

fn judge(who: &str, what: &str, may: bool, status: StatusCode, wrong: &mut Vec<String>) {
    let refused = status == StatusCode::FORBIDDEN;
    if refused == may || status.is_server_error() || status == StatusCode::UNAUTHORIZED {
        wrong.push(format!("{who} calls {what}: {status}, and the matrix says {}", if may { "yes" } else { "no" }));
    }
}

#[tokio::test]
async fn every_server_function_holds_to_the_matrix_in_every_role() {
    let app = TestApp::start().await;
    let (victim, target) = server_fns::arrange(&app).await;
    let other = app.creator("other").await;
    let mut connection = app.connection().await;
    let (mut wrong, mut calls) = (Vec::new(), 0);
    for (who, role, guest) in CAST {
        let access = Access::new(role, [], guest);
        for (name, path) in rpc::all() {
            if open_to_strangers().contains(&path.as_str()) || server_fns::OF_THE_ACCOUNT.contains(&name.as_str()) {
                continue;
            }
            put_back(&mut connection, &victim, other.member.user(), role, guest).await;
            let reply = server_fns::call(&other.client, &name, &path, &target).await;
            let need = need(&name);
            match need {
                Need::Staff => assert_eq!(reply.status, StatusCode::NOT_FOUND, "{who} calls {name}"),
                _ => judge(who, &name, need.is_met(access), reply.status, &mut wrong),
            }
            calls += 1;
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(calls > 400, "{calls} calls");
}

#[tokio::test]
async fn every_operation_of_the_api_holds_to_the_matrix_in_every_role() {
    let app = rest::lots(&[]).await;
    let (victim, target) = rest::arrange(&app).await;
    let other = app.creator("other").await;
    let (mut program, _) = app.signed_in(&other).await;
    program.workspace = Some("victim".to_owned());
    let mut connection = app.connection().await;
    let mut wrong = Vec::new();
    for (who, role, guest) in CAST {
        let access = Access::new(role, [], guest);
        for operation in rest::operations() {
            if rest::OPEN.contains(&operation.id.as_str()) || rest::OF_THE_CALLER.contains(&operation.id.as_str()) {
                continue;
            }
            put_back(&mut connection, &victim, other.member.user(), role, guest).await;
            let needed = operation.scopes.clone().unwrap_or_default();
            let has = needed.iter().all(|scope| access.allows(Permission::from_scope(scope).unwrap()));
            let may = has && !(guest && operation.id == "bio_sites_create");
            let reply = rest::call(&program, &operation, &target).await;
            // An operation on many sites answers for each.
            if operation.id == "bio_sites_bulk" && reply.status.is_success() {
                continue;
            }
            // To a guest, sites of others are not there.
            if guest && !may && reply.status == StatusCode::NOT_FOUND {
                continue;
            }
            judge(who, &operation.id, may, reply.status, &mut wrong);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
