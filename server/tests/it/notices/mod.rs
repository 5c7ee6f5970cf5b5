//! Pushes, sent to a push service on loopback that answers as it is told; texts are beside.

mod texts;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::Request, http::StatusCode, response::IntoResponse, routing::any};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mewayz::{
    clock, dispatch,
    gateways::Push,
    identity::sessions::{self, Stored},
    notifications::push,
};
use server::{
    adapters::push::{WebPush, key},
    jobs::{self, Outside, Settings, Worker},
};
use tokio::{net::TcpListener, sync::watch};
use uuid::Uuid;
use web_push_native::{
    Auth,
    p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint},
};

use crate::support::{Creator, TestApp};

const PATIENCE: Duration = Duration::from_secs(30);
const AUTH: [u8; 16] = [7; 16];

/// A message as it came.
#[derive(Debug, Clone)]
struct Came {
    path: String,
    authorization: String,
    headers: http::HeaderMap,
    body: Bytes,
}

/// Answers by its path: `/201`, `/410`, `/429`, or `/busy` with 429 once and 201 afterwards.
async fn service() -> (String, Arc<Mutex<Vec<Came>>>) {
    let seen: Arc<Mutex<Vec<Came>>> = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let log = seen.clone();
    let answer = move |request: Request| {
        let log = log.clone();
        async move {
            let (parts, body) = request.into_parts();
            let path = parts.uri.path().to_owned();
            let body = axum::body::to_bytes(body, 100_000).await.unwrap();
            let authorization = parts.headers["authorization"].to_str().unwrap().to_owned();
            let mut log = log.lock().unwrap();
            let first = !log.iter().any(|came| came.path == path);
            log.push(Came { path: path.clone(), authorization, headers: parts.headers, body });
            match path.as_str() {
                "/410" => StatusCode::GONE.into_response(),
                "/403" => StatusCode::FORBIDDEN.into_response(),
                "/busy" if first => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")]).into_response(),
                "/413" => (StatusCode::PAYLOAD_TOO_LARGE, "too long").into_response(),
                _ => StatusCode::CREATED.into_response(),
            }
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(answer))).await });
    (base, seen)
}

/// A browser's key pair.
fn browser() -> (SecretKey, Vec<u8>) {
    let secret = SecretKey::from_slice(&[9; 32]).unwrap();
    let public = secret.public_key().to_encoded_point(false).as_bytes().to_vec();
    (secret, public)
}

async fn subscribe(app: &TestApp, ada: &Creator, endpoint: &str) {
    let (p256dh, auth) = (URL_SAFE_NO_PAD.encode(browser().1), URL_SAFE_NO_PAD.encode(AUTH));
    let reply = ada.client.rpc("subscribe_push", &[("endpoint", endpoint), ("p256dh", &p256dh), ("auth", &auth)]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert!(!push::devices(&mut app.state.context.db.identity().await.unwrap(), ada.member.user()).await.unwrap().is_empty());
}

/// Signs a device of Ada's out, of which she is told; then works until nothing is left, and says how deliveries ended.
async fn tell(app: &TestApp, ada: &Creator) -> Vec<(String, String)> {
    signed_out(app, ada).await;
    work(app, "notifications.deliver").await;
    let states = "select state, reason from notification_deliveries where channel = 'push' order by id";
    sqlx::query_as(states).fetch_all(&mut app.connection().await).await.unwrap()
}

/// Signs a device of Ada's out and tells everybody of it.
async fn signed_out(app: &TestApp, ada: &Creator) {
    let (db, user) = (&app.state.context.db, ada.member.user());
    let expires_at = clock::now() + chrono::Duration::days(1);
    let stored = Stored { user: Some(user), data: serde_json::json!({}), user_agent: String::new(), address: String::new(), expires_at };
    let id = Uuid::new_v4();
    sessions::create(db, id.as_bytes(), &stored).await.unwrap();
    let mut identity = db.identity().await.unwrap();
    let devices = sessions::list(&mut identity, user, id.as_bytes(), clock::now()).await.unwrap();
    let device = devices.iter().find(|device| device.current).unwrap();
    sessions::revoke(&mut identity, user, device.reference, "192.0.2.1").await.unwrap();
    identity.commit().await.unwrap();
    while dispatch::round_offering(db, &app.state.context.channels(), clock::now()).await.unwrap().again {}
}

/// Works until no job of a name is left.
async fn work(app: &TestApp, job: &str) {
    let context = &app.state.context;
    let push: Arc<dyn Push> =
        Arc::new(WebPush::new(context.db.clone(), context.keyring.clone(), app.state.outbound.clone(), "https://mewayz.test".to_owned()));
    let (storage, sms, names) = (context.storage.clone(), context.sms.clone(), context.names.clone());
    let outside = Outside { storage, push, sms, billing: None, names };
    let runners = jobs::runners(&context.db, &context.keyring, "https://mewayz.test", outside);
    let (stop, stopped) = watch::channel(false);
    let worker = Worker { db: context.db.clone(), runners, schedules: Vec::new(), settings: Settings::default() };
    let task = tokio::spawn(worker.run(stopped));
    let mut connection = app.connection().await;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    let open = "select count(*) from jobs where name = $1 and state <> 'dead'";
    while sqlx::query_scalar::<_, i64>(open).bind(job).fetch_one(&mut connection).await.unwrap() > 0 {
        assert!(tokio::time::Instant::now() < deadline, "{job} did not end in time");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.send(true).unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn a_push_is_encrypted_for_the_browser_and_signed_by_us() {
    let app = TestApp::with(&["--outbound-loopback", "on"]).await;
    let ada = app.creator("ada").await;
    let (base, seen) = service().await;
    subscribe(&app, &ada, &format!("{base}/201")).await;
    assert_eq!(tell(&app, &ada).await, [("sent".to_owned(), String::new())]);
    let came = seen.lock().unwrap().clone();
    assert_eq!(came.len(), 1);
    assert_eq!(
        (&came[0].headers["content-encoding"], &came[0].headers["urgency"]),
        (&"aes128gcm".parse().unwrap(), &"high".parse().unwrap())
    );
    let text = web_push_native::decrypt(came[0].body.to_vec(), &browser().0, &Auth::from(AUTH)).unwrap();
    let news: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!((news["title"].as_str(), news["url"].as_str()), (Some("A device was signed out"), Some("/w/ada/settings")));
    // The signature is by the key that pages hand out, for this service only (RFC 8292).
    let token = came[0].authorization.strip_prefix("vapid t=").unwrap();
    let (token, public) = token.split_once(", k=").unwrap();
    let ours = key(&app.state.context.db, &app.state.context.keyring).await.unwrap().public;
    assert_eq!(URL_SAFE_NO_PAD.decode(public).unwrap(), ours);
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
    validation.set_audience(&[&base]);
    let decoding =
        jsonwebtoken::DecodingKey::from_ec_components(&URL_SAFE_NO_PAD.encode(&ours[1..33]), &URL_SAFE_NO_PAD.encode(&ours[33..])).unwrap();
    let claims = jsonwebtoken::decode::<serde_json::Value>(token, &decoding, &validation).unwrap().claims;
    assert_eq!(claims["sub"], "https://mewayz.test");
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten_and_the_others_are_told() {
    let app = TestApp::with(&["--outbound-loopback", "on"]).await;
    let ada = app.creator("ada").await;
    let (base, seen) = service().await;
    for kind in ["410", "201", "403", "413"] {
        subscribe(&app, &ada, &format!("{base}/{kind}")).await;
    }
    let gone = ("suppressed".to_owned(), "browser gone".to_owned());
    let (sent, dead) = (("sent".to_owned(), String::new()), ("dead".to_owned(), "413 too long".to_owned()));
    assert_eq!(tell(&app, &ada).await, [gone.clone(), sent.clone(), gone, dead]);
    let mut identity = app.state.context.db.identity().await.unwrap();
    assert_eq!(push::devices(&mut identity, ada.member.user()).await.unwrap().len(), 2);
    assert_eq!(seen.lock().unwrap().len(), 4, "each was asked once");
}

#[tokio::test]
async fn a_busy_service_is_asked_again_when_it_says() {
    let app = TestApp::with(&["--outbound-loopback", "on"]).await;
    let ada = app.creator("ada").await;
    let (base, seen) = service().await;
    subscribe(&app, &ada, &format!("{base}/busy")).await;
    assert_eq!(tell(&app, &ada).await, [("sent".to_owned(), String::new())]);
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn browsers_name_public_services_only_and_belong_to_one_person() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.creator("ada").await, app.creator("eve").await);
    let (p256dh, auth) = (URL_SAFE_NO_PAD.encode(browser().1), URL_SAFE_NO_PAD.encode(AUTH));
    for (endpoint, key) in [
        ("http://push.example/1", p256dh.as_str()),
        ("https://127.0.0.1/1", &p256dh),
        ("https://169.254.169.254/1", &p256dh),
        ("nonsense", &p256dh),
        ("https://push.example/1", "AAAA"),
    ] {
        let reply = ada.client.rpc("subscribe_push", &[("endpoint", endpoint), ("p256dh", key), ("auth", &auth)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{endpoint}");
    }
    subscribe(&app, &ada, "https://push.example/1").await;
    let device = push::devices(&mut app.state.context.db.identity().await.unwrap(), ada.member.user()).await.unwrap()[0].id.to_string();
    assert_eq!(eve.client.rpc("remove_push", &[("device", &device)]).await.status, StatusCode::NOT_FOUND);
    // Somebody else signs in on the same browser: it tells them from now on.
    subscribe(&app, &eve, "https://push.example/1").await;
    assert_eq!(push::devices(&mut app.state.context.db.identity().await.unwrap(), ada.member.user()).await.unwrap(), []);
    assert_eq!(eve.client.rpc("remove_push", &[("device", &device)]).await.status, StatusCode::OK);
}
