//! The link that stops mails.

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use mewayz::{
    ids::WorkspaceId,
    mail::{Kind, SigningKey, Subscription, suppressions},
};

use super::{key, look, mailer, write};
use crate::support::{TestApp, smtp::BadSmtp};

fn link(app: &TestApp, workspace: Option<WorkspaceId>) -> String {
    format!("/unsubscribe/{}", Subscription::new("ada@example.com", workspace).token(&key(app)).unwrap())
}

#[tokio::test]
async fn looking_changes_nothing_and_posting_acts_without_scripts() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let link = link(&app, None);
    for method in [Method::GET, Method::HEAD] {
        let page = browser.ask(method, &link, &[("accept-language", "de-AT, en;q=0.5")]).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.header("content-security-policy").contains("form-action 'self'"));
    }
    assert!(suppressions::of(&app.state.context.db, "ada@example.com").await.unwrap().is_empty(), "scanners look at links");

    let page = browser.ask(Method::GET, &link, &[("accept-language", "de-AT, en;q=0.5")]).await.document();
    assert!(page.html().contains("lang=\"de\"") && page.html().contains("Diese Mails abbestellen"), "{}", page.html());
    assert!(page.all("form").next().unwrap().get("action").is_empty() && !page.html().contains("<script"));
    let done = browser.post_form(&link, &link, "").await;
    assert_eq!(done.status, StatusCode::OK);
    assert_eq!(suppressions::of(&app.state.context.db, "ada@example.com").await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_page_speaks_the_language_of_the_mail() {
    let app = TestApp::start().await;
    let page = app.browser().get(&format!("{}?lang=ar", link(&app, None))).await;
    assert!(page.text().contains("lang=\"ar\" dir=\"rtl\"") && page.text().contains("أوقف هذه الرسائل"));
    let odd = app.browser().get(&format!("{}?lang=%3Cscript%3E", link(&app, None))).await;
    assert!(odd.status == StatusCode::OK && !odd.text().contains("<script>"));
}

#[tokio::test]
async fn providers_post_one_click_from_their_own_servers() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let link = link(&app, Some(ada.member.workspace()));
    for body in ["List-Unsubscribe=One-Click", ""] {
        let request = Request::post(&link)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "https://provider.example")
            .header("sec-fetch-site", "cross-site");
        let reply = app.browser().send(request, Body::from(body)).await;
        assert_eq!(reply.status, StatusCode::OK, "no redirect, no sign-in, no token of a form");
        assert_eq!(reply.header("set-cookie"), "");
    }
    let held = suppressions::of(&app.state.context.db, "ada@example.com").await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!((held[0].reason.as_str(), held[0].workspace_id), ("unsubscribed", Some(ada.member.workspace().0)));
    // Nowhere else.
    let elsewhere = Request::post("/login").header(header::ORIGIN, "https://provider.example").header("sec-fetch-site", "cross-site");
    assert_eq!(app.browser().send(elsewhere, Body::empty()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn forged_links_stop_nothing() {
    let app = TestApp::start().await;
    let forged = Subscription::new("ada@example.com", None).token(&SigningKey::new("somebody else's key".to_owned().into())).unwrap();
    for token in [forged.as_str(), "x", "..%2f..%2fetc", "%00"] {
        for method in [Method::GET, Method::POST] {
            let reply = app.browser().ask(method, &format!("/unsubscribe/{token}"), &[]).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{token}");
        }
    }
    assert!(suppressions::of(&app.state.context.db, "ada@example.com").await.unwrap().is_empty());
}

#[tokio::test]
async fn the_links_of_a_mail_that_was_sent_work() {
    let app = TestApp::start().await;
    let server = BadSmtp::start([]).await;
    let mailer = mailer(&app, &server.url);
    write(&app, Kind::Notice, "ada@example.com").await;
    mailer.round().await;
    let mail = server.mails().remove(0);
    let header = mail.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <https://mewayz.test")).unwrap();
    let path = header.strip_suffix('>').unwrap();
    assert!(mail.replace("=\r\n", "").replace("=3D", "=").contains(&format!("https://mewayz.test{path}")), "in the text too: {mail}");
    let reply = app.browser().post(path, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click").await;
    assert_eq!(reply.status, StatusCode::OK);
    let more = write(&app, Kind::Notice, "ada@example.com").await;
    let security = write(&app, Kind::Security, "ada@example.com").await;
    mailer.round().await;
    assert_eq!((look(&app, more).await.0, look(&app, security).await.0), ("suppressed".to_owned(), "accepted".to_owned()));
}
