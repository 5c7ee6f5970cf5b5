//! What was asked: `GET /_log`, `DELETE /_log`.

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use http::StatusCode;
use serde::Serialize;

use crate::state::{Outside, now};

/// Largest request, and how much of a body is kept.
const MOST: usize = 1024 * 1024;
const KEPT: usize = 16 * 1024;

/// A request and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    pub at: String,
    pub method: String,
    pub path: String,
    pub query: String,
    /// As text; cut when it is long.
    pub body: String,
    pub status: u16,
}

pub(crate) fn router() -> Router<Outside> {
    Router::new().route("/_log", get(list).delete(forget))
}

/// Notes a request before it is answered, so that one whose answer never comes is noted too; the status then stays 0.
pub(crate) async fn keep(State(outside): State<Outside>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MOST).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let asked = Asked {
        at: now().to_rfc3339(),
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        body: String::from_utf8_lossy(&body[..body.len().min(KEPT)]).into_owned(),
        status: 0,
    };
    let mut unanswered = Unanswered { outside, asked: Some(asked) };
    let answer = next.run(Request::from_parts(head, Body::from(body))).await;
    if let Some(asked) = &mut unanswered.asked {
        asked.status = answer.status().as_u16();
    }
    answer
}

/// Notes its request when it is dropped, whether answered or given up by whoever asked.
struct Unanswered {
    outside: Outside,
    asked: Option<Asked>,
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if let Some(asked) = self.asked.take() {
            self.outside.note(asked);
        }
    }
}

async fn list(State(outside): State<Outside>) -> Json<Vec<Asked>> {
    Json(outside.asked())
}

async fn forget(State(outside): State<Outside>) -> StatusCode {
    outside.forget();
    StatusCode::NO_CONTENT
}
