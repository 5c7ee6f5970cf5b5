//! Every operation of the public API, from its own document, asked by those who may not.

use http::{Method, StatusCode};
use mewayz::{
    clock,
    webhooks::{self, Draft},
    workspaces,
};
use serde_json::{Value, json};

use crate::support::{Creator, Program, Reply, TestApp, program::all_scopes, samples};

/// Operations for strangers, and those that are about the caller and name no workspace.
pub(super) const OPEN: [&str; 3] = ["auth_refresh", "auth_revoke", "auth_token"];
pub(super) const OF_THE_CALLER: [&str; 5] =
    ["notifications_list", "notifications_patch", "notifications_read", "users_me", "workspaces_list"];

/// An operation of the document.
pub(super) struct Operation {
    pub(super) id: String,
    method: Method,
    path: String,
    /// Scopes that a key needs, all of them; `None` if no key will do.
    pub(super) scopes: Option<Vec<String>>,
}

pub(super) fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(server::api::document()).unwrap();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let security = operation["security"].as_array().cloned().unwrap_or_default();
            let scopes = security.iter().find_map(|way| way.get("api_key")).map(|scopes| serde_json::from_value(scopes.clone()).unwrap());
            found.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.strip_prefix("/api/v1").unwrap().to_owned(),
                scopes,
            });
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

/// What somebody would like to get at.
pub(super) struct Target {
    site: String,
    picture: String,
    webhook: String,
    delivery: String,
    /// Somebody who works there, and an invitation.
    member: String,
    invitation: String,
}

/// Calls an operation with everything that any of them takes, about the target.
pub(super) async fn call(program: &Program, operation: &Operation, target: &Target) -> Reply {
    let id = match operation.path.split('/').nth(1) {
        Some("media") => &target.picture,
        Some("webhooks") => &target.webhook,
        Some("webhook-deliveries") => &target.delivery,
        Some("members") => &target.member,
        Some("invitations") => &target.invitation,
        _ => &target.site,
    };
    let path = operation.path.replace("{id}", id).replace("{number}", "1");
    let (kind, body) = match operation.id.as_str() {
        "media_upload" => ("multipart/form-data; boundary=x", upload()),
        "bio_sites_create" => ("application/json", json!({ "handle": "some-handle", "name": "Some name" }).to_string().into_bytes()),
        "bio_sites_patch" => ("application/json", json!({ "profile": { "name": "Changed" } }).to_string().into_bytes()),
        "bio_sites_bulk" => ("application/json", json!({ "action": "unpublish", "ids": [target.site] }).to_string().into_bytes()),
        "workspace_patch" => ("application/json", json!({ "name": "Changed" }).to_string().into_bytes()),
        "members_patch" => ("application/json", json!({ "role": "viewer" }).to_string().into_bytes()),
        "invitations_create" => ("application/json", json!({ "role": "viewer" }).to_string().into_bytes()),
        "notifications_patch" => ("application/json", json!({ "read": true }).to_string().into_bytes()),
        "webhooks_create" => ("application/json", json!({ "url": "https://hooks.example/", "events": ["*"] }).to_string().into_bytes()),
        "webhooks_patch" => ("application/json", json!({ "description": "Changed" }).to_string().into_bytes()),
        "webhooks_replay" => {
            ("application/json", json!({ "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z" }).to_string().into_bytes())
        }
        _ => ("application/json", Vec::new()),
    };
    program.send(operation.method.clone(), &path, &[("content-type", kind), ("if-match", "*")], body).await
}

fn upload() -> Vec<u8> {
    let mut picture = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(2, 2).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let head = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\n";
    [head.as_bytes(), picture.get_ref(), b"\r\n--x--\r\n"].concat()
}

pub(super) async fn arrange(app: &TestApp) -> (Creator, Target) {
    let victim = app.creator("victim").await;
    let site = app.published(&victim, "victim-page", samples::content(samples::links(1))).await.to_string();
    let picture = app.program(&victim, &["media:write"]).await;
    let picture = picture.send(Method::POST, "/media", &[("content-type", "multipart/form-data; boundary=x")], upload()).await.data();
    let (webhook, delivery) = webhook(app, &victim).await;
    let (member, invitation) = colleague(app, &victim).await;
    (victim, Target { site, picture: picture["id"].as_str().unwrap().to_owned(), webhook, delivery, member, invitation })
}

/// A viewer of somebody's workspace, and an open invitation.
async fn colleague(app: &TestApp, creator: &Creator) -> (String, String) {
    let user = uuid::Uuid::now_v7();
    let person = "insert into users (id, full_name, email, password_hash) values ($1, 'Bob', $1::text || '@example.com', 'x')";
    sqlx::query(person).bind(user).execute(&mut app.connection().await).await.unwrap();
    let join = "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'viewer')";
    sqlx::query(join).bind(creator.member.workspace().0).bind(user).execute(&mut app.connection().await).await.unwrap();
    let mut scope = app.state.context.db.open(&creator.member).await.unwrap();
    let draft = workspaces::Draft { role: "viewer".to_owned(), days: 7, ..workspaces::Draft::default() };
    let invited = workspaces::invite(&mut scope, &draft, "https://mewayz.example", clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    (user.to_string(), invited.id.to_string())
}

/// An endpoint of somebody's, and what was sent to it.
async fn webhook(app: &TestApp, creator: &Creator) -> (String, String) {
    let context = &app.state.context;
    let draft = Draft { url: "https://hooks.example/".to_owned(), patterns: vec!["media.*".to_owned()], ..Draft::default() };
    let mut scope = context.db.open(&creator.member).await.unwrap();
    let id = webhooks::create(&mut scope, &context.keyring, &context.settings.outbound, &draft).await.unwrap();
    let delivery = webhooks::send_test(&mut scope, id, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    (id.to_string(), delivery.to_string())
}

pub(super) async fn lots(app_arguments: &[&str]) -> TestApp {
    TestApp::with(&[app_arguments, &["--api-per-minute", "100000"]].concat()).await
}

#[tokio::test]
async fn strangers_get_401_from_all_but_the_open_operations() {
    let app = lots(&[]).await;
    let (victim, target) = arrange(&app).await;
    let before = app.rows(Some(&victim)).await;
    let revoked = app.program(&victim, &all_scopes()).await;
    let end = "update api_keys set revoked_at = now() where revoked_at is null";
    let mut connection = app.connection().await;
    let workspace = victim.member.workspace().to_string();
    sqlx::query("select set_config('app.workspace', $1, false)").bind(workspace).execute(&mut connection).await.unwrap();
    sqlx::query(end).execute(&mut connection).await.unwrap();
    let mut open = Vec::new();
    for operation in operations() {
        if OPEN.contains(&operation.id.as_str()) {
            open.push(operation.id);
            continue;
        }
        for program in [&app.stranger(), &revoked] {
            let reply = call(program, &operation, &target).await;
            assert_eq!(reply.problem(), (401, "unauthenticated".to_owned()), "{}", operation.id);
        }
    }
    assert_eq!(open, OPEN);
    assert_eq!(app.rows(Some(&victim)).await, before);
}

#[tokio::test]
async fn callers_of_another_workspace_get_404() {
    let app = lots(&[]).await;
    let (victim, target) = arrange(&app).await;
    let eve = app.creator("eve").await;
    let (mut as_person, _) = app.signed_in(&eve).await;
    let mut with_key = app.program(&eve, &all_scopes()).await;
    let before = app.rows(Some(&victim)).await;
    let mut of_the_caller = Vec::new();
    for operation in operations().into_iter().filter(|o| !OPEN.contains(&o.id.as_str())) {
        // Asking for the victim's workspace by name.
        let mut statuses = Vec::new();
        for program in [&mut as_person, &mut with_key] {
            program.workspace = Some("victim".to_owned());
            statuses.push(call(program, &operation, &target).await.status.as_u16());
        }
        if statuses == [404, 404] {
            // From her own workspace, for the victim's things.
            if operation.path.contains('{') {
                for program in [&mut as_person, &mut with_key] {
                    program.workspace = Some("eve".to_owned());
                    let reply = call(program, &operation, &target).await;
                    assert_eq!(reply.problem(), (404, "not_found".to_owned()), "{}", operation.id);
                }
            }
            continue;
        }
        of_the_caller.push(operation.id);
    }
    assert_eq!(of_the_caller, OF_THE_CALLER);
    with_key.workspace = None;
    let bulk = with_key.post("/bio-sites/bulk", &json!({ "action": "unpublish", "ids": [target.site] })).await.data();
    assert_eq!(bulk[0]["status"], 404);
    assert_eq!(app.rows(Some(&victim)).await, before);
    assert_eq!(app.browser().get("/@victim-page").await.status, StatusCode::OK);
}

/// Every scope alone against every operation: 403 wherever the document does not name it.
#[tokio::test]
async fn a_key_does_what_its_scopes_say_and_nothing_else() {
    let app = lots(&[]).await;
    let (victim, _) = arrange(&app).await;
    let mut lines = Vec::new();
    for (n, operation) in operations().into_iter().filter(|o| !OPEN.contains(&o.id.as_str())).enumerate() {
        let needed = operation.scopes.clone();
        let content = samples::content(samples::links(1));
        let site = app.published(&victim, &format!("victim-site-{n}"), content).await.to_string();
        let picture = app.program(&victim, &["media:write"]).await;
        let picture = picture.send(Method::POST, "/media", &[("content-type", "multipart/form-data; boundary=x")], upload()).await.data();
        // A workspace has only so many webhooks.
        let (webhook, delivery) = if operation.path.starts_with("/webhook") { webhook(&app, &victim).await } else { Default::default() };
        let of_people = operation.path.starts_with("/members") || operation.path.starts_with("/invitations");
        let (member, invitation) = if of_people { colleague(&app, &victim).await } else { Default::default() };
        let target = Target { site, picture: picture["id"].as_str().unwrap().to_owned(), webhook, delivery, member, invitation };
        for scope in all_scopes() {
            let reply = call(&app.program(&victim, &[scope]).await, &operation, &target).await;
            let enough = needed.as_ref().is_some_and(|needed| needed.iter().all(|one| one == scope));
            let told = if enough { reply.status.is_success() } else { reply.status == StatusCode::FORBIDDEN };
            assert!(told, "{} with {scope}: {} {}", operation.id, reply.status, reply.text());
        }
        if let Some(needed) = needed.filter(|needed| needed.len() > 1) {
            let names: Vec<&str> = needed.iter().map(String::as_str).collect();
            let reply = call(&app.program(&victim, &names).await, &operation, &target).await;
            assert!(reply.status.is_success(), "{} with {names:?}: {}", operation.id, reply.text());
        }
        lines.push(format!("{}: {}", operation.id, words(operation.scopes)));
        end_all_keys(&victim).await;
    }
    insta::assert_snapshot!(lines.join("\n"), @r"
    bio_sites_analytics: analytics:read
    bio_sites_bulk: bio_sites:read bio_sites:publish
    bio_sites_create: bio_sites:read bio_sites:write
    bio_sites_get: bio_sites:read
    bio_sites_list: bio_sites:read
    bio_sites_patch: bio_sites:read bio_sites:write
    bio_sites_publish: bio_sites:read bio_sites:publish
    bio_sites_unpublish: bio_sites:publish
    bio_sites_version: bio_sites:read
    bio_sites_versions: bio_sites:read
    invitations_create: members:write
    invitations_delete: members:write
    invitations_list: members:write
    media_delete: media:write
    media_get: media:read
    media_list: media:read
    media_upload: media:write
    members_delete: members:write
    members_list: members:read
    members_patch: members:read members:write
    notifications_list: no key
    notifications_patch: no key
    notifications_read: no key
    users_me: no key
    webhook_deliveries_get: webhooks:manage
    webhook_deliveries_replay: webhooks:manage
    webhooks_create: webhooks:manage
    webhooks_delete: webhooks:manage
    webhooks_deliveries: webhooks:manage
    webhooks_get: webhooks:manage
    webhooks_list: webhooks:manage
    webhooks_patch: webhooks:manage
    webhooks_replay: webhooks:manage
    webhooks_rotate_secret: webhooks:manage
    webhooks_secrets: webhooks:manage
    webhooks_test: webhooks:manage
    workspace_get: bio_sites:read
    workspace_patch: bio_sites:read workspace:manage
    workspaces_list: any
    ");
}

fn words(scopes: Option<Vec<String>>) -> String {
    match scopes {
        None => "no key".to_owned(),
        Some(none) if none.is_empty() => "any".to_owned(),
        Some(scopes) => scopes.join(" "),
    }
}

/// A workspace has only so many keys.
async fn end_all_keys(creator: &Creator) {
    let keys: Vec<Value> = creator.client.rpc("list_api_keys", &[("workspace", "victim")]).await.json();
    for key in keys.iter().filter(|key| key["state"] == "working") {
        creator.client.rpc("revoke_api_key", &[("workspace", "victim"), ("key", key["id"].as_str().unwrap())]).await.json::<()>();
    }
}

#[test]
fn every_operation_is_described_whole() {
    let document = serde_json::to_value(server::api::document()).unwrap();
    for operation in operations() {
        let described = &document["paths"][format!("/api/v1{}", operation.path)][operation.method.as_str().to_lowercase()];
        assert!(described["summary"].as_str().is_some_and(|s| !s.is_empty()), "{}", operation.id);
        let is_open = OPEN.contains(&operation.id.as_str());
        assert_eq!(described["security"].is_null(), is_open, "{}", operation.id);
        for status in ["401", "429", "500", "503"] {
            assert!(described["responses"][status].is_object(), "{} {status}", operation.id);
        }
        for scope in operation.scopes.unwrap_or_default() {
            assert!(all_scopes().contains(&scope.as_str()), "{scope}");
            assert!(described["description"].as_str().unwrap().contains(&scope), "{}: the words do not name {scope}", operation.id);
        }
    }
}
