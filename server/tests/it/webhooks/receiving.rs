use http::{Method, StatusCode};
use mewayz::{clock, mail::suppressions, standard_webhooks};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::support::{Reply, TestApp};

const PATH: &str = "/webhooks/in/mail-events";

struct Stage {
    app: TestApp,
    secret: SecretString,
    old: SecretString,
}

async fn stage() -> Stage {
    let (secret, old) = (standard_webhooks::new_secret(), standard_webhooks::new_secret());
    let both = format!("{},{}", secret.expose_secret(), old.expose_secret());
    Stage { app: TestApp::with(&["--mail-events-secret", &both]).await, secret, old }
}

fn bounced(recipient: &str) -> String {
    json!({ "type": "bounced", "timestamp": clock::now(), "data": { "recipient": recipient } }).to_string()
}

impl Stage {
    /// Signed by somebody, so many seconds ago.
    async fn post(&self, secret: &SecretString, id: &str, age: i64, signed: &str, sent: &str) -> Reply {
        let timestamp = clock::now().timestamp() - age;
        let signature = standard_webhooks::sign([secret], id, timestamp, signed.as_bytes());
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", id),
            ("webhook-timestamp", &timestamp.to_string()),
            ("webhook-signature", &signature),
        ];
        self.app.browser().ask_with(Method::POST, PATH, &headers, sent.to_owned()).await
    }

    async fn held_back(&self, address: &str) -> bool {
        !suppressions::of(&self.app.state.context.db, address).await.unwrap().is_empty()
    }
}

#[tokio::test]
async fn a_bounce_is_taken_once() {
    let s = stage().await;
    let body = bounced("ada@example.com");
    assert_eq!(s.post(&s.secret, "msg_1", 0, &body, &body).await.status, StatusCode::OK);
    assert!(s.held_back("ada@example.com").await);
    suppressions::lift(&s.app.state.context.db, "ada@example.com").await.unwrap();
    assert_eq!(s.post(&s.secret, "msg_1", 0, &body, &body).await.status, StatusCode::OK, "replayed");
    assert!(!s.held_back("ada@example.com").await, "without effect");
    let other = bounced("bob@example.com");
    assert_eq!(s.post(&s.old, "msg_2", 0, &other, &other).await.status, StatusCode::OK, "secrets rotate");
}

#[tokio::test]
async fn what_is_forged_tampered_or_old_is_refused() {
    let s = stage().await;
    let (body, other) = (bounced("ada@example.com"), bounced("eve@example.com"));
    assert_eq!(s.post(&standard_webhooks::new_secret(), "msg_1", 0, &body, &body).await.status, StatusCode::UNAUTHORIZED, "forged");
    assert_eq!(s.post(&s.secret, "msg_1", 0, &body, &other).await.status, StatusCode::UNAUTHORIZED, "tampered");
    assert_eq!(s.post(&s.secret, "msg_1", 301, &body, &body).await.status, StatusCode::UNAUTHORIZED, "kept for later");
    assert_eq!(s.post(&s.secret, "msg.1", 0, &body, &body).await.status, StatusCode::UNAUTHORIZED, "a dot in the id");
    let bare = s.app.browser().post(PATH, "application/json", body.clone()).await;
    assert_eq!(bare.status, StatusCode::UNAUTHORIZED, "no signature at all");
    assert!(!s.held_back("ada@example.com").await && !s.held_back("eve@example.com").await);
}

#[tokio::test]
async fn what_is_no_message_is_refused() {
    let s = stage().await;
    assert_eq!(s.post(&s.secret, "msg_1", 0, "not json", "not json").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(s.post(&s.secret, "msg_1", 0, "{}", "{}").await.status, StatusCode::BAD_REQUEST);
    let large = format!("\"{}\"", "x".repeat(300_000));
    assert_eq!(s.post(&s.secret, "msg_1", 0, &large, &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let form = s.app.browser().post(PATH, "application/x-www-form-urlencoded", "a=b").await;
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(s.app.browser().post("/webhooks/in/nobody", "application/json", "{}").await.status, StatusCode::NOT_FOUND);
    assert_eq!(s.app.browser().get(PATH).await.status, StatusCode::METHOD_NOT_ALLOWED);
    // Without a secret there is no such source.
    let closed = TestApp::start().await;
    assert_eq!(closed.browser().post(PATH, "application/json", "{}").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_worked_on_is_kept() {
    let s = stage().await;
    let body = json!({ "type": "bounced", "timestamp": clock::now(), "data": {} }).to_string();
    assert_eq!(s.post(&s.secret, "msg_1", 0, &body, &body).await.status, StatusCode::OK);
    let letters = mewayz::inbound::dead(&s.app.state.context.db, 10).await.unwrap();
    assert_eq!((letters.len(), letters[0].event_id.as_str()), (1, "msg_1"));
}
