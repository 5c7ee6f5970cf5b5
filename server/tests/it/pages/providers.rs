//! Signing in with accounts of others, against issuers on loopback.

use fakes::Handle;
use http::StatusCode;
use mewayz::{Error, error::Conflict, identity};
use serde_json::json;
use url::Url;

use crate::support::{Client, PASSWORD, Reply, TestApp, rpc};

/// The product with all three providers, and these.
async fn start() -> (TestApp, Handle) {
    let fakes = fakes::start().await.unwrap();
    let at = |path: &str| format!("{}{path}", fakes.url());
    let key = std::env::temp_dir().join(format!("apple-{}.p8", uuid::Uuid::new_v4().simple()));
    std::fs::write(&key, apple_key()).unwrap();
    let arguments = [
        ("--google-client-id", fakes::CLIENT_ID.to_owned()),
        ("--google-client-secret", fakes::CLIENT_SECRET.to_owned()),
        ("--google-issuer", at("/oidc/google")),
        ("--apple-client-id", fakes::CLIENT_ID.to_owned()),
        ("--apple-key", format!("TEAM:KEY:{}", key.display())),
        ("--apple-issuer", at("/oidc/apple")),
        ("--facebook-client-id", fakes::CLIENT_ID.to_owned()),
        ("--facebook-client-secret", fakes::CLIENT_SECRET.to_owned()),
        ("--facebook-dialog", at("/oauth/facebook/v24.0")),
        ("--facebook-graph", at("/oauth/facebook/v24.0")),
    ];
    let flat: Vec<&str> = arguments.iter().flat_map(|(name, value)| [*name, value.as_str()]).collect();
    let app = TestApp::with(&flat).await;
    std::fs::remove_file(key).unwrap();
    (app, fakes)
}

/// A fresh key, as Apple gives one.
fn apple_key() -> String {
    use p256::pkcs8::{EncodePrivateKey, LineEnding};
    let key = p256::SecretKey::random(&mut p256::elliptic_curve::rand_core::OsRng);
    key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

/// Sets out to a provider: its address, as the page leads there.
async fn set_out(client: &Client, provider: &str, purpose: &str, next: &str) -> Url {
    let form = rpc::form(&[("purpose", purpose), ("next", next)]);
    let page = client.post(&format!("/auth/{provider}"), "application/x-www-form-urlencoded", form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    let url = text.split("url=").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    Url::parse(&url).unwrap()
}

/// Signs in there at once; the path that the browser is sent back to, and what is posted there.
async fn sign_in_there(mut url: Url, email: &str, more: &[(&str, &str)]) -> (String, String) {
    url.query_pairs_mut().append_pair("fake_email", email).extend_pairs(more);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = client.get(url).send().await.unwrap();
    if let Some(to) = answer.headers().get("location") {
        let to = Url::parse(to.to_str().unwrap()).unwrap();
        return (format!("{}?{}", to.path(), to.query().unwrap_or_default()), String::new());
    }
    // Apple's page posts: its address and hidden fields.
    let page = answer.text().await.unwrap();
    let between = |text: &str, start: &str| {
        text.split(start).nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&").replace("&quot;", "\"")
    };
    let action = between(&page, "action=\"");
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for input in page.split("<input type=hidden").skip(1) {
        form.append_pair(&between(input, "name=\""), &between(input, "value=\""));
    }
    (Url::parse(&action).unwrap().path().to_owned(), form.finish())
}

/// There and back.
async fn come(client: &Client, provider: &str, email: &str) -> Reply {
    let url = set_out(client, provider, "sign_in", "/w").await;
    let (back, posted) = sign_in_there(url, email, &[("fake_verified", "true"), ("fake_name", "Ada Lovelace")]).await;
    if posted.is_empty() {
        return client.get(&back).await;
    }
    let reply = client.post(&back, "application/x-www-form-urlencoded", posted).await;
    client.get(reply.header("location")).await
}

#[tokio::test]
async fn every_provider_makes_an_account_and_brings_its_owner_back() {
    let (app, _fakes) = start().await;
    for provider in ["google", "apple", "facebook"] {
        let email = format!("{provider}@example.com");
        let browser = app.browser();
        assert!(browser.get("/login").await.text().contains(&format!("/auth/{provider}")));
        assert_eq!(come(&browser, provider, &email).await.header("location"), "/w", "{provider}");
        assert_eq!(browser.get("/w").await.header("location").split('/').nth(1), Some("w"));
        let again = app.browser();
        assert_eq!(come(&again, provider, &email).await.header("location"), "/w", "{provider}");
        assert_eq!(again.get("/w").await.header("location"), browser.get("/w").await.header("location"), "the same account");
    }
    let count: i64 = sqlx::query_scalar("select count(*) from users").fetch_one(&mut app.connection().await).await.unwrap();
    assert_eq!(count, 3);
}

#[tokio::test]
async fn an_account_with_the_same_address_is_linked_by_whoever_proves_both() {
    let (app, _fakes) = start().await;
    let ada = app.creator("ada").await;
    app.make_staff(&ada).await;
    let browser = app.browser();
    assert_eq!(come(&browser, "google", "ada@example.com").await.header("location"), "/login?notice=link");
    assert!(browser.get("/w/ada").await.header("location").starts_with("/login"), "not in");
    assert!(browser.get("/login?notice=link").await.text().contains("There is an account with this address already"));
    let form = rpc::form(&[("email", "ada@example.com"), ("password", PASSWORD), ("next", "")]);
    browser.post_form("/login", &rpc::path("sign_in"), form).await;
    let mut identity = app.state.context.db.identity().await.unwrap();
    assert_eq!(identity::linked::list(&mut identity, ada.member.user()).await.unwrap().len(), 1);
    drop(identity);
    let next_time = app.browser();
    assert_eq!(come(&next_time, "google", "ada@example.com").await.header("location"), "/w");
    assert_eq!(next_time.get("/w").await.header("location"), "/w/ada");
}

#[tokio::test]
async fn what_comes_back_to_another_browser_is_refused() {
    let (app, _fakes) = start().await;
    let (mine, theirs) = (app.browser(), app.browser());
    set_out(&mine, "google", "sign_in", "").await;
    let url = set_out(&theirs, "google", "sign_in", "").await;
    let (back, _) = sign_in_there(url, "eve@example.com", &[]).await;
    assert_eq!(mine.get(&back).await.header("location"), "/login?notice=failed", "a foreign state");
    assert_eq!(app.browser().get(&back).await.header("location"), "/login?notice=failed", "no errand at all");
    assert_eq!(theirs.get(&back).await.header("location"), "/w");
    assert_eq!(theirs.get(&back).await.header("location"), "/login?notice=failed", "once");
    let url = set_out(&mine, "google", "sign_in", "").await;
    let (cancelled, _) = sign_in_there(url, "", &[("fake_error", "access_denied")]).await;
    assert_eq!(mine.get(&cancelled).await.header("location"), "/login?notice=cancelled");
}

#[tokio::test]
async fn a_second_factor_is_asked_for_here_whatever_was_asked_there() {
    let (app, _fakes) = start().await;
    let browser = app.browser();
    come(&browser, "google", "ada@example.com").await;
    sqlx::query("insert into totp_factors (user_id, sealed_secret, confirmed_at) select id, 'x', now() from users")
        .execute(&mut app.connection().await)
        .await
        .unwrap();
    assert_eq!(come(&app.browser(), "google", "ada@example.com").await.header("location"), "/login/code");
}

#[tokio::test]
async fn linking_and_confirming_are_for_who_is_signed_in() {
    let (app, _fakes) = start().await;
    let form = |purpose: &str| rpc::form(&[("purpose", purpose), ("next", "/w")]);
    for purpose in ["link", "confirm"] {
        let reply = app.browser().post("/auth/google", "application/x-www-form-urlencoded", form(purpose)).await;
        assert_eq!(reply.header("location"), "/login");
    }
    let ada = app.creator("ada").await;
    let url = set_out(&ada.client, "google", "link", "/w/ada/settings/security").await;
    let (back, _) = sign_in_there(url, "elsewhere@example.com", &[]).await;
    assert_eq!(ada.client.get(&back).await.header("location"), "/w/ada/settings/security");
    app.proof(&ada, &json!({ "at": "2026-01-01T00:00:00Z", "strong": false })).await;
    let stale = ada.client.post("/auth/google", "application/x-www-form-urlencoded", form("link")).await;
    assert_eq!(stale.status.as_u16(), Error::Conflict(Conflict::ProofNeeded).status());
    let confirm = ada.client.post("/auth/google", "application/x-www-form-urlencoded", form("confirm")).await;
    assert_eq!(confirm.status, StatusCode::FORBIDDEN, "who has a password proves it with that");
}

#[tokio::test]
async fn who_has_nothing_else_proves_it_with_the_provider() {
    let (app, _fakes) = start().await;
    let browser = app.browser();
    come(&browser, "google", "grace@example.com").await;
    let stale = r#"update sessions set data = jsonb_set(data, '{proof,at}', '"2026-01-01T00:00:00Z"')"#;
    sqlx::query(stale).execute(&mut app.connection().await).await.unwrap();
    assert_eq!(browser.rpc("begin_totp", &[]).await.error(), Error::Conflict(Conflict::ProofNeeded));
    assert!(browser.get("/confirm?next=/w").await.text().contains("/auth/google"));
    let url = set_out(&browser, "google", "confirm", "/w").await;
    assert!(url.query().unwrap().contains("prompt=login"));
    let (back, _) = sign_in_there(url, "grace@example.com", &[]).await;
    assert_eq!(browser.get(&back).await.header("location"), "/w");
    assert_eq!(browser.rpc("begin_totp", &[]).await.status, StatusCode::OK, "proven anew");
    let url = set_out(&browser, "google", "confirm", "/w").await;
    let (back, _) = sign_in_there(url, "eve@example.com", &[]).await;
    assert_eq!(browser.get(&back).await.header("location"), "/login?notice=failed", "somebody else there");
}

#[tokio::test]
async fn who_is_not_offered_does_not_exist() {
    let app = TestApp::start().await;
    let reply = app.browser().post("/auth/google", "application/x-www-form-urlencoded", "purpose=sign_in").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert_eq!(app.browser().get("/auth/google/callback?code=x&state=y").await.status, StatusCode::NOT_FOUND);
    assert!(!app.browser().get("/login").await.text().contains("/auth/"));
}
