use chrono::Duration;
use secrecy::ExposeSecret;
use serde_json::Value;

use super::*;
use crate::Error;

#[tokio::test]
async fn an_event_is_told_once_to_each_endpoint_that_listens() {
    let s = stage(&["bio_site.*"]).await;
    let all = add(&s.t.db(), &s.owner, &s.keyring, &["*"]).await;
    let other = add(&s.t.db(), &s.owner, &s.keyring, &["media.uploaded"]).await;
    s.tell().await;
    s.publish(1).await;
    // The making of the second and third endpoint is told of as well.
    let names = async |id| -> Vec<String> {
        let mut scope = s.open().await;
        log(&mut scope, id, None, None, 50).await.unwrap().items.into_iter().map(|d| d.event_name).collect()
    };
    assert_eq!(names(s.endpoint).await, ["bio_site.published"]);
    assert_eq!(names(all).await.first().map(String::as_str), Some("bio_site.published"));
    assert!(names(other).await.is_empty());

    // Told of the same event again, nothing is written again.
    let mut scope = s.open().await;
    let event: (uuid::Uuid, i64) =
        sqlx::query_as("select id, seq from events where name = 'bio_site.published'").fetch_one(scope.conn()).await.unwrap();
    let recorded = events::Recorded {
        id: event.0,
        seq: event.1,
        workspace: Some(s.owner.workspace()),
        name: "bio_site.published".to_owned(),
        version: 1,
        record_kind: "bio_site".to_owned(),
        record_id: event.0,
        data: Value::Null,
        actor: events::Actor { kind: events::ActorKind::System, id: None },
        address: String::new(),
        happened_at: soon(),
    };
    let before = names(all).await.len();
    on_event(scope.conn(), &recorded).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!((names(s.endpoint).await.len(), names(all).await.len()), (1, before));
}

#[tokio::test]
async fn a_message_is_claimed_by_one_and_comes_back_under_the_same_id_when_the_dispatcher_dies() {
    let s = stage(&["bio_site.*"]).await;
    s.publish(1).await;
    let now = soon();
    let (a, b) = tokio::join!(s.claim(10, now), s.claim(10, now));
    let first: Vec<Due> = a.into_iter().chain(b).collect();
    assert_eq!(first.len(), 1);
    assert!(s.claim(10, now + Duration::seconds(59)).await.is_empty(), "leased");
    let again = s.claim(10, now + LEASE).await.pop().unwrap();
    assert_eq!((&again.message_id, &again.body), (&first[0].message_id, &first[0].body));
    let message: Value = serde_json::from_str(&again.body).unwrap();
    assert_eq!(message["type"], "bio_site.published");
    assert_eq!(message["data"]["handle"], "ada");
    assert_eq!(message["record"]["kind"], "bio_site");
    assert!(message["timestamp"].is_string() && message["seq"].is_i64());
    assert!(again.message_id.starts_with("msg_") && !again.message_id.contains('.'));

    // Both were sent after all, and both report: one delivery, one attempt.
    s.settle(again, Ok(200), now).await;
    s.settle(first.into_iter().next().unwrap(), Ok(500), now).await;
    let done = s.log().await.pop().unwrap();
    assert_eq!((done.state, done.attempts), (State::Delivered, 1));
    assert!(s.claim(10, now + Duration::days(9)).await.is_empty());
    let details = details(&mut s.open().await, done.id).await.unwrap();
    assert_eq!(details.attempts.len(), 1);
    assert_eq!((details.attempts[0].status, details.attempts[0].response.as_str()), (Some(200), "they said"));
}

#[tokio::test]
async fn failures_follow_the_schedule_and_end() {
    let s = stage(&["bio_site.*"]).await;
    s.publish(1).await;
    let mut now = soon();
    let mut attempts = 0;
    while let Some(due) = s.claim(1, now).await.pop() {
        attempts += 1;
        s.settle(due, Ok(503), now).await;
        let line = s.log().await.pop().unwrap();
        let Some(next) = line.next_attempt_at else { break };
        assert!(s.claim(1, next - Duration::seconds(1)).await.is_empty(), "not before its time");
        now = next;
    }
    assert_eq!(attempts, ATTEMPTS);
    let line = s.log().await.pop().unwrap();
    assert_eq!((line.state, line.attempts), (State::Failed, 10));
    let endpoint = s.endpoint().await;
    assert!(endpoint.failing_since.is_some() && endpoint.disabled.is_none(), "three days are not five");

    // Sent again by hand, under the same id, it begins the schedule anew.
    let mut scope = s.open().await;
    replay(&mut scope, line.id, now).await.unwrap();
    scope.commit().await.unwrap();
    let due = s.claim(1, now).await.pop().unwrap();
    assert_eq!(due.failures, 0);
    s.settle(due, Ok(204), now).await;
    let line = s.log().await.pop().unwrap();
    assert_eq!((line.state, line.attempts), (State::Delivered, 11));
    assert_eq!(s.endpoint().await.failing_since, None);
}

#[tokio::test]
async fn retry_after_is_granted() {
    let s = stage(&["bio_site.*"]).await;
    s.publish(1).await;
    let now = soon();
    let due = s.claim(1, now).await.pop().unwrap();
    let asked = Outcome { retry_after: Some(Duration::hours(3)), ..outcome(due, Ok(429), now) };
    settle(&s.t.db(), vec![asked], now).await.unwrap();
    let next = s.log().await.pop().unwrap().next_attempt_at.unwrap();
    // Postgres keeps microseconds.
    assert!((next - now - Duration::hours(3)).abs() < Duration::milliseconds(1), "{next}");
}

#[tokio::test]
async fn gone_means_gone() {
    let s = stage(&["bio_site.*"]).await;
    s.publish(3).await;
    let now = soon();
    let due = s.claim(1, now).await.pop().unwrap();
    s.settle(due, Ok(410), now).await;
    assert_eq!(s.endpoint().await.disabled, Some(Because::Gone));
    assert!(s.claim(10, now + Duration::days(1)).await.is_empty());
    assert!(s.log().await.iter().all(|line| line.state == State::Failed), "what waited is given up");
    s.publish(1).await;
    assert_eq!(s.log().await.len(), 3, "nothing is written for an endpoint that is off");

    // Switched on again, what was missed can be sent.
    let mut scope = s.open().await;
    assert!(matches!(replay(&mut scope, s.log().await[0].id, now).await, Err(Error::Invalid(_))));
    enable(&mut scope, s.endpoint, true).await.unwrap();
    let count = replay_range(&mut scope, s.endpoint, now - Duration::hours(1), now, true, now).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!((count, s.claim(10, now).await.len()), (3, 3));
}

#[tokio::test]
async fn an_endpoint_that_fails_for_days_is_switched_off_once_and_told_of() {
    let s = stage(&["bio_site.*"]).await;
    s.publish(2).await;
    let now = soon();
    let mut due = s.claim(2, now).await;
    s.settle(due.remove(0), Err("There was no answer in time."), now).await;
    let later = now + GIVES_UP_AFTER + Duration::seconds(1);
    s.settle(due.remove(0), Err("No connection could be made."), later).await;
    assert_eq!(s.endpoint().await.disabled, Some(Because::Failing));
    let mut scope = s.open().await;
    let told: i64 =
        sqlx::query_scalar("select count(*) from events where name = 'webhook_endpoint.disabled'").fetch_one(scope.conn()).await.unwrap();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn a_slow_endpoint_holds_up_only_itself() {
    let s = stage(&["bio_site.*"]).await;
    let quick = add(&s.t.db(), &s.owner, &s.keyring, &["bio_site.*"]).await;
    s.publish(20).await;
    let now = soon();
    let first = s.claim(64, now).await;
    let of = |due: &[Due], id: EndpointId| due.iter().filter(|d| d.endpoint == id).count();
    assert_eq!((of(&first, s.endpoint), of(&first, quick)), (4, 4));
    // The quick one answers; the slow one does not. Only the quick one gets more.
    for due in first.into_iter().filter(|d| d.endpoint == quick) {
        s.settle(due, Ok(200), now).await;
    }
    let second = s.claim(64, now).await;
    assert_eq!((of(&second, s.endpoint), of(&second, quick)), (0, 4));
}

#[tokio::test]
async fn during_a_rotation_messages_carry_both_secrets() {
    let s = stage(&["bio_site.*"]).await;
    let now = soon();
    let old = reveal(&mut s.open().await, &s.keyring, s.endpoint, now).await.unwrap();
    let mut scope = s.open().await;
    rotate(&mut scope, &s.keyring, s.endpoint, now).await.unwrap();
    scope.commit().await.unwrap();
    s.publish(1).await;
    let due = s.claim(1, now).await.pop().unwrap();
    let carried: Vec<&str> = due.secrets.iter().map(ExposeSecret::expose_secret).collect();
    assert_eq!((carried.len(), carried[1]), (2, old[0].secret.as_str()));
    assert!(!format!("{due:?}").contains("whsec_"));
    let after = reveal(&mut s.open().await, &s.keyring, s.endpoint, now + Duration::hours(25)).await.unwrap();
    assert_eq!((after.len(), after[0].secret.as_str()), (1, carried[0]));
}

#[tokio::test]
async fn a_test_is_sent_whatever_an_endpoint_listens_to_and_old_lines_are_dropped() {
    let s = stage(&["media.uploaded"]).await;
    let now = soon();
    let mut scope = s.open().await;
    let id = send_test(&mut scope, s.endpoint, now).await.unwrap();
    scope.commit().await.unwrap();
    let due = s.claim(1, now).await.pop().unwrap();
    assert_eq!((due.id, due.body.contains("webhook.test")), (id, true));
    let mut scope = s.open().await;
    assert_eq!(purge(&mut scope, now + Duration::days(40)).await.unwrap(), 0, "it still waits");
    scope.commit().await.unwrap();
    s.settle(due, Ok(200), now).await;
    let mut scope = s.open().await;
    assert_eq!(purge(&mut scope, now + Duration::days(29)).await.unwrap(), 0);
    assert_eq!(purge(&mut scope, now + Duration::days(31)).await.unwrap(), 1);
}
