//! Signing in with more than a password, and what is asked again before it is changed.

use chrono::{DateTime, Duration, Utc};
use http::StatusCode;
use mewayz::{
    Error,
    error::Conflict,
    identity::{self, factors},
};
use serde_json::{Value, json};

use crate::support::{Client, Creator, PASSWORD, Reply, TestApp, rpc};

/// An app for Ada, set up without the pages: its recovery codes.
async fn app_of(app: &TestApp, ada: &Creator) -> Vec<String> {
    let (db, keyring, user) = (&app.state.context.db, &app.state.context.keyring, ada.member.user());
    let mut identity = db.identity().await.unwrap();
    factors::begin(&mut identity, keyring, user).await.unwrap();
    let setup = factors::pending(&mut identity, keyring, user, "").await.unwrap().unwrap();
    let codes = factors::confirm(&mut identity, keyring, user, &code(&setup.url, Utc::now()), "", Utc::now()).await.unwrap();
    identity.commit().await.unwrap();
    codes
}

/// What an app shows that was given this address.
fn code(url: &str, at: DateTime<Utc>) -> String {
    totp_rs::Totp::from_url(url).unwrap().generate(u64::try_from(at.timestamp()).unwrap()).to_string()
}

async fn sign_in(client: &Client, next: &str) -> Reply {
    let form = rpc::form(&[("email", "ada@example.com"), ("password", PASSWORD), ("next", next)]);
    client.post_form("/login", &rpc::path("sign_in"), form).await
}

#[tokio::test]
async fn the_second_step_stands_between_the_password_and_the_workspace() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let recovery = app_of(&app, &ada).await;
    let browser = app.browser();
    assert_eq!(sign_in(&browser, "/w/ada/sites").await.header("location"), "/login/code");
    assert!(browser.get("/w/ada").await.header("location").starts_with("/login"), "not in yet");
    assert_eq!(browser.rpc("list_sessions", &[]).await.status, StatusCode::UNAUTHORIZED);
    let page = browser.submit("/login/code", &[("Code", "000000")]).await;
    assert!(page.text().contains("This code is wrong"), "{}", page.text());
    let page = browser.submit("/login/code", &[("Code", &recovery[0])]).await;
    assert_eq!(page.path, "/w/ada/sites");
    // From here on the step is done: the page asks whoever comes without a first one to begin.
    let stranger = app.browser();
    assert_eq!(stranger.rpc("second_step", &[("code", &recovery[1])]).await.error(), Error::Unauthenticated);
}

#[tokio::test]
async fn signing_up_once_more_with_the_same_password_does_not_go_around_the_second_step() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app_of(&app, &ada).await;
    let form = [("full_name", "ada"), ("email", "ada@example.com"), ("password", PASSWORD)];
    let browser = app.browser();
    let reply = browser.post_form("/signup", &rpc::path("sign_up"), rpc::form(&form)).await;
    assert_eq!(reply.header("location"), "/login/code");
    assert!(browser.get("/w/ada").await.header("location").starts_with("/login"), "not in");
    sqlx::query("update users set suspended_at = now()").execute(&mut app.connection().await).await.unwrap();
    let refused = app.browser().rpc("sign_up", &form).await;
    assert!(refused.message("form").contains("suspended"));
}

#[tokio::test]
async fn risky_acts_ask_again_who_somebody_is() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let long_ago = Utc::now() - Duration::minutes(11);
    app.proof(&ada, &json!({ "at": long_ago, "strong": false })).await;
    let acts: [(&str, &[(&str, &str)]); 11] = [
        ("change_password", &[("password", "otter-lantern-7")]),
        ("begin_totp", &[]),
        ("confirm_totp", &[("code", "000000")]),
        ("make_recovery_codes", &[]),
        ("disable_totp", &[]),
        ("begin_adding_passkey", &[]),
        ("unlink_provider", &[("provider", "google")]),
        ("request_email_change", &[("email", "new@example.com")]),
        ("remove_passkey", &[("passkey", "01890000-0000-7000-8000-000000000000")]),
        ("sign_out_elsewhere", &[]),
        ("create_api_key", &[("workspace", "ada"), ("name", "x"), ("days", "30"), ("scopes[0]", "bio_sites:read")]),
    ];
    for (name, form) in acts {
        assert_eq!(ada.client.rpc(name, form).await.error(), Error::Conflict(Conflict::ProofNeeded), "{name}");
    }
    let page = ada.client.get("/w/ada/settings/security").await.text();
    assert!(page.contains("/confirm?next=/w/ada/settings/security") && !page.contains("Change address"));
    assert!(
        ada.client.rpc("confirm_identity", &[("password", "not it"), ("next", "")]).await.message("password").contains("not your password")
    );
    let before = ada.client.cookie(server::session::COOKIE);
    let page = ada.client.submit("/confirm?next=/w/ada/settings/security", &[("Password", PASSWORD)]).await;
    assert_eq!(page.path, "/w/ada/settings/security");
    assert_ne!(ada.client.cookie(server::session::COOKIE), before, "a fresh session id");
    assert!(page.text().contains("Change address"));
    assert_eq!(ada.client.rpc("begin_totp", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_has_an_app_confirms_with_it_too() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let recovery = app_of(&app, &ada).await;
    let refused = ada.client.rpc("confirm_identity", &[("password", PASSWORD), ("next", "")]).await;
    assert_eq!(refused.message("code"), "Enter the code.");
    let done = ada.client.rpc("confirm_identity", &[("password", PASSWORD), ("code", &recovery[0]), ("next", "")]).await;
    assert_eq!(done.status, StatusCode::OK);
}

#[tokio::test]
async fn setting_up_an_app_signs_other_devices_out_and_shows_codes_once() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let other = app.browser();
    sign_in(&other, "").await;
    assert_eq!(ada.client.rpc("begin_totp", &[]).await.status, StatusCode::OK);
    let security: Value = ada.client.rpc("load_security", &[]).await.json();
    let url = security["setup"]["url"].as_str().unwrap();
    let codes: Vec<String> = ada.client.rpc("confirm_totp", &[("code", &code(url, Utc::now()))]).await.json();
    assert_eq!(codes.len(), 10);
    assert_eq!(other.get("/w/ada").await.status, StatusCode::SEE_OTHER, "signed out");
    let page = ada.client.get("/w/ada/settings/security").await.text();
    assert!(page.contains("10 recovery codes are left") && !codes.iter().any(|code| page.contains(code.as_str())));
    let after: Value = ada.client.rpc("load_security", &[]).await.json();
    assert_eq!(after["setup"], Value::Null, "the secret is not shown again");
}

#[tokio::test]
async fn the_back_office_wants_a_second_factor() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.make_staff(&ada).await;
    assert_eq!(ada.client.get("/admin/jobs").await.status, StatusCode::OK);
    let hours_ago = |hours| json!({ "at": Utc::now() - Duration::hours(hours), "strong": true });
    for weak in [json!({ "at": Utc::now(), "strong": false }), hours_ago(13)] {
        app.proof(&ada, &weak).await;
        assert_eq!(ada.client.get("/admin/jobs").await.header("location"), "/confirm?next=%2Fadmin%2Fjobs");
        assert_eq!(ada.client.rpc("load_platform", &[]).await.error(), Error::Conflict(Conflict::ProofNeeded));
        let page = ada.client.get("/confirm?next=/admin/jobs").await.text();
        assert!(page.contains("A second factor is missing"), "{page}");
    }
}

#[tokio::test]
async fn an_address_changes_with_two_clicks_in_two_mailboxes() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.make_staff(&ada).await;
    assert_eq!(ada.client.rpc("request_email_change", &[("email", "new@example.com")]).await.status, StatusCode::OK);
    let mails = app.mails().await;
    let link = |to: &str| {
        let mail = mails.iter().rev().find(|mail| mail.recipient == to).unwrap();
        let at = mail.body_text.find("/agree/").unwrap();
        mail.body_text[at..].split_whitespace().next().unwrap().to_owned()
    };
    let (old, new) = (link("ada@example.com"), link("new@example.com"));
    let elsewhere = app.browser();
    assert_eq!(elsewhere.get(&old).await.status, StatusCode::OK, "opening changes nothing");
    assert_eq!(elsewhere.submit(&old, &[]).await.path, "/agree/waiting");
    assert_eq!(elsewhere.submit(&new, &[]).await.path, "/agree/done");
    assert!(ada.client.get("/w/ada").await.header("location").starts_with("/login"), "signed out: the click came from elsewhere");
    let mut identity = app.state.context.db.identity().await.unwrap();
    assert_eq!(identity::account(&mut identity, ada.member.user()).await.unwrap().email, "new@example.com");
    assert!(elsewhere.submit(&old, &[]).await.text().contains("This link was used already"));
}

#[tokio::test]
async fn a_passkey_that_is_none_is_refused() {
    let app = TestApp::with(&["--url", "http://localhost:3000"]).await;
    let ada = app.creator("ada").await;
    for answer in [
        "",
        "{}",
        "null",
        r#"{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"","authenticatorData":"","signature":""}}"#,
    ] {
        assert_eq!(ada.client.rpc("begin_passkey", &[]).await.status, StatusCode::OK);
        assert!(
            ada.client.rpc("passkey_sign_in", &[("answer", answer)]).await.message("form").contains("passkey was not accepted"),
            "{answer}"
        );
        assert_eq!(ada.client.rpc("begin_adding_passkey", &[]).await.status, StatusCode::OK);
        let refused = ada.client.rpc("add_passkey", &[("answer", answer), ("name", "Laptop")]).await;
        assert!(refused.message("form").contains("passkey was not accepted"), "{answer}");
    }
    let stranger = app.browser();
    assert_eq!(stranger.rpc("passkey_sign_in", &[("answer", "{}")]).await.error(), Error::Unauthenticated, "nothing was asked for");
}

#[tokio::test]
async fn at_an_address_in_digits_no_passkeys_are_offered() {
    let app = TestApp::start().await;
    let page = app.browser().get("/login").await.text();
    assert!(!page.contains("Use a passkey"));
    assert_eq!(app.browser().rpc("begin_passkey", &[]).await.error(), Error::Conflict(Conflict::SwitchedOff));
}

#[tokio::test]
async fn signing_out_elsewhere_leaves_this_device() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let other = app.browser();
    sign_in(&other, "").await;
    assert_eq!(ada.client.rpc("sign_out_elsewhere", &[]).await.status, StatusCode::OK);
    assert_eq!(ada.client.get("/w/ada").await.status, StatusCode::OK);
    assert_eq!(other.get("/w/ada").await.status, StatusCode::SEE_OTHER);
}
