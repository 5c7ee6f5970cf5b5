//! What staff may do who see the product as the owner of a workspace does.

use app::shared::open_to_strangers;
use http::StatusCode;

use super::server_fns::{arrange, call};
use crate::support::{TestApp, rpc};

/// Every function there is, called by staff as the owner: those that answer with anything but a refusal are these.
#[tokio::test]
async fn staff_rule_nothing_in_the_name_of_an_owner() {
    let app = TestApp::start().await;
    let (victim, target) = arrange(&app).await;
    let boss = app.creator("boss").await;
    app.make_staff(&boss).await;
    let person = victim.member.user().to_string();
    assert!(boss.client.rpc("impersonate", &[("person", &person), ("reason", "A walk")]).await.status.is_success());
    let before = app.rows(None).await;
    let mut open = Vec::new();
    for (name, path) in rpc::all() {
        if open_to_strangers().contains(&path.as_str()) || name == "stop_impersonating" {
            continue;
        }
        let status = call(&boss.client, &name, &path, &target).await.status;
        assert!(!status.is_server_error() && status != StatusCode::UNAUTHORIZED, "{name}: {status}");
        if status != StatusCode::FORBIDDEN && status != StatusCode::NOT_FOUND {
            open.push(name);
        }
    }
    insta::assert_snapshot!(open.join("\n"), @r"
    check_handle
    create_folder
    create_site
    edit_file
    erase_files
    list_files
    list_my_sites
    list_notices
    list_sessions
    list_sites
    list_versions
    load_audit
    load_dashboard
    load_file
    load_groups
    load_notification_settings
    load_proofs
    load_report
    load_roles
    load_ruling
    load_security
    load_shares
    load_site
    load_team
    load_usage
    load_version
    load_workspace
    move_files
    move_folder
    open_library
    publish_site
    rename_folder
    replace_file
    restore_files
    save_draft
    tag_files
    trash_files
    trash_folder
    unpublish_site
    upload_file
    ");
    let after = app.rows(None).await;
    for table in ["users", "workspaces", "memberships"] {
        let count = |rows: &[(&'static str, i64)]| rows.iter().find(|(name, _)| *name == table).copied();
        assert_eq!(count(&after), count(&before));
    }
}
