//! `/dev/mailbox` and the operator's desk.

use http::StatusCode;
use mewayz::mail::Kind;
use server::mailer::{
    Folder, Mailer, Transport,
    desk::{self, Act, Fate},
};

use super::{look, mailer, stationery, write};
use crate::support::{
    PASSWORD, TestApp,
    smtp::{BadSmtp, Fault},
};

/// Of no installation.
const KEYS: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn to_files(app: &TestApp) -> Mailer {
    let folder = Folder::open(app.state.config.var.join("mail")).unwrap();
    Mailer {
        db: app.state.context.db.clone(),
        transport: Transport::Files(folder),
        stationery: stationery(app),
        keyring: app.state.context.keyring.clone(),
    }
}

#[tokio::test]
async fn mail_of_development_can_be_read_and_its_links_followed() {
    let app = TestApp::start().await;
    let empty = app.browser().get("/dev/mailbox").await;
    assert!(empty.status == StatusCode::OK && empty.text().contains("No mail yet"));
    app.sign_up("<b>Ada</b>", "ada@example.com", PASSWORD).await;
    to_files(&app).round().await;

    let list = app.browser().get("/dev/mailbox").await.document();
    assert!(list.html().contains("Confirm your e-mail address") && list.html().contains("ada@example.com"));
    let path = list.all("a").find(|a| a.get("href").starts_with("/dev/mailbox/")).unwrap().get("href").to_owned();
    let shown = app.browser().get(&path).await;
    let document = shown.document();
    let frame = document.all("iframe").next().unwrap().clone();
    assert!(!frame.get("sandbox").contains("allow-scripts") && !frame.get("sandbox").contains("allow-same-origin"));

    let body = app.browser().get(frame.get("src")).await;
    let policy = body.header("content-security-policy");
    assert!(policy.contains("sandbox allow-popups") && policy.contains("default-src 'none'") && !policy.contains("allow-scripts"));
    assert!(body.text().contains("Hello &lt;b&gt;Ada&lt;/b&gt;,"), "{}", body.text());
    let text = app.browser().get(&format!("{path}/text")).await.document();
    let link = text.all("a").find(|a| a.get("href").contains("/verify/")).unwrap().get("href").to_owned();
    assert!(link.starts_with(&app.state.config.base_url));
    let headers = app.browser().get(&format!("{path}/headers")).await.text();
    assert!(headers.contains("Message-ID: &lt;") && !headers.contains("/verify/"), "{headers}");
}

#[tokio::test]
async fn there_is_no_mailbox_in_production_and_no_way_out_of_its_folder() {
    let key = "k".repeat(32);
    let arguments = [
        "--environment",
        "production",
        "--url",
        "https://mewayz.test",
        "--smtp-url",
        "smtp://127.0.0.1:1",
        "--unsubscribe-key",
        &key,
        "--secret-keys",
        KEYS,
        "--token-keys",
        KEYS,
    ];
    let app = TestApp::with(&arguments).await;
    let id = uuid::Uuid::nil();
    for path in ["/dev/mailbox".to_owned(), format!("/dev/mailbox/{id}"), format!("/dev/mailbox/{id}/body.html")] {
        assert_eq!(app.browser().get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let app = TestApp::start().await;
    for path in [format!("/dev/mailbox/{id}"), format!("/dev/mailbox/{id}/text"), format!("/dev/mailbox/{id}/other")] {
        assert_eq!(app.browser().get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let outside = app.browser().get("/dev/mailbox/..%2f..%2fetc%2fpasswd").await;
    assert!(outside.status.is_client_error());
}

#[tokio::test]
async fn an_operator_sees_and_settles_what_nobody_knows() {
    let app = TestApp::start().await;
    let db = &app.state.context.db;
    let server = BadSmtp::start([Fault::DropAfterData, Fault::DropAfterData]).await;
    let mailer = mailer(&app, &server.url);
    let one = write(&app, Kind::Notice, "ada@example.com").await;
    mailer.round().await;
    let two = write(&app, Kind::Notice, "bob@example.com").await;
    mailer.round().await;
    let listed = desk::answer(db, Act::Unknown).await.unwrap();
    assert!(listed.len() == 2 && listed.iter().any(|line| line.contains("bob@example.com") && line.contains(&two.to_string())));
    desk::answer(db, Act::Settle { id: one, fate: Fate::Arrived }).await.unwrap();
    desk::answer(db, Act::Settle { id: two, fate: Fate::Send }).await.unwrap();
    assert!(desk::answer(db, Act::Settle { id: two, fate: Fate::Send }).await.is_err());
    mailer.round().await;
    assert_eq!((look(&app, one).await.0, look(&app, two).await.0), ("accepted".to_owned(), "accepted".to_owned()));
    assert_eq!(server.mails().len(), 3, "one once, two twice, as the operator said");
    assert!(desk::answer(db, Act::Status).await.unwrap().iter().any(|line| line == "accepted    2"));
}

#[tokio::test]
async fn an_operator_holds_mail_back_and_lets_it_through() {
    let app = TestApp::start().await;
    let db = &app.state.context.db;
    let address = || "ada@example.com".to_owned();
    desk::answer(db, Act::Suppress { address: address(), complaint: true }).await.unwrap();
    assert!(desk::answer(db, Act::Why { address: address() }).await.unwrap()[0].contains("complaint"));
    desk::answer(db, Act::Lift { address: address() }).await.unwrap();
    assert!(desk::answer(db, Act::Lift { address: address() }).await.is_err());
    assert!(desk::answer(db, Act::Why { address: address() }).await.unwrap()[0].contains("nothing"));
}
