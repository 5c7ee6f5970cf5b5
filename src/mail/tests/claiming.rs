use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::{
    db::Db,
    ids::WorkspaceId,
    locale::Locale,
    mail::{Due, Kind, LEASE, Letter, Outcome, Outgoing, State, claim, counts, enqueue, reap, record, settle, sweep, unknown},
    testing,
};

pub(super) async fn write(db: &Db, kind: Kind, recipient: &str, workspace: Option<WorkspaceId>, now: DateTime<Utc>) -> Uuid {
    let letter = Letter::new("password_changed", Locale::En).text("name", "Ada").action("https://mewayz.test/secret");
    let mail = Outgoing { kind, recipient, workspace, letter: &letter, lasts: Duration::days(1) };
    let mut identity = db.identity().await.unwrap();
    let id = enqueue(identity.conn(), &mail, now).await.unwrap();
    identity.commit().await.unwrap();
    id
}

/// State, last error and whether there is still a text.
pub(super) async fn look(db: &Db, id: Uuid) -> (String, Option<String>, bool) {
    let mut identity = db.identity().await.unwrap();
    sqlx::query_as("select state, last_error, body_text <> '' from mails where id = $1").bind(id).fetch_one(identity.conn()).await.unwrap()
}

async fn one(db: &Db, outcome: Outcome, now: DateTime<Utc>) -> State {
    let due = claim(db, 1, now).await.unwrap().pop().unwrap();
    record(db, vec![(due, outcome)], now).await.unwrap()[0]
}

#[tokio::test]
async fn a_mail_is_claimed_by_one_sender() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let mut ids = BTreeSet::new();
    for i in 0..40 {
        ids.insert(write(&t.db(), Kind::Notice, &format!("a{i}@example.com"), None, now).await);
    }
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let db = t.db();
            tokio::spawn(async move { claim(&db, 7, now).await.unwrap() })
        })
        .collect();
    let mut claimed: Vec<Uuid> = Vec::new();
    for sender in senders {
        claimed.extend(sender.await.unwrap().into_iter().map(|due| due.id));
    }
    claimed.extend(claim(&t.db(), 40, now).await.unwrap().into_iter().map(|due| due.id));
    assert_eq!(claimed.len(), 40, "none twice");
    assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>(), ids, "none lost");
}

#[tokio::test]
async fn who_waits_for_a_password_goes_first() {
    let t = testing::fresh().await;
    let now = Utc::now();
    for kind in [Kind::Notice, Kind::Transaction, Kind::Security] {
        write(&t.db(), kind, "ada@example.com", None, now).await;
    }
    let mut order = Vec::new();
    while let Some(due) = claim(&t.db(), 1, now).await.unwrap().pop() {
        order.push(due.kind);
    }
    assert_eq!(order, [Kind::Security, Kind::Transaction, Kind::Notice]);
}

#[tokio::test]
async fn an_accepted_mail_keeps_no_secret_and_is_never_claimed_again() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let id = write(&t.db(), Kind::Security, "ada@example.com", None, now).await;
    assert_eq!(one(&t.db(), Outcome::Accepted("250 OK id=7".into()), now).await, State::Accepted);
    assert_eq!(look(&t.db(), id).await, ("accepted".into(), None, false));
    assert!(claim(&t.db(), 10, now + Duration::days(1)).await.unwrap().is_empty());
    sweep(&t.db(), now + Duration::days(91)).await.unwrap();
    assert!(counts(&t.db()).await.unwrap().iter().all(|tally| tally.mails == 0));
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again_until_it_is_too_late() {
    let t = testing::fresh().await;
    let mut now = Utc::now();
    let id = write(&t.db(), Kind::Notice, "ada@example.com", None, now).await;
    assert_eq!(one(&t.db(), Outcome::Later("451 greylisted".into()), now).await, State::Deferred);
    assert!(claim(&t.db(), 1, now).await.unwrap().is_empty(), "not at once");
    now += Duration::minutes(1);
    assert_eq!(one(&t.db(), Outcome::Later("451 greylisted".into()), now).await, State::Deferred);
    now += Duration::days(1);
    assert!(claim(&t.db(), 1, now).await.unwrap().is_empty());
    assert_eq!(look(&t.db(), id).await, ("failed".into(), Some("gave up; last: 451 greylisted".into()), false));
}

#[tokio::test]
async fn a_server_that_is_away_uses_no_attempt_up() {
    let t = testing::fresh().await;
    let mut now = Utc::now();
    write(&t.db(), Kind::Security, "ada@example.com", None, now).await;
    for _ in 0..5 {
        assert_eq!(one(&t.db(), Outcome::Unreachable("connection refused".into()), now).await, State::Deferred);
        now += Duration::hours(1);
    }
    assert_eq!(claim(&t.db(), 1, now).await.unwrap()[0].attempts, 1);
}

#[tokio::test]
async fn a_dead_sender_leaves_security_mail_to_be_repeated_and_the_rest_to_a_person() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let security = write(&t.db(), Kind::Security, "ada@example.com", None, now).await;
    let notice = write(&t.db(), Kind::Notice, "ada@example.com", None, now).await;
    let taken: Vec<Due> = claim(&t.db(), 10, now).await.unwrap();
    assert_eq!(reap(&t.db(), now + Duration::seconds(1)).await.unwrap(), 0, "it may still be sending");
    let later = now + LEASE + Duration::seconds(1);
    assert_eq!(reap(&t.db(), later).await.unwrap(), 2);
    assert_eq!((look(&t.db(), security).await.0, look(&t.db(), notice).await.0), ("deferred".into(), "unknown".into()));
    let again = claim(&t.db(), 10, later).await.unwrap();
    assert_eq!(again.iter().map(|due| (due.id, due.attempts)).collect::<Vec<_>>(), [(security, 2)]);

    // The first sender was only slow: what it says counts where nobody else has taken over.
    record(&t.db(), taken.into_iter().map(|due| (due, Outcome::Accepted("250".into()))).collect(), later).await.unwrap();
    assert_eq!((look(&t.db(), security).await.0, look(&t.db(), notice).await.0), ("sending".into(), "accepted".into()));
}

#[tokio::test]
async fn a_person_settles_what_nobody_knows() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let arrived = write(&t.db(), Kind::Notice, "ada@example.com", None, now).await;
    let lost = write(&t.db(), Kind::Transaction, "bob@example.com", None, now).await;
    for _ in 0..2 {
        assert_eq!(one(&t.db(), Outcome::Unknown("connection closed".into()), now).await, State::Unknown);
    }
    assert_eq!(unknown(&t.db(), 10).await.unwrap().len(), 2);
    assert!(claim(&t.db(), 10, now + Duration::days(1)).await.unwrap().is_empty(), "never by itself");
    settle(&t.db(), arrived, true, now).await.unwrap();
    settle(&t.db(), lost, false, now + Duration::days(2)).await.unwrap();
    assert!(settle(&t.db(), lost, false, now).await.is_err(), "once");
    assert_eq!(look(&t.db(), arrived).await.0, "accepted");
    let again = claim(&t.db(), 10, now + Duration::days(2)).await.unwrap();
    assert!(again.len() == 1 && again[0].id == lost && again[0].body_text.contains("https://mewayz.test/secret"));
}
