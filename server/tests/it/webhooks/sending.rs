use std::time::Duration;

use mewayz::{
    clock,
    ids::EndpointId,
    standard_webhooks::{self, ID, SIGNATURE, Signed, TIMESTAMP},
    webhooks::{self, Because, Delivery, Draft, State},
};
use tokio::{sync::watch, task::JoinHandle};

use super::receiver::{Message, Receiver};
use crate::support::{Creator, TestApp};

struct Stage {
    app: TestApp,
    ada: Creator,
    receiver: Receiver,
}

/// Sends until dropped.
struct Dispatcher {
    task: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

async fn stage() -> Stage {
    let app = TestApp::with(&["--outbound-loopback", "on"]).await;
    let ada = app.creator("ada").await;
    Stage { app, ada, receiver: Receiver::start().await }
}

impl Stage {
    async fn endpoint(&self, kind: &str) -> EndpointId {
        let context = &self.app.state.context;
        let draft = Draft { url: self.receiver.url(kind), description: String::new(), patterns: vec!["media.*".to_owned()] };
        let mut scope = context.db.open(&self.ada.member).await.unwrap();
        let id = webhooks::create(&mut scope, &context.keyring, &context.settings.outbound, &draft).await.unwrap();
        scope.commit().await.unwrap();
        id
    }

    async fn test(&self, endpoint: EndpointId) {
        let mut scope = self.app.state.context.db.open(&self.ada.member).await.unwrap();
        webhooks::send_test(&mut scope, endpoint, clock::now()).await.unwrap();
        scope.commit().await.unwrap();
    }

    fn dispatch(&self) -> Dispatcher {
        let (stop, stopped) = watch::channel(false);
        let state = &self.app.state;
        let task =
            tokio::spawn(server::webhooks::run(state.context.db.clone(), state.context.keyring.clone(), state.outbound.clone(), stopped));
        Dispatcher { task, stop }
    }

    async fn log(&self, endpoint: EndpointId) -> Vec<Delivery> {
        let mut scope = self.app.state.context.db.open(&self.ada.member).await.unwrap();
        webhooks::log(&mut scope, endpoint, None, None, 100).await.unwrap().items
    }

    /// The newest line, once its attempt is written down.
    async fn attempted(&self, endpoint: EndpointId, attempts: i32) -> Delivery {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        loop {
            let line = self.log(endpoint).await.remove(0);
            if line.attempts >= attempts {
                return line;
            }
            assert!(tokio::time::Instant::now() < deadline, "not attempted: {line:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Dispatcher {
    async fn finish(self) {
        self.stop.send_replace(true);
        self.task.await.unwrap();
    }
}

/// The signature of a message holds under a secret.
fn genuine(message: &Message, secret: &str) -> bool {
    let signed = Signed { id: message.header(ID), timestamp: message.header(TIMESTAMP), signature: message.header(SIGNATURE) };
    standard_webhooks::verify([&secret.to_owned().into()], signed, &message.body, clock::now()).is_ok()
}

#[tokio::test]
async fn a_message_arrives_signed_and_the_log_says_so() {
    let s = stage().await;
    let endpoint = s.endpoint("ok").await;
    let dispatcher = s.dispatch();
    s.test(endpoint).await;
    let message = s.receiver.at("ok", 1).await.remove(0);
    let context = &s.app.state.context;
    let mut scope = context.db.open(&s.ada.member).await.unwrap();
    let secret = webhooks::reveal(&mut scope, &context.keyring, endpoint, clock::now()).await.unwrap().remove(0).secret;
    drop(scope);
    assert!(genuine(&message, &secret));
    assert!(!genuine(&Message { body: "{}".into(), ..message.clone() }, &secret));
    assert_eq!((message.header("content-type"), message.headers.contains_key("cookie")), ("application/json", false));
    let line = s.attempted(endpoint, 1).await;
    assert_eq!(line.state, State::Delivered);
    let mut scope = context.db.open(&s.ada.member).await.unwrap();
    let details = webhooks::details(&mut scope, line.id).await.unwrap();
    assert_eq!((details.message_id.as_str(), details.attempts[0].response.as_str()), (message.header(ID), "thank you"));
    assert_eq!(details.body.as_bytes(), message.body);
    drop(scope);
    dispatcher.finish().await;
}

#[tokio::test]
async fn answers_that_are_no_success() {
    let s = stage().await;
    let (broken, gone, busy, away) =
        (s.endpoint("500").await, s.endpoint("410").await, s.endpoint("busy").await, s.endpoint("redirect").await);
    for endpoint in [broken, gone, busy, away] {
        s.test(endpoint).await;
    }
    let dispatcher = s.dispatch();
    let line = s.attempted(broken, 1).await;
    assert_eq!(line.state, State::Waiting);
    let pause = line.next_attempt_at.unwrap() - line.last_attempt_at.unwrap();
    assert!((4..=7).contains(&pause.num_seconds()), "{pause}");
    let line = s.attempted(busy, 1).await;
    assert!((line.next_attempt_at.unwrap() - line.last_attempt_at.unwrap()).num_seconds() >= 7_199, "Retry-After was granted");
    assert_eq!(s.attempted(gone, 1).await.state, State::Failed);
    assert_eq!(s.attempted(away, 1).await.state, State::Waiting);
    assert!(s.receiver.untouched("landed"), "redirects are not followed");
    let mut scope = s.app.state.context.db.open(&s.ada.member).await.unwrap();
    assert_eq!(webhooks::find(&mut scope, gone).await.unwrap().disabled, Some(Because::Gone));
    drop(scope);
    dispatcher.finish().await;
}

#[tokio::test]
async fn one_that_never_answers_holds_up_nobody() {
    let s = stage().await;
    let (stuck, quick) = (s.endpoint("never").await, s.endpoint("ok").await);
    for _ in 0..30 {
        s.test(stuck).await;
    }
    let dispatcher = s.dispatch();
    s.receiver.at("never", 4).await;
    for _ in 0..10 {
        s.test(quick).await;
    }
    s.receiver.at("ok", 10).await;
    assert_eq!(s.receiver.at("never", 4).await.len(), 4, "it has four places and no more");
    dispatcher.task.abort();
}

#[tokio::test]
async fn a_dispatcher_that_is_killed_leaves_messages_to_the_next_one() {
    let s = stage().await;
    let endpoint = s.endpoint("never").await;
    s.test(endpoint).await;
    let first = s.dispatch();
    s.receiver.at("never", 1).await;
    first.task.abort();
    let _ = first.task.await;
    // The lease ends.
    sqlx::query("update webhook_queue set due_at = now() - interval '1 second'").execute(&mut s.app.connection().await).await.unwrap();
    let second = s.dispatch();
    let both = s.receiver.at("never", 2).await;
    assert_eq!(both[0].header(ID), both[1].header(ID));
    assert_eq!(both[0].body, both[1].body);
    second.task.abort();
}

#[tokio::test]
async fn addresses_inside_are_refused_before_anything_is_sent() {
    let s = stage().await;
    let endpoint = s.endpoint("ok").await;
    // As if the address had been saved under other rules.
    let mut connection = s.app.connection().await;
    sqlx::query("select set_config('app.workspace', $1, false)")
        .bind(s.ada.member.workspace().to_string())
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("update webhook_endpoints set url = 'http://169.254.169.254/latest/meta-data/'").execute(&mut connection).await.unwrap();
    s.test(endpoint).await;
    let dispatcher = s.dispatch();
    let line = s.attempted(endpoint, 1).await;
    let mut scope = s.app.state.context.db.open(&s.ada.member).await.unwrap();
    let attempt = webhooks::details(&mut scope, line.id).await.unwrap().attempts.remove(0);
    assert_eq!((attempt.status, attempt.failure.as_str()), (None, "This address is not on the public internet."));
    drop(scope);
    dispatcher.finish().await;
}
