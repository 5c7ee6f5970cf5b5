//! What a session cookie is worth.

use http::{StatusCode, header::SET_COOKIE};
use server::session::{COOKIE, hash};

use crate::support::{Client, PASSWORD, TestApp, rpc};

const AT_THE_DOOR: &str = "/login?next=%2Fw%2Fada";

async fn sign_in(client: &Client) -> crate::support::Reply {
    let form = rpc::form(&[("email", "ada@example.com"), ("password", PASSWORD)]);
    client.post_form("/login", &rpc::path("sign_in"), form).await
}

/// Whether a cookie opens Ada's workspace.
async fn opens(app: &TestApp, cookie: &str) -> bool {
    let client = app.browser();
    client.set_cookie(COOKIE, cookie);
    let page = client.get("/w/ada").await;
    assert!(
        page.status == StatusCode::OK || (page.status, page.header("location")) == (StatusCode::SEE_OTHER, AT_THE_DOOR),
        "{}",
        page.status
    );
    page.status == StatusCode::OK
}

#[tokio::test]
async fn the_cookie_is_kept_as_safe_as_browsers_can() {
    let app = TestApp::start().await;
    app.creator("ada").await;
    let reply = sign_in(&app.browser()).await;
    let cookies: Vec<_> = reply.headers.get_all(SET_COOKIE).iter().map(|c| c.to_str().unwrap().to_owned()).collect();
    assert_eq!(cookies.len(), 1);
    let mut parts: Vec<_> = cookies[0].split("; ").collect();
    let pair = parts.remove(0);
    assert!(pair.starts_with("__Host-session=") && pair.len() > 30, "{pair}");
    parts.sort_unstable();
    parts.retain(|part| !part.starts_with("Expires="));
    assert_eq!(parts, ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax", "Secure"]);
}

#[tokio::test]
async fn strangers_get_no_cookie() {
    let app = TestApp::start().await;
    for path in ["/", "/login", "/signup", "/w", "/nowhere"] {
        assert!(app.browser().get(path).await.headers.get(SET_COOKIE).is_none(), "{path}");
    }
}

#[tokio::test]
async fn signing_in_makes_a_new_session_and_ends_the_one_before() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let first = ada.client.cookie(COOKIE).unwrap();
    sign_in(&ada.client).await;
    let second = ada.client.cookie(COOKIE).unwrap();
    assert_ne!(first, second);
    assert!(opens(&app, &second).await);
    assert!(!opens(&app, &first).await, "the id before must end");
}

#[tokio::test]
async fn an_id_that_was_planted_is_not_taken_over() {
    let app = TestApp::start().await;
    app.creator("ada").await;
    let victim = app.browser();
    let planted = "AAAAAAAAAAAAAAAAAAAAAA";
    victim.set_cookie(COOKIE, planted);
    sign_in(&victim).await;
    assert_ne!(victim.cookie(COOKIE).unwrap(), planted);
    assert!(!opens(&app, planted).await);
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let cookie = ada.client.cookie(COOKIE).unwrap();
    let reply = ada.client.post_form("/w/ada", &rpc::path("sign_out"), "").await;
    assert_eq!((reply.status, reply.header("location")), (StatusCode::FOUND, "/login"));
    assert_eq!(ada.client.cookie(COOKIE), None, "the browser is told to forget it");
    assert!(!opens(&app, &cookie).await);
}

#[tokio::test]
async fn other_cookies_open_nothing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let cookie = ada.client.cookie(COOKIE).unwrap();
    assert!(opens(&app, &cookie).await);
    let stored: String = hash(&cookie).iter().map(|byte| format!("{byte:02x}")).collect();
    for other in
        ["", "x", "AAAAAAAAAAAAAAAAAAAAAA", &stored, &cookie.to_uppercase(), &format!("{cookie}A"), "%00", "\"", &"A".repeat(9_000)]
    {
        assert!(!opens(&app, other).await, "{other}");
    }
    let session: Option<String> =
        sqlx::query_scalar("select encode(id_hash, 'escape') from sessions").fetch_one(&mut app.connection().await).await.unwrap();
    assert!(!session.unwrap().contains(&cookie), "a copy of the table opens nothing");
}

#[tokio::test]
async fn a_session_ends_in_time() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let cookie = ada.client.cookie(COOKIE).unwrap();
    sqlx::query("update sessions set expires_at = now() - interval '1 second'").execute(&mut app.connection().await).await.unwrap();
    assert!(!opens(&app, &cookie).await);
}

#[tokio::test]
async fn one_device_is_signed_out_from_another() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let phone = app.browser();
    sign_in(&phone).await;
    let sessions: Vec<mewayz::identity::SessionSummary> = ada.client.rpc("list_sessions", &[]).await.json();
    assert_eq!(sessions.iter().filter(|session| session.current).count(), 1);
    let other = sessions.iter().find(|session| !session.current).unwrap();
    let revoked = ada.client.rpc("revoke_session", &[("reference", &other.reference.to_string())]).await;
    assert_eq!(revoked.status, StatusCode::OK);
    assert!(!opens(&app, &phone.cookie(COOKIE).unwrap()).await);
    assert!(opens(&app, &ada.client.cookie(COOKIE).unwrap()).await);
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let before = app.rows(Some(&ada)).await;
    let body = rpc::form(&[("workspace", "ada"), ("handle", "planted"), ("name", "Planted")]);
    let from: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "https://evil.mewayz.example")],
        &[("origin", "https://evil.example"), ("host", "127.0.0.1:3000")],
        &[("origin", "null"), ("host", "127.0.0.1:3000")],
    ];
    for headers in from {
        let request = http::Request::post(rpc::path("create_site")).header("content-type", "application/x-www-form-urlencoded");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let reply = ada.client.send(request, body.clone().into()).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert_eq!(app.rows(Some(&ada)).await, before);
}
