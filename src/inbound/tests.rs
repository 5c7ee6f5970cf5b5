use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::*;
use crate::{Error, db::Db, mail::suppressions, testing};

fn told(id: &str, kind: &str, recipient: &str, at: DateTime<Utc>) -> Received {
    let body = json!({ "type": kind, "timestamp": at, "data": { "recipient": recipient, "detail": "550 no such user" } });
    Source::MailEvents.read(id, body).unwrap()
}

async fn held_back(db: &Db, address: &str) -> Vec<String> {
    suppressions::of(db, address).await.unwrap().into_iter().map(|s| s.reason).collect()
}

#[tokio::test]
async fn an_event_has_its_effect_once() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    let bounced = told("msg_1", "bounced", "Ada@Example.com", now);
    let (a, b) = tokio::join!(take(&db, &bounced, now), take(&db, &bounced, now));
    let mut both = [a.unwrap(), b.unwrap()];
    both.sort_by_key(|taken| *taken == Taken::Repeated);
    assert_eq!(both, [Taken::Done, Taken::Repeated]);
    assert_eq!(held_back(&db, "ada@example.com").await, ["hard_bounce"]);
    // Somebody lets mail through again; what comes a third time does not undo that.
    suppressions::lift(&db, "ada@example.com").await.unwrap();
    assert_eq!(take(&db, &bounced, now).await, Ok(Taken::Repeated));
    assert!(held_back(&db, "ada@example.com").await.is_empty());
    assert_eq!(take(&db, &told("msg_2", "complained", "ada@example.com", now), now).await, Ok(Taken::Done));
    assert_eq!(held_back(&db, "ada@example.com").await, ["complaint"]);
}

#[tokio::test]
async fn what_is_older_than_the_last_event_of_its_object_is_ignored() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    take(&db, &told("msg_2", "delivered", "ada@example.com", now), now).await.unwrap();
    let late = told("msg_1", "bounced", "ada@example.com", now - Duration::seconds(1));
    assert_eq!(take(&db, &late, now).await, Ok(Taken::Stale));
    assert!(held_back(&db, "ada@example.com").await.is_empty());
    let other = told("msg_3", "bounced", "bob@example.com", now - Duration::seconds(1));
    assert_eq!(take(&db, &other, now).await, Ok(Taken::Done), "another object has another order");
}

#[tokio::test]
async fn what_means_nothing_is_ignored() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    assert_eq!(take(&db, &told("msg_1", "opened", "ada@example.com", now), now).await, Ok(Taken::Ignored));
    let mut full = told("msg_2", "bounced", "ada@example.com", now);
    full.body["data"]["permanent"] = Value::Bool(false);
    assert_eq!(take(&db, &full, now).await, Ok(Taken::Ignored));
    assert!(held_back(&db, "ada@example.com").await.is_empty());
    for nonsense in [json!({}), json!({ "type": "bounced" }), json!({ "type": "bounced", "timestamp": "yesterday" }), json!([])] {
        assert_eq!(Source::MailEvents.read("msg_3", nonsense), None);
    }
}

#[tokio::test]
async fn what_fails_is_kept_and_can_be_tried_again() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    let mut nobody = told("msg_1", "bounced", "x", now);
    nobody.body["data"] = Value::Null;
    assert_eq!(take(&db, &nobody, now).await, Ok(Taken::Failed));
    let letters = dead(&db, 10).await.unwrap();
    assert_eq!((letters.len(), letters[0].last_error.as_str()), (1, "The message names no recipient."));
    assert_eq!(take(&db, &nobody, now).await, Ok(Taken::Repeated), "the sender has done its part");
    assert_eq!(retry(&db, "mail-events", "msg_1", now).await, Ok(Taken::Failed));
    assert_eq!(dead(&db, 10).await.unwrap()[0].attempts, 2);

    // The cause is mended.
    let mut identity = db.identity().await.unwrap();
    sqlx::query("update inbound_events set body = $1")
        .bind(told("msg_1", "bounced", "ada@example.com", now).body)
        .execute(identity.conn())
        .await
        .unwrap();
    identity.commit().await.unwrap();
    assert_eq!(retry(&db, "mail-events", "msg_1", now).await, Ok(Taken::Done));
    assert_eq!(held_back(&db, "ada@example.com").await, ["hard_bounce"]);
    assert_eq!(retry(&db, "mail-events", "msg_1", now).await, Err(Error::NotFound), "it is no dead letter any more");
    assert_eq!(retry(&db, "nobody", "msg_1", now).await, Err(Error::NotFound));
}

#[tokio::test]
async fn old_events_are_dropped_and_dead_letters_later() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    take(&db, &told("msg_1", "bounced", "ada@example.com", now), now).await.unwrap();
    let mut nobody = told("msg_2", "bounced", "x", now);
    nobody.body["data"] = Value::Null;
    take(&db, &nobody, now).await.unwrap();
    assert_eq!(purge(&db, now + Duration::days(29)).await, Ok(0));
    assert_eq!(purge(&db, now + Duration::days(31)).await, Ok(1));
    assert_eq!(purge(&db, now + Duration::days(91)).await, Ok(1));
}
