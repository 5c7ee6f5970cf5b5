//! Signing up and in, and passwords that were forgotten, without scripts.

use http::StatusCode;
use mewayz::Error;

use crate::support::{PASSWORD, TestApp, rpc};

#[tokio::test]
async fn the_front_page_answers() {
    let app = TestApp::start().await;
    let page = app.browser().get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.document().texts("h1"), ["One page for everything you do"]);
}

#[tokio::test]
async fn the_entrance_is_complete_without_scripts() {
    let app = TestApp::start().await;
    let pages: [(&str, &[&str], &str); 3] = [
        ("/signup", &["Full name", "Email", "Password"], "Create account"),
        ("/login", &["Email", "Password"], "Sign in"),
        ("/forgot", &["Email"], "Send link"),
    ];
    for (path, labels, button) in pages {
        let page = app.browser().get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let document = page.document();
        // What Leptos writes down for hydration does nothing by itself; nothing is loaded that would use it.
        assert_eq!(document.all("script").filter(|tag| tag.has("src") || !document.inner(tag).starts_with("__")).count(), 0, "{path}");
        assert_eq!(document.attribute("link", ("rel", "modulepreload"), "href"), None, "{path}");
        assert_eq!(document.texts("label"), labels, "{path}");
        // Behind it stand the languages, by their own names.
        assert_eq!(document.texts("button").first().map(String::as_str), Some(button), "{path}");
        assert_eq!(document.by_id("f-email").map(|tag| tag.get("type")), Some("email"), "{path}");
        assert!(labels.iter().all(|label| document.error_beside(label).is_none()), "{path}");
        let form = document.all("form").next().unwrap();
        assert_eq!((form.get("method").to_lowercase().as_str(), form.get("action").starts_with("/rpc/")), ("post", true), "{path}");
    }
}

#[tokio::test]
async fn signing_up_leads_to_the_workspace() {
    let app = TestApp::start().await;
    let client = app.sign_up("Ada Lovelace", "ada@example.com", PASSWORD).await;
    let home = client.get("/w/ada-lovelace").await;
    assert_eq!(home.status, StatusCode::OK);
    assert_eq!(home.document().texts("h1"), ["Welcome, Ada"]);
    let mails = app.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].recipient, "ada@example.com");
    assert!(mails[0].body_text.contains("/verify/"), "{mails:?}");
}

#[tokio::test]
async fn wrong_fields_are_marked_and_what_was_typed_is_kept() {
    let app = TestApp::start().await;
    let page = app.browser().submit("/signup", &[("Full name", "Ada <b>& Co"), ("Email", "nobody"), ("Password", "hunt\"r2")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.path.starts_with("/signup?"), "{}", page.path);
    let document = page.document();
    assert_eq!(document.error_beside("Full name"), None);
    assert_eq!(document.error_beside("Email").as_deref(), Some("Enter an e-mail address such as name@example.com."));
    assert_eq!(document.error_beside("Password").as_deref(), Some("Use at least 8 characters."));
    assert_eq!(document.control("Full name").get("value"), "Ada <b>& Co");
    assert_eq!(document.control("Email").get("value"), "nobody");
    assert_eq!(document.control("Password").get("value"), "");
    for place in [&page.path, document.html()] {
        assert!(!place.contains("hunt"), "the password came back: {place}");
    }
    assert!(app.mails().await.is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_told_for_the_form_as_a_whole() {
    let app = TestApp::start().await;
    app.sign_up("Ada Lovelace", "ada@example.com", PASSWORD).await;
    let page = app
        .browser()
        .submit("/login?next=%2Fw%2Fada-lovelace%2Fsites", &[("Email", "ada@example.com"), ("Password", "not it at all")])
        .await;
    let document = page.document();
    assert!(document.html().contains("E-mail address or password is wrong."), "{}", document.html());
    assert_eq!(document.control("Email").get("value"), "ada@example.com");
    assert!(!page.path.contains("not+it") && !document.html().contains("not it at all"));
    assert_eq!(document.attribute("input", ("name", "next"), "value").as_deref(), Some("/w/ada-lovelace/sites"), "where to go is kept");
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down_for_one_account_and_not_for_others() {
    let app = TestApp::start().await;
    app.sign_up("Ada Lovelace", "ada@example.com", PASSWORD).await;
    app.sign_up("Bob Builder", "bob@example.com", PASSWORD).await;
    let guess = async |email| app.browser().rpc("sign_in", &[("email", email), ("password", "not it at all")]).await;
    for _ in 0..10 {
        assert_eq!(guess("ada@example.com").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let slowed = guess("ada@example.com").await;
    assert!(matches!(slowed.error(), Error::Limit { retry_after: 1..=60 }), "{}", slowed.text());
    let page = app.browser().submit("/login", &[("Email", "ada@example.com"), ("Password", PASSWORD)]).await;
    assert!(page.text().contains("Too many attempts. Please wait"), "even with the right one");
    let bob = app.browser().submit("/login", &[("Email", "bob@example.com"), ("Password", PASSWORD)]).await;
    assert_eq!(bob.path, "/w/bob-builder");
}

#[tokio::test]
async fn signing_in_leads_where_one_wanted_to_go_and_never_elsewhere() {
    let app = TestApp::start().await;
    app.sign_up("Ada Lovelace", "ada@example.com", PASSWORD).await;
    let cases = [
        ("/w/ada-lovelace/sites", "/w/ada-lovelace/sites"),
        ("", "/w"),
        ("https://evil.example/w", "/w"),
        ("//evil.example/w", "/w"),
        ("/w//evil.example", "/w"),
        ("/\\evil.example", "/w"),
        ("javascript:alert(1)", "/w"),
        ("/w/\r\nset-cookie: a=b", "/w"),
    ];
    for (next, wanted) in cases {
        let form = rpc::form(&[("email", "ada@example.com"), ("password", PASSWORD), ("next", next)]);
        let reply = app.browser().post_form("/login", &rpc::path("sign_in"), form).await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::FOUND, wanted), "{next}");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_mail() {
    let app = TestApp::start().await;
    let before = app.sign_up("Ada Lovelace", "ada@example.com", PASSWORD).await;
    let sent = app.browser().submit("/forgot", &[("Email", "ada@example.com")]).await;
    assert_eq!(sent.path, "/forgot?sent=1");
    assert!(sent.text().contains("If the address has an account"));
    let link = link_to(&app, "/reset/").await;
    let done = app.browser().submit(&link, &[("New password", "another good one")]).await;
    assert_eq!(done.path, "/w/ada-lovelace");
    assert_eq!(before.get("/w/ada-lovelace").await.header("location"), "/login?next=%2Fw%2Fada-lovelace", "other devices are signed out");
    let again = app.browser().submit(&link, &[("New password", "a third good one")]).await;
    assert!(again.text().contains("This link was used already or has expired."), "{}", again.text());
    let old = app.browser().submit("/login", &[("Email", "ada@example.com"), ("Password", PASSWORD)]).await;
    assert!(old.text().contains("E-mail address or password is wrong."));
}

#[tokio::test]
async fn an_address_is_confirmed_by_a_button_and_not_by_opening_the_link() {
    let app = TestApp::start().await;
    let client = app.sign_up("Ada Lovelace", "ada@example.com", PASSWORD).await;
    let asks = |html: String| html.contains("Confirm your e-mail address");
    let link = link_to(&app, "/verify/").await;
    assert_eq!(app.browser().get(&link).await.status, StatusCode::OK);
    assert!(asks(client.get("/w/ada-lovelace").await.text()), "opening confirms nothing");
    client.submit(&link, &[]).await;
    assert!(!asks(client.get("/w/ada-lovelace").await.text()));
}

/// The path of a mailed link.
async fn link_to(app: &TestApp, folder: &str) -> String {
    let mails = app.mails().await;
    let link = mails.iter().rev().find_map(|mail| mail.body_text.lines().find(|line| line.contains(folder)).map(str::to_owned));
    link.unwrap_or_else(|| panic!("no {folder} in {mails:?}")).replace(&app.state.config.base_url, "")
}
