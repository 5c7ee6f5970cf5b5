//! What staff switches and sets, as everybody else meets it.

use http::{Method, StatusCode};
use mewayz::{
    platform::{self, Flag, Setting, State},
    staff::{self, BackOffice},
};

use crate::support::{Creator, PASSWORD, TestApp, rpc};

async fn office(app: &TestApp, boss: &Creator) -> BackOffice {
    staff::grant(app.database.owner_url(), "boss@example.com").await.unwrap();
    let db = &app.state.context.db;
    let staff = staff::recognise(&mut db.identity().await.unwrap(), boss.member.user()).await.unwrap();
    db.staff(&staff, "testing").await.unwrap()
}

/// Somebody whose address counts as confirmed.
async fn boss(app: &TestApp) -> Creator {
    let boss = app.creator("boss").await;
    let confirm = "update users set email_verified_at = now() where email = 'boss@example.com'";
    sqlx::query(confirm).execute(&mut app.connection().await).await.unwrap();
    boss
}

async fn switch(app: &TestApp, boss: &Creator, flag: Flag, state: State) {
    let mut office = office(app, boss).await;
    platform::set_flag(&mut office, flag, &mewayz::platform::Rule { state, ..flag.default_rule() }).await.unwrap();
    office.commit().await.unwrap();
    app.state.platform.refresh(&app.state.context.db).await.unwrap();
}

#[tokio::test]
async fn nobody_signs_up_while_sign_ups_are_off() {
    let app = TestApp::start().await;
    let boss = boss(&app).await;
    switch(&app, &boss, Flag::SignUps, State::Off).await;
    let fields = [("Full name", "Ada"), ("Email", "ada@example.com"), ("Password", PASSWORD)];
    let page = app.browser().submit("/signup", &fields).await;
    assert!(page.text().contains("This is switched off at the moment"), "{}", page.text());
    let count: i64 = sqlx::query_scalar("select count(*) from users where email = 'ada@example.com'")
        .fetch_one(&mut app.connection().await)
        .await
        .unwrap();
    assert_eq!(count, 0);
    switch(&app, &boss, Flag::SignUps, State::On).await;
    assert!(app.browser().submit("/signup", &fields).await.path.starts_with("/w/"));
}

#[tokio::test]
async fn nothing_is_uploaded_while_uploads_are_off() {
    let app = TestApp::start().await;
    let boss = boss(&app).await;
    let program = app.program(&boss, &["media:write"]).await;
    let kind = "multipart/form-data; boundary=x";
    let part = |name: &str, value: &str| format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let file = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello\r\n--x--\r\n";
    let form = part("workspace", "boss") + &part("folder", "") + &part("only", "") + file;

    switch(&app, &boss, Flag::Uploads, State::Off).await;
    let refused = boss.client.post(&rpc::path("upload_file"), kind, form.clone()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let by_program = program.send(Method::POST, "/media", &[("content-type", kind)], file.as_bytes().to_vec()).await;
    assert_eq!(by_program.problem(), (409, "switched_off".to_owned()));

    switch(&app, &boss, Flag::Uploads, State::On).await;
    assert_eq!(boss.client.post(&rpc::path("upload_file"), kind, form).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_notice_and_an_address_for_help_stand_on_every_page() {
    let app = TestApp::start().await;
    let boss = boss(&app).await;
    assert!(!boss.client.get("/w/boss").await.text().contains("mailto:"));
    let mut office = office(&app, &boss).await;
    platform::set(&mut office, Setting::Notice, "Back at <b>noon</b>").await.unwrap();
    platform::set(&mut office, Setting::SupportEmail, "help@example.com").await.unwrap();
    office.commit().await.unwrap();
    app.state.platform.refresh(&app.state.context.db).await.unwrap();
    let page = boss.client.get("/w/boss/media").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Back at &lt;b&gt;noon&lt;/b&gt;") && page.text().contains("mailto:help@example.com"));
}

#[tokio::test]
async fn a_change_reaches_every_process_by_itself() {
    let app = TestApp::start().await;
    let boss = boss(&app).await;
    let latest = server::platform::Latest::default();
    let following = tokio::spawn(latest.clone().follow(app.state.context.db.clone()));
    let mut office = office(&app, &boss).await;
    platform::set(&mut office, Setting::Notice, "Hello").await.unwrap();
    office.commit().await.unwrap();
    let arrived = async {
        while latest.snapshot().value(Setting::Notice) != "Hello" {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), arrived).await.expect("within seconds, not at the next poll");
    following.abort();
}
