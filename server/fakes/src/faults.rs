//! Switches for what goes wrong: `POST /_faults {"service": "oidc", "path": "/token", "fault": "slow", "times": 1}`, `GET`, `DELETE`.

use std::time::Duration;

use axum::{
    Json, Router,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::state::Outside;

/// How long an answer takes that is slow, and how long nothing comes after a request was accepted.
const SLOW: Duration = Duration::from_secs(3);
const NEVER: Duration = Duration::from_secs(120);

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The right answer, three seconds late.
    Slow,
    /// 429 with `Retry-After: 2`; nothing happened.
    RateLimited,
    /// 503; nothing happened.
    Error,
    /// It happened, and the answer never comes.
    TimeoutAfterAccept,
    /// What is shown has run out (401), or what is given out already has: an id token in the past.
    Expired,
}

/// A fault for the next requests that fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// First part of the address below which it applies, such as `oidc`.
    pub service: String,
    /// How the path ends; empty is every path.
    #[serde(default)]
    pub path: String,
    pub fault: Fault,
    /// For how many requests.
    #[serde(default = "once")]
    pub times: u32,
}

/// Marks a request whose answer shall be out of date.
#[derive(Clone, Copy)]
pub(crate) struct Expired;

fn once() -> u32 {
    1
}

impl Switch {
    pub(crate) fn fits(&self, service: &str, path: &str) -> bool {
        self.service == service && path.ends_with(&self.path)
    }
}

pub(crate) fn router() -> Router<Outside> {
    Router::new().route("/_faults", get(list).post(set).delete(clear))
}

/// Lets a request go wrong if a switch fits it.
pub(crate) async fn apply(State(outside): State<Outside>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let service = path.split('/').nth(1).unwrap_or_default();
    match outside.fault(service, &path) {
        None => next.run(request).await,
        Some(Fault::Slow) => {
            tokio::time::sleep(SLOW).await;
            next.run(request).await
        }
        Some(Fault::RateLimited) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "2")], Json(words("rate_limit"))).into_response()
        }
        Some(Fault::Error) => (StatusCode::SERVICE_UNAVAILABLE, Json(words("api_error"))).into_response(),
        Some(Fault::TimeoutAfterAccept) => {
            let answer = next.run(request).await;
            tokio::time::sleep(NEVER).await;
            answer
        }
        Some(Fault::Expired) => {
            request.extensions_mut().insert(Expired);
            next.run(request).await
        }
    }
}

fn words(kind: &str) -> serde_json::Value {
    json!({ "error": { "type": kind, "message": "A switch was set to let this go wrong." } })
}

async fn list(State(outside): State<Outside>) -> Json<Vec<Switch>> {
    Json(outside.switches())
}

async fn set(State(outside): State<Outside>, Json(switch): Json<Switch>) -> StatusCode {
    outside.set(switch);
    StatusCode::CREATED
}

async fn clear(State(outside): State<Outside>) -> StatusCode {
    outside.clear();
    StatusCode::NO_CONTENT
}
