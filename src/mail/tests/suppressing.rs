use chrono::{Duration, Utc};

use super::claiming::{look, write};
use crate::{
    Error,
    ids::WorkspaceId,
    mail::{
        Kind, Outcome, SigningKey, Subscription, claim, record,
        suppressions::{self, Reason},
    },
    tenancy::Role,
    testing,
};

#[tokio::test]
async fn an_address_that_does_not_exist_gets_nothing_more_until_somebody_lifts_that() {
    let t = testing::fresh().await;
    let now = Utc::now();
    write(&t.db(), Kind::Notice, "Ada@example.com", None, now).await;
    let due = claim(&t.db(), 1, now).await.unwrap().remove(0);
    record(&t.db(), vec![(due, Outcome::Refused("550 5.1.1 no such user".into()))], now).await.unwrap();

    let security = write(&t.db(), Kind::Security, "ada@example.com", None, now).await;
    assert!(claim(&t.db(), 1, now).await.unwrap().is_empty());
    assert_eq!(look(&t.db(), security).await, ("suppressed".into(), None, false));
    let why = suppressions::of(&t.db(), "ADA@example.com").await.unwrap();
    assert_eq!((why[0].reason.as_str(), why[0].detail.as_str()), ("hard_bounce", "550 5.1.1 no such user"));

    suppressions::lift(&t.db(), "ada@example.com").await.unwrap();
    assert_eq!(suppressions::lift(&t.db(), "ada@example.com").await, Err(Error::NotFound));
    write(&t.db(), Kind::Security, "ada@example.com", None, now).await;
    assert_eq!(claim(&t.db(), 9, now).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_full_mailbox_or_our_bad_name_suppresses_nobody() {
    let t = testing::fresh().await;
    let now = Utc::now();
    for reply in ["552 5.2.2 mailbox full", "550 5.7.26 not authenticated"] {
        let id = write(&t.db(), Kind::Notice, "ada@example.com", None, now).await;
        let due = claim(&t.db(), 1, now).await.unwrap().remove(0);
        record(&t.db(), vec![(due, Outcome::Refused(reply.into()))], now).await.unwrap();
        assert_eq!(look(&t.db(), id).await, ("bounced".into(), Some(reply.into()), false));
    }
    assert!(suppressions::of(&t.db(), "ada@example.com").await.unwrap().is_empty());
}

#[tokio::test]
async fn unsubscribing_stops_the_notices_of_one_workspace_also_those_that_wait() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let (one, other) = (t.member(Role::Owner).await.workspace(), t.member(Role::Owner).await.workspace());
    let waiting = write(&t.db(), Kind::Notice, "ada@example.com", Some(one), now).await;
    for (kind, workspace) in
        [(Kind::Notice, Some(other)), (Kind::Notice, None), (Kind::Transaction, Some(one)), (Kind::Security, Some(one))]
    {
        write(&t.db(), kind, "ada@example.com", workspace, now).await;
    }
    write(&t.db(), Kind::Notice, "bob@example.com", Some(one), now).await;

    let key = SigningKey::new("key".to_owned().into());
    let token = Subscription::new("ada@example.com", Some(one)).token(&key).unwrap();
    for _ in 0..2 {
        let subscription = Subscription::from_token(&token, &key).unwrap();
        suppressions::unsubscribe(&t.db(), subscription, now).await.unwrap();
    }
    assert_eq!(claim(&t.db(), 10, now).await.unwrap().len(), 5);
    assert_eq!(look(&t.db(), waiting).await.0, "suppressed");
    assert_eq!(suppressions::of(&t.db(), "ada@example.com").await.unwrap().len(), 1);
    assert!(suppressions::lift(&t.db(), "ada@example.com").await.is_err(), "an operator cannot undo a reader's wish");
}

#[tokio::test]
async fn unsubscribing_from_a_workspace_that_is_gone_does_nothing_and_fails_nobody() {
    let t = testing::fresh().await;
    let gone = Subscription::new("ada@example.com", Some(WorkspaceId::new()));
    suppressions::unsubscribe(&t.db(), gone, Utc::now()).await.unwrap();
    assert!(suppressions::of(&t.db(), "ada@example.com").await.unwrap().is_empty());
}

#[tokio::test]
async fn an_operators_word_reaches_mails_that_wait() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let id = write(&t.db(), Kind::Transaction, "ada@example.com", None, now).await;
    suppressions::suppress(&t.db(), "ada@example.com", Reason::Complaint, "called us", now).await.unwrap();
    suppressions::suppress(&t.db(), "ada@example.com", Reason::Operator, "", now).await.unwrap();
    assert!(claim(&t.db(), 1, now + Duration::minutes(1)).await.unwrap().is_empty());
    assert_eq!(look(&t.db(), id).await.0, "suppressed");
}

#[tokio::test]
async fn those_who_want_no_mail_hold_up_nobody_behind_them() {
    let t = testing::fresh().await;
    let now = Utc::now();
    for n in 0..5 {
        let address = format!("gone{n}@example.com");
        suppressions::suppress(&t.db(), &address, Reason::HardBounce, "550", now).await.unwrap();
        write(&t.db(), Kind::Notice, &address, None, now).await;
    }
    write(&t.db(), Kind::Notice, "ada@example.com", None, now).await;
    assert_eq!(claim(&t.db(), 2, now).await.unwrap()[0].recipient, "ada@example.com");
}
