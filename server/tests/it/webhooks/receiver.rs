//! Somebody who is told of events: a listener on loopback that notes what arrives and answers as it is told.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::any,
};
use tokio::{net::TcpListener, sync::watch};

/// A request that came.
#[derive(Debug, Clone)]
pub struct Message {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Clone)]
pub struct Receiver {
    pub base: String,
    seen: Arc<Mutex<Vec<Message>>>,
    changed: watch::Sender<usize>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let receiver = Self { base, seen: Arc::default(), changed: watch::Sender::new(0) };
        let router = Router::new().fallback(any(answer)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// Where a kind of receiver listens: `ok`, `500`, `410`, `busy`, `redirect`, `never`.
    pub fn url(&self, kind: &str) -> String {
        format!("{}/{kind}", self.base)
    }

    /// What came, once there are `count` messages at a path.
    pub async fn at(&self, kind: &str, count: usize) -> Vec<Message> {
        let path = format!("/{kind}");
        let here = || -> Vec<Message> { self.seen.lock().unwrap().iter().filter(|m| m.path == path).cloned().collect() };
        let mut changed = self.changed.subscribe();
        let waited = tokio::time::timeout(Duration::from_secs(20), changed.wait_for(|_| here().len() >= count)).await;
        assert!(waited.is_ok(), "{count} message(s) at {path}, but {:?}", here().len());
        here()
    }

    /// Whether anything ever came to a path.
    pub fn untouched(&self, kind: &str) -> bool {
        !self.seen.lock().unwrap().iter().any(|m| m.path == format!("/{kind}"))
    }
}

impl Message {
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

async fn answer(State(receiver): State<Receiver>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.path().to_owned();
    receiver.seen.lock().unwrap().push(Message { path: path.clone(), headers, body });
    receiver.changed.send_modify(|count| *count += 1);
    match path.as_str() {
        "/500" => (StatusCode::INTERNAL_SERVER_ERROR, "broken").into_response(),
        "/410" => StatusCode::GONE.into_response(),
        "/busy" => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7200")]).into_response(),
        "/redirect" => (StatusCode::TEMPORARY_REDIRECT, [("location", "/landed")]).into_response(),
        "/never" => std::future::pending().await,
        _ => "thank you".into_response(),
    }
}
