use app::error::AppError;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};

/// Largest error that is looked at.
const MOST: usize = 1024 * 1024;

/// Gives a failed server function the status of its error; the library always answers 500.
pub async fn status(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR || !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let error = AppError::de(bytes.clone());
    parts.status = StatusCode::from_u16(error.error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Response::from_parts(parts, Body::from(bytes))
}

/// An error as a server function would send it.
pub fn error(path: &str, error: mewayz::Error) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = AppError::from(error).ser();
    let headers = [
        (SERVER_FN_ERROR_HEADER, path.to_owned()),
        (CONTENT_TYPE.as_str(), "application/json".to_owned()),
        (CACHE_CONTROL.as_str(), "no-store".to_owned()),
    ];
    let mut response = (status, Body::from(body)).into_response();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(name), http::HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
