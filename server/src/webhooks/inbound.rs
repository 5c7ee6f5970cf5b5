use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Path, State},
    middleware::from_fn,
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode, header};
use mewayz::{
    clock,
    db::Db,
    inbound::{self, Received, Source},
    standard_webhooks::{Forged, ID, SIGNATURE, Signed, TIMESTAMP, verify},
};
use secrecy::SecretString;
use serde_json::json;
use tower_http::timeout::TimeoutLayer;

use crate::{middleware::observe::observe, state::AppState};

/// Largest message, in bytes.
const MOST: usize = 256 * 1024;
const TIMEOUT: Duration = Duration::from_secs(15);

/// A service that may tell us something, and how it proves that it is the one.
pub trait Inlet: Send + Sync {
    /// Who it is.
    fn source(&self) -> Source;

    /// Whether the message, exactly as it travelled, is theirs; its id if so.
    ///
    /// # Errors
    /// Why it is not believed.
    fn verify(&self, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<String, Forged>;

    /// What a message that is theirs says; `None` if it cannot be read.
    fn read(&self, event_id: &str, body: &[u8]) -> Option<Received> {
        self.source().read(event_id, serde_json::from_slice(body).ok()?)
    }
}

/// The sources that are configured.
#[derive(Clone, Default)]
pub struct Inlets(Arc<[Arc<dyn Inlet>]>);

impl Inlets {
    pub fn new(inlets: Vec<Arc<dyn Inlet>>) -> Self {
        Self(inlets.into())
    }

    fn find(&self, name: &str) -> Option<&Arc<dyn Inlet>> {
        self.0.iter().find(|inlet| inlet.source().name() == name)
    }
}

/// Signed as Standard Webhooks 1.0 has it, under any of several secrets.
pub struct Standard {
    pub source: Source,
    pub secrets: Vec<SecretString>,
}

impl Inlet for Standard {
    fn source(&self) -> Source {
        self.source
    }

    fn verify(&self, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<String, Forged> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).ok_or(Forged::Headers);
        let signed = Signed { id: text(ID)?, timestamp: text(TIMESTAMP)?, signature: text(SIGNATURE)? };
        verify(&self.secrets, signed, body, now)?;
        Ok(signed.id.to_owned())
    }
}

/// `POST /webhooks/in/{source}`: no session and no cookies; the signature says who asks.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/webhooks/in/{source}", post(receive))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT))
        .layer(from_fn(observe))
}

async fn receive(
    State(inlets): State<Inlets>,
    State(db): State<Db>,
    Path(source): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(inlet) = inlets.find(&source) else { return answer(StatusCode::NOT_FOUND, "unknown source") };
    let json = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !json {
        return answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json");
    }
    let Ok(body) = to_bytes(body, MOST).await else { return answer(StatusCode::PAYLOAD_TOO_LARGE, "the message is too large") };
    let now = clock::now();
    let event_id = match inlet.verify(&headers, &body, now) {
        Ok(event_id) => event_id,
        Err(forged) => {
            tracing::warn!(%source, why = %forged, "inbound message refused");
            return answer(StatusCode::UNAUTHORIZED, "the signature does not fit");
        }
    };
    let Some(received) = inlet.read(&event_id, &body) else { return answer(StatusCode::BAD_REQUEST, "the message cannot be read") };
    match inbound::take(&db, &received, now).await {
        Ok(taken) => {
            metrics::counter!("inbound_events_total", "source" => inlet.source().name(), "taken" => format!("{taken:?}")).increment(1);
            answer(StatusCode::OK, "taken")
        }
        Err(error) => answer(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE), "not taken; send it again"),
    }
}

fn answer(status: StatusCode, message: &'static str) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(json!({ "message": message }))).into_response()
}
