//! axum's extractors with problems for rejections.

use axum::{
    extract::{
        FromRequest, FromRequestParts, Request,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};
use mewayz::Error;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// A body in JSON.
pub(crate) struct Json<T>(pub(crate) T);
/// The query string.
pub(crate) struct Query<T>(pub(crate) T);
/// Segments of the path. One that cannot be an id names nothing.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(body_problem(&rejection).into_response()),
        }
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let found = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        let told = |rejection: QueryRejection| unreadable(&rejection.body_text(), "query").into_response();
        found.map(|axum::extract::Query(query)| Self(query)).map_err(told)
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let found = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        found.map(|axum::extract::Path(path)| Self(path)).map_err(|_: PathRejection| Problem::from(Error::NotFound).into_response())
    }
}

fn body_problem(rejection: &JsonRejection) -> Problem {
    match rejection {
        JsonRejection::JsonDataError(_) => unreadable(&rejection.body_text(), "body"),
        JsonRejection::JsonSyntaxError(_) => Problem::new(StatusCode::BAD_REQUEST, "malformed", rejection.body_text()),
        JsonRejection::MissingJsonContentType(_) => {
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Send the body as application/json.")
        }
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        other => Problem::new(StatusCode::BAD_REQUEST, "malformed", other.body_text()),
    }
}

/// More came than this operation takes.
pub(crate) fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "What you sent is larger than this operation takes. Nothing was changed.")
}

/// `Failed to deserialize the JSON body into the target type: name: invalid type: …` is about the field `name`.
fn unreadable(text: &str, whole: &str) -> Problem {
    let (_, reason) = text.split_once(": ").unwrap_or(("", text));
    let (field, message) = match reason.split_once(": ") {
        Some((path, message)) if !path.contains(' ') => (path, message),
        _ => (whole, reason),
    };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Please correct the marked fields.").field(field, message)
}
