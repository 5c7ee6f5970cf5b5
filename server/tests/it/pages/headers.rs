//! What answers tell browsers to refuse.

use http::StatusCode;

use crate::support::{Document, Reply, TestApp, samples};

/// The directives of a policy, by name.
fn directive<'a>(policy: &'a str, name: &str) -> &'a str {
    policy.split(';').map(str::trim).find_map(|part| part.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {policy}")).trim()
}

fn nonce(policy: &str) -> String {
    let sources = directive(policy, "script-src");
    sources
        .split(' ')
        .find_map(|source| source.strip_prefix("'nonce-")?.strip_suffix('\''))
        .unwrap_or_else(|| panic!("{sources}"))
        .to_owned()
}

fn assert_guarded(page: &Reply) {
    let headers = ["x-content-type-options", "x-frame-options", "referrer-policy", "cross-origin-opener-policy", "cache-control"];
    let values = headers.map(|name| page.header(name));
    assert_eq!(values, ["nosniff", "SAMEORIGIN", "same-origin", "same-origin", "no-store"], "{}", page.path);
    assert!(page.header("permissions-policy").contains("camera=()"), "{}", page.path);
    assert_eq!(page.header("strict-transport-security"), "", "no HSTS on loopback");
    assert_eq!(page.header("x-request-id").len(), 36, "{}", page.path);
}

#[tokio::test]
async fn scripts_of_the_studio_run_by_nonce_only() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(samples::links(3))).await;
    for path in ["/w/ada".to_owned(), "/w/ada/sites".to_owned(), format!("/w/ada/sites/{site}"), "/w/ada/settings".to_owned()] {
        let (page, again) = (ada.client.get(&path).await, ada.client.get(&path).await);
        assert_guarded(&page);
        let policy = page.header("content-security-policy");
        let scripts = directive(policy, "script-src");
        assert!(!scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'") && !scripts.contains("http"), "{scripts}");
        assert_eq!(
            [directive(policy, "object-src"), directive(policy, "base-uri"), directive(policy, "frame-ancestors")],
            ["'none'", "'none'", "'self'"]
        );
        assert_eq!(directive(policy, "default-src"), "'self'");
        assert!(!directive(policy, "style-src").contains("unsafe-inline"), "{policy}");
        let nonce = nonce(policy);
        let document = page.document();
        let bare: Vec<_> = document.all("script").filter(|tag| tag.get("nonce") != nonce).collect();
        assert!(bare.is_empty(), "{path}: {bare:?}");
        assert!(document.all("script").count() > 0, "{path}");
        assert_no_handlers(&document, &path);
        assert_ne!(nonce, self::nonce(again.header("content-security-policy")), "a nonce is used once");
    }
}

/// The policy refuses inline handlers and styles; a page that has some is broken.
fn assert_no_handlers(document: &Document, path: &str) {
    for name in ["a", "body", "button", "div", "form", "img", "input", "link", "svg"] {
        for tag in document.all(name) {
            assert!(!["onclick", "onload", "onerror", "onsubmit", "oninput"].iter().any(|handler| tag.has(handler)), "{path}: {tag:?}");
        }
    }
}

#[tokio::test]
async fn every_kind_of_answer_is_guarded() {
    let app = TestApp::start().await;
    let client = app.browser();
    for (path, status) in [("/", 200), ("/login", 200), ("/signup", 200), ("/forgot", 200), ("/nowhere", 404), ("/reset/x", 200)] {
        let page = client.get(path).await;
        assert_eq!(page.status.as_u16(), status, "{path}");
        assert_guarded(&page);
        assert!(!directive(page.header("content-security-policy"), "default-src").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn over_tls_browsers_are_told_to_stay_there() {
    let app = TestApp::with(&["--url", "https://mewayz.example"]).await;
    for path in ["/", "/@nobody", "/liveness"] {
        let page = app.browser().get(path).await;
        assert_eq!(page.header("strict-transport-security"), "max-age=63072000; includeSubDomains", "{path}");
    }
}

#[tokio::test]
async fn unknown_addresses_get_a_friendly_page() {
    let app = TestApp::start().await;
    let page = app.browser().get("/nowhere/at/all").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(page.document().all("a").map(|a| a.get("href").to_owned()).filter(|href| href == "/").count(), 1);
    let ada = app.creator("ada").await;
    let page = ada.client.get("/w/ada/nothing").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_for_developers_exist_in_development_only() {
    let app = TestApp::start().await;
    assert_eq!(app.browser().get("/dev/ui").await.status, StatusCode::OK);
    const KEY: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let production = [
        ["--environment", "production"],
        ["--url", "https://mewayz.example"],
        ["--smtp-url", "smtp://127.0.0.1:1"],
        ["--secret-keys", KEY],
        ["--token-keys", KEY],
        ["--unsubscribe-key", KEY],
    ]
    .concat();
    let app = TestApp::with(&production).await;
    assert_eq!(app.browser().get("/dev/ui").await.status, StatusCode::NOT_FOUND);
}
