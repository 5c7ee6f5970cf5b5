//! Against a real mail server.

use mewayz::mail::{Kind, suppressions};

use super::{look, mailer, write};
use crate::support::{PASSWORD, TestApp, mta::Mta};

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_delivered_whole() {
    let (app, mta) = (TestApp::start().await, Mta::start());
    let notice = write(&app, Kind::Notice, "ada@mta.test").await;
    app.sign_up("Bob \"Ünïcode\" Builder", "bob@mta.test", PASSWORD).await;
    mailer(&app, &mta.url).round().await;
    let (state, _, _, receipt) = look(&app, notice).await;
    assert_eq!(state, "accepted");
    assert!(receipt.contains("id="), "the number that its log knows the mail by: {receipt}");
    let mail = mta.mailbox("ada", 1).remove(0);
    for part in [
        &format!("Message-ID: <{notice}@mewayz.test>"),
        "Subject: =?utf-8?b?",
        "multipart/alternative",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "List-Unsubscribe: <https://mewayz.test/unsubscribe/",
    ] {
        assert!(mail.contains(part), "{part} is missing in {mail}");
    }
    let link = mail.lines().find(|line| line.starts_with("List-Unsubscribe: ")).unwrap();
    assert!(link.ends_with("?lang=ar>"), "in one line: {link}");
    assert!(mta.mailbox("bob", 1)[0].contains("Subject: Confirm your e-mail address"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_refuses_and_what_it_puts_off() {
    let (app, mta) = (TestApp::start().await, Mta::start());
    let gone = write(&app, Kind::Notice, "gone@mta.test").await;
    let busy = write(&app, Kind::Notice, "busy@mta.test").await;
    let elsewhere = write(&app, Kind::Notice, "ada@elsewhere.test").await;
    let good = write(&app, Kind::Notice, "ada@mta.test").await;
    mailer(&app, &mta.url).round().await;
    let mut states = Vec::new();
    for id in [gone, busy, elsewhere, good] {
        states.push(look(&app, id).await.0);
    }
    assert_eq!(states, ["bounced", "deferred", "bounced", "accepted"]);
    assert!(look(&app, gone).await.2.starts_with("550 "), "{}", look(&app, gone).await.2);
    assert!(look(&app, busy).await.2.contains("4.2.1 come back later"));
    let held = |address: &'static str| suppressions::of(&app.state.context.db, address);
    assert!(held("ada@elsewhere.test").await.unwrap().is_empty(), "a refusal to relay says nothing about the address");
    assert_eq!(mta.mailbox("ada", 1).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let (app, mta) = (TestApp::start().await, Mta::start());
    let id = write(&app, Kind::Security, "ada@mta.test").await;
    let round = mailer(&app, &format!("{}?tls=required", mta.url)).round().await;
    assert!(round.away);
    let (state, attempts, error, _) = look(&app, id).await;
    assert_eq!((state.as_str(), attempts), ("deferred", 0));
    assert!(error.to_lowercase().contains("certificate"), "{error}");
}
