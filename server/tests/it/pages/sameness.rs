//! Answers that must not tell whether somebody has an account.

use http::header::{DATE, SET_COOKIE};

use crate::support::{PASSWORD, Reply, TestApp, rpc};

/// Everything an answer tells, without what differs in every answer: its id, its date and the secret of a new session.
fn told(reply: &Reply) -> String {
    let mut headers = reply.headers.clone();
    headers.remove("x-request-id");
    headers.remove(DATE);
    if let Some(cookie) = headers.remove(SET_COOKIE) {
        let cookie = cookie.to_str().unwrap().to_owned();
        let (secret, rest) = cookie.split_once(';').unwrap();
        let rest = rest.split(';').filter(|part| !part.contains("Expires")).collect::<Vec<_>>().join(";");
        let name = secret.split('=').next().unwrap();
        headers.insert(SET_COOKIE, format!("{name}=({});{rest}", secret.len()).parse().unwrap());
    }
    format!("{} {headers:?} {}", reply.status, reply.text())
}

async fn both(app: &TestApp, function: &str, known: &[(&str, &str)], unknown: &[(&str, &str)]) {
    let path = rpc::path(function);
    let (a, b) = (app.browser().rpc(function, known).await, app.browser().rpc(function, unknown).await);
    assert_eq!(told(&a), told(&b), "{function}, by script");
    let (a, b) = (
        app.browser().post_form("/login", &path, rpc::form(known)).await,
        app.browser().post_form("/login", &path, rpc::form(unknown)).await,
    );
    assert_eq!(told(&a), told(&b), "{function}, by form");
}

#[tokio::test]
async fn signing_in_tells_nothing() {
    let app = TestApp::start().await;
    app.sign_up("Ada", "ada@example.com", PASSWORD).await;
    let form = |email| [("email", email), ("password", "not it at all")];
    let path = rpc::path("sign_in");
    let (known, unknown) =
        (app.browser().rpc("sign_in", &form("ada@example.com")).await, app.browser().rpc("sign_in", &form("eve@example.com")).await);
    assert_eq!(known.status.as_u16(), 422);
    assert_eq!(told(&known).replace("ada@", "eve@"), told(&unknown), "what was typed is all that differs");
    let known = app.browser().post_form("/login", &path, rpc::form(&form("ada@example.com"))).await;
    let unknown = app.browser().post_form("/login", &path, rpc::form(&form("eve@example.com"))).await;
    assert_eq!(known.status, unknown.status);
    assert_eq!(known.header("location").len(), unknown.header("location").len());
}

#[tokio::test]
async fn asking_for_a_new_password_tells_nothing() {
    let app = TestApp::start().await;
    app.sign_up("Ada", "ada@example.com", PASSWORD).await;
    both(&app, "request_reset", &[("email", "ada@example.com")], &[("email", "eve@example.com")]).await;
    let to: Vec<_> = app.mails().await.into_iter().filter(|mail| mail.body_text.contains("/reset/")).map(|mail| mail.recipient).collect();
    assert_eq!(to, ["ada@example.com", "ada@example.com"]);
}

#[tokio::test]
async fn signing_up_tells_nothing() {
    let app = TestApp::start().await;
    let ada = app.sign_up("Ada", "ada@example.com", PASSWORD).await;
    let mails = app.mails().await;
    let link = mails[0].body_text.lines().find(|line| line.contains("/verify/")).unwrap().replace(&app.state.config.base_url, "");
    ada.submit(&link, &[]).await;
    let form = |email, name| [("full_name", name), ("email", email), ("password", "another password")];
    let known = app.browser().rpc("sign_up", &form("ada@example.com", "First Newcomer")).await;
    let unknown = app.browser().rpc("sign_up", &form("eve@example.com", "Other Newcomer")).await;
    assert_eq!(told(&known).replace("first-newcomer", "other-newcomer"), told(&unknown));
    let letters: Vec<_> = app.mails().await.into_iter().skip(1).map(|mail| (mail.recipient, mail.body_text.contains("/verify/"))).collect();
    assert_eq!(letters, [("ada@example.com".to_owned(), false), ("eve@example.com".to_owned(), true)], "only the mail tells");
}
