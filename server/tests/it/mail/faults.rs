//! A mail server that accepts then drops, refuses, stalls or is not there.

use mewayz::mail::{Kind, suppressions};

use super::{hurry, look, mailer, write};
use crate::support::{
    TestApp,
    smtp::{BadSmtp, Fault},
};

fn message_id(mail: &str) -> &str {
    mail.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap()
}

#[tokio::test]
async fn a_mail_that_is_taken_is_accepted_with_the_servers_receipt() {
    let app = TestApp::start().await;
    let server = BadSmtp::start([]).await;
    let id = write(&app, Kind::Transaction, "ada@example.com").await;
    let round = mailer(&app, &server.url).round().await;
    assert!(!round.away && round.more);
    let (state, attempts, error, receipt) = look(&app, id).await;
    assert_eq!((state.as_str(), attempts, error.as_str()), ("accepted", 1, ""));
    assert!(receipt.contains("queued as 4711"), "{receipt}");
    let mails = server.mails();
    assert_eq!(message_id(&mails[0]), format!("<{id}@mewayz.test>"));
    for line in ["Content-Language: ar", "Auto-Submitted: auto-generated", "To: ada@example.com"] {
        assert!(mails[0].contains(line), "{}", mails[0]);
    }
    assert!(!mails[0].contains("List-Unsubscribe"), "a receipt cannot be stopped");
}

#[tokio::test]
async fn accepted_then_dropped_is_unknown_and_sent_again_only_where_that_is_harmless() {
    let app = TestApp::start().await;
    let server = BadSmtp::start([Fault::DropAfterData, Fault::DropAfterData]).await;
    let mailer = mailer(&app, &server.url);
    let notice = write(&app, Kind::Notice, "ada@example.com").await;
    mailer.round().await;
    let security = write(&app, Kind::Security, "ada@example.com").await;
    mailer.round().await;
    assert_eq!(look(&app, notice).await.0, "unknown");
    assert_eq!(look(&app, security).await.0, "deferred");
    hurry(&app).await;
    mailer.round().await;
    mailer.round().await;
    assert_eq!((look(&app, notice).await.0, look(&app, security).await.0), ("unknown".to_owned(), "accepted".to_owned()));
    let mails = server.mails();
    assert_eq!(mails.len(), 3, "the notice once, the security mail twice");
    assert_eq!(message_id(&mails[1]), message_id(&mails[2]), "who gets both can tell that they are one");
}

#[tokio::test]
async fn a_security_mail_is_not_repeated_for_ever() {
    let app = TestApp::start().await;
    let server = BadSmtp::start([Fault::DropAfterData; 10]).await;
    let mailer = mailer(&app, &server.url);
    let id = write(&app, Kind::Security, "ada@example.com").await;
    for _ in 0..6 {
        mailer.round().await;
        hurry(&app).await;
    }
    assert_eq!((look(&app, id).await.0.as_str(), server.mails().len()), ("unknown", 3));
}

#[tokio::test]
async fn a_refusal_for_now_is_followed_by_another_try() {
    let app = TestApp::start().await;
    let faults = [Fault::Recipient("451 4.7.1 greylisted"), Fault::AfterData("452 4.3.1 disk full"), Fault::DropBeforeData];
    let server = BadSmtp::start(faults).await;
    let mailer = mailer(&app, &server.url);
    let id = write(&app, Kind::Notice, "ada@example.com").await;
    for error in ["451 4.7.1 greylisted", "452 4.3.1 disk full", "response error: incomplete response"] {
        mailer.round().await;
        let (state, _, said, _) = look(&app, id).await;
        assert_eq!((state.as_str(), said.as_str()), ("deferred", error));
        hurry(&app).await;
    }
    mailer.round().await;
    let (state, attempts, ..) = look(&app, id).await;
    assert_eq!((state.as_str(), attempts), ("accepted", 4));
}

#[tokio::test]
async fn a_refusal_for_good_ends_the_mail_and_only_a_missing_address_is_kept_from_more() {
    let app = TestApp::start().await;
    let faults = [Fault::Recipient("550 5.1.1 no such user"), Fault::AfterData("554 5.7.1 looks like spam")];
    let server = BadSmtp::start(faults).await;
    let mailer = mailer(&app, &server.url);
    let db = &app.state.context.db;
    for (recipient, reply, held) in [("gone@example.com", "550 5.1.1 no such user", 1), ("ada@example.com", "554 5.7.1 looks like spam", 0)]
    {
        let id = write(&app, Kind::Notice, recipient).await;
        mailer.round().await;
        let (state, _, error, _) = look(&app, id).await;
        assert_eq!((state.as_str(), error.as_str()), ("bounced", reply));
        assert_eq!(suppressions::of(db, recipient).await.unwrap().len(), held, "{recipient}");
    }
    let again = write(&app, Kind::Security, "gone@example.com").await;
    mailer.round().await;
    assert_eq!(look(&app, again).await.0, "suppressed");
    assert_eq!(server.connections(), 1, "answers, also bad ones, leave the connection in use");
}

#[tokio::test]
async fn silence_ends_after_a_while_and_means_what_the_moment_means() {
    let app = TestApp::start().await;
    let server = BadSmtp::start([Fault::SilentBeforeData, Fault::SilentAfterData]).await;
    let mailer = mailer(&app, &server.url);
    let before = write(&app, Kind::Notice, "ada@example.com").await;
    mailer.round().await;
    assert_eq!(look(&app, before).await.0, "deferred");
    let after = write(&app, Kind::Notice, "bob@example.com").await;
    mailer.round().await;
    assert_eq!(look(&app, after).await.0, "unknown");
}

#[tokio::test]
async fn without_encryption_where_it_is_a_must_nothing_is_said() {
    let app = TestApp::start().await;
    let server = BadSmtp::start([]).await;
    let id = write(&app, Kind::Security, "ada@example.com").await;
    let round = mailer(&app, &format!("{}?tls=required", server.url)).round().await;
    assert!(round.away);
    let (state, attempts, error, _) = look(&app, id).await;
    assert_eq!((state.as_str(), attempts), ("deferred", 0), "not the mail's fault");
    assert!(error.contains("STARTTLS is not supported"), "{error}");
    assert!(server.commands().iter().all(|command| command.starts_with("EHLO") || command == "QUIT"), "{:?}", server.commands());
}

#[tokio::test]
async fn a_server_that_is_away_or_turns_us_away_costs_no_attempt() {
    let app = TestApp::start().await;
    let id = write(&app, Kind::Notice, "ada@example.com").await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(mailer(&app, &format!("smtp://{nobody}")).round().await.away);
    let (state, attempts, ..) = look(&app, id).await;
    assert_eq!((state.as_str(), attempts), ("deferred", 0));
    hurry(&app).await;
    let server = BadSmtp::start([Fault::Greeting("554 go away")]).await;
    assert!(mailer(&app, &server.url).round().await.away);
    assert_eq!(look(&app, id).await.1, 0);
    hurry(&app).await;
    assert!(!mailer(&app, &server.url).round().await.away);
    assert_eq!(look(&app, id).await.0, "accepted");
}

#[tokio::test]
async fn many_mails_share_few_connections_and_each_arrives_once() {
    let app = TestApp::start().await;
    let server = BadSmtp::start([]).await;
    let mailer = mailer(&app, &server.url);
    for i in 0..100 {
        write(&app, Kind::Notice, &format!("reader{i}@example.com")).await;
    }
    while mailer.round().await.more {}
    let mut ids: Vec<_> = server.mails().iter().map(|mail| message_id(mail).to_owned()).collect();
    assert_eq!(ids.len(), 100);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100, "none twice");
    assert!(server.connections() <= 12, "{} connections", server.connections());
}

#[tokio::test]
async fn an_address_that_is_none_ends_its_mail_and_no_other() {
    let app = TestApp::start().await;
    let server = BadSmtp::start([]).await;
    let bad = write(&app, Kind::Notice, "not an address").await;
    let foreign = write(&app, Kind::Notice, "zoë@example.com").await;
    let good = write(&app, Kind::Notice, "ada@example.com").await;
    mailer(&app, &server.url).round().await;
    assert_eq!(look(&app, bad).await.0, "failed");
    assert_eq!((look(&app, foreign).await.0, look(&app, good).await.0), ("accepted".to_owned(), "accepted".to_owned()));
    assert!(server.commands().iter().any(|command| command.starts_with("MAIL") && command.contains("SMTPUTF8")));
}
