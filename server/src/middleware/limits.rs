use std::time::Duration;

use app::words::{in_language, shared as t};
use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use http::{
    StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body_util::Limited;
use mewayz::{Error, media::MOST_FILE_BYTES};

use super::{error_page::page, language, rpc};

/// Forms are small; drafts and files have more to say. In bytes.
const FORM: usize = 256 * 1024;
const DRAFT: usize = 5 * 1024 * 1024;
/// The largest file, and the rest of its form.
const UPLOAD: usize = MOST_FILE_BYTES as usize + 64 * 1024;

/// A request that takes longer is given up.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Large files travel for a while over slow lines; one that stops arriving is given up long before.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// Gives up what takes too long.
pub async fn timeout(request: Request, next: Next) -> Response {
    let most = if is_upload(request.uri().path()) { UPLOAD_TIMEOUT } else { TIMEOUT };
    match tokio::time::timeout(most, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let gave_up = || page(StatusCode::REQUEST_TIMEOUT, t::took_too_long(), t::took_too_long_text());
            in_language(language::of_request(), gave_up)
        }
    }
}

/// Refuses bodies that are too large: by their announced length at once, else as soon as too much has come.
pub async fn body_limit(request: Request, next: Next) -> Response {
    let most = most(request.uri().path());
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        let refused = || page(StatusCode::PAYLOAD_TOO_LARGE, t::too_much(), t::too_much_text());
        return in_language(language::of_request(), refused);
    }
    if is_upload(request.uri().path()) && !has_boundary(&request) {
        return rpc::error(request.uri().path(), Error::field("file", "Choose a file first."));
    }
    next.run(request.map(|body| Body::new(Limited::new(body, most)))).await
}

fn is_upload(path: &str) -> bool {
    path.starts_with("/rpc/") && (path.contains("/upload_file") || path.contains("/replace_file"))
}

/// Without one the multipart reader of the server function library gives up with a panic.
fn has_boundary(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    kind.starts_with("multipart/form-data") && kind.split("boundary=").nth(1).is_some_and(|boundary| !boundary.is_empty())
}

fn most(path: &str) -> usize {
    if is_upload(path) {
        UPLOAD
    } else if path.contains("save_draft") {
        DRAFT
    } else {
        FORM
    }
}
