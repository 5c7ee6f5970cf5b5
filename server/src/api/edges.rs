//! What surrounds every operation: size, time, panics, other origins, and addresses that lead nowhere.

use std::time::Duration;

use axum::response::IntoResponse;
use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use http::{
    HeaderName, HeaderValue, Method, StatusCode,
    header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LOCATION, RETRY_AFTER},
};
use http_body_util::Limited;
use mewayz::Error;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::{extract::too_large, problem::Problem};

/// Largest bodies, in bytes: of most operations, of a draft, and of an upload with its form around it.
const FORM: usize = 256 * 1024;
const DRAFT: usize = 5 * 1024 * 1024;
const UPLOAD: usize = 17 * 1024 * 1024;
/// A request that takes longer is given up.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Refuses bodies that are too large: by their announced length at once, else as soon as too much has come.
pub(super) async fn body_limit(request: Request, next: Next) -> Response {
    let most = most(request.method(), request.uri().path());
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return too_large().into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, most)))).await
}

/// Gives up on what takes too long. What was begun in a transaction is undone.
pub(super) async fn timeout(request: Request, next: Next) -> Response {
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let text = "This took too long and was given up. Please try again in a moment.";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "timeout", text).retry_after(5).into_response()
        }
    }
}

pub(super) fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause.downcast_ref::<String>().cloned().or_else(|| cause.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    Problem::from(Error::internal(text.unwrap_or_else(|| "panic".to_owned()))).into_response()
}

pub(super) async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "There is no such operation. The reference lists all: /api/docs.")
}

pub(super) async fn wrong_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address knows other methods. The reference lists all: /api/docs.",
    )
}

/// Which pages of other origins may call: those that are listed, and none by default. Cookies mean nothing here.
pub(super) fn cors(origins: &[String]) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect();
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH, name("idempotency-key"), super::caller::WORKSPACE])
        .expose_headers([
            ETAG,
            LOCATION,
            RETRY_AFTER,
            name("ratelimit"),
            name("ratelimit-policy"),
            name("idempotency-replayed"),
            name("x-request-id"),
        ])
        .max_age(Duration::from_secs(3600))
}

fn name(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

fn most(method: &Method, path: &str) -> usize {
    match *method {
        Method::POST if path.ends_with("/media") => UPLOAD,
        Method::PATCH => DRAFT,
        _ => FORM,
    }
}
