//! Staff see the product as somebody else does: what they may, what they may not, and how it ends.

use http::StatusCode;
use serde_json::json;

use crate::support::{Creator, TestApp};

const WHY: (&str, &str) = ("reason", "They cannot find their drafts");

/// Somebody of the staff.
async fn boss(app: &TestApp) -> Creator {
    let boss = app.creator("boss").await;
    app.make_staff(&boss).await;
    boss
}

async fn begin(boss: &Creator, person: &Creator) {
    let id = person.member.user().to_string();
    let reply = boss.client.rpc("impersonate", &[("person", &id), WHY]).await;
    assert!(reply.status.is_success(), "{}: {}", reply.status, reply.text());
}

/// As if so much time had passed since it began.
async fn let_pass(app: &TestApp, boss: &Creator) {
    sqlx::query(
        "update sessions set data = jsonb_set(data, '{impersonation,until}', to_jsonb(now() - interval '1 second')) where user_id = $1",
    )
    .bind(boss.member.user().0)
    .execute(&mut app.connection().await)
    .await
    .unwrap();
}

#[tokio::test]
async fn pages_are_those_of_the_person_and_say_so_until_it_is_stopped() {
    let app = TestApp::start().await;
    let (ada, boss) = (app.creator("ada").await, boss(&app).await);
    assert_eq!(boss.client.get("/w/ada").await.status, StatusCode::NOT_FOUND);
    begin(&boss, &ada).await;
    for path in ["/w/ada", "/w/ada/sites", "/w/ada/settings"] {
        let page = boss.client.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text().contains("You see this as") && page.text().contains(">Stop<"), "{path}");
    }
    assert_eq!(boss.client.get("/w/boss").await.status, StatusCode::NOT_FOUND, "not both at once");
    assert_eq!(boss.client.get("/admin/people").await.status, StatusCode::NOT_FOUND, "the person runs nothing");
    assert!(!ada.client.get("/w/ada").await.text().contains("You see this as"));
    let stopped = boss.client.rpc("stop_impersonating", &[]).await;
    assert!(stopped.status.is_success(), "{}", stopped.text());
    assert_eq!(boss.client.get("/w/ada").await.status, StatusCode::NOT_FOUND);
    assert_eq!(boss.client.get("/w/boss").await.status, StatusCode::OK);
    assert_eq!(boss.client.get("/admin/people").await.status, StatusCode::OK, "their own proof still stands");
}

#[tokio::test]
async fn it_ends_by_itself_and_with_the_role() {
    let app = TestApp::start().await;
    let (ada, boss) = (app.creator("ada").await, boss(&app).await);
    let person = format!("/admin/people/{}", ada.member.user());
    begin(&boss, &ada).await;
    let_pass(&app, &boss).await;
    assert_eq!(boss.client.rpc("load_dashboard", &[("workspace", "ada")]).await.status, StatusCode::FORBIDDEN);
    begin(&boss, &ada).await;
    let_pass(&app, &boss).await;
    let page = boss.client.get("/w/ada").await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, person.as_str()));
    assert_eq!(boss.client.get("/w/boss").await.status, StatusCode::OK);
    begin(&boss, &ada).await;
    mewayz::staff::revoke(app.database.owner_url(), "boss@example.com").await.unwrap();
    assert_eq!(boss.client.get("/w/ada").await.status, StatusCode::SEE_OTHER);
    assert_eq!(boss.client.get("/w/ada").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn it_takes_a_fresh_proof_a_reason_and_somebody_who_is_not_staff() {
    let app = TestApp::start().await;
    let (ada, boss) = (app.creator("ada").await, boss(&app).await);
    let (id, own) = (ada.member.user().to_string(), boss.member.user().to_string());
    let unreasoned = boss.client.rpc("impersonate", &[("person", &id)]).await;
    assert_eq!(unreasoned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(boss.client.rpc("impersonate", &[("person", &own), WHY]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.proof(&boss, &json!({ "at": chrono::Utc::now() - chrono::Duration::minutes(11), "strong": true })).await;
    assert_eq!(boss.client.rpc("impersonate", &[("person", &id), WHY]).await.status, StatusCode::CONFLICT);
    assert_eq!(ada.client.rpc("impersonate", &[("person", &own), WHY]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(boss.client.get("/w/ada").await.status, StatusCode::NOT_FOUND);
}
