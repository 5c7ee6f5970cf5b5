use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, ETAG, LOCATION},
};
use mewayz::clock;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::Problem;

/// What every handler answers.
pub(crate) type Answer<T> = Result<Reply<T>, Problem>;

/// What every success looks like.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Envelope<T> {
    /// Always true.
    success: bool,
    message: String,
    data: T,
    meta: Meta,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Meta {
    /// Of lists only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pagination: Option<Pagination>,
    #[schema(value_type = String, format = DateTime)]
    timestamp: String,
}

/// Where in a list this answer stands. Follow either `next_cursor` or page numbers; the cursor neither repeats nor skips
/// what is added or removed meanwhile.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Pagination {
    /// Missing where a cursor was followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) current_page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total_pages: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total_items: Option<u64>,
    pub(crate) per_page: u16,
    /// Null at the end.
    #[schema(required)]
    pub(crate) next_cursor: Option<String>,
}

/// A success on its way out.
pub(crate) struct Reply<T> {
    status: StatusCode,
    headers: HeaderMap,
    data: T,
    pagination: Option<Pagination>,
}

impl<T> Reply<T> {
    pub(crate) fn ok(data: T) -> Self {
        Self { status: StatusCode::OK, headers: HeaderMap::new(), data, pagination: None }
    }

    /// Made at this path.
    pub(crate) fn created(data: T, location: &str) -> Self {
        let mut reply = Self { status: StatusCode::CREATED, ..Self::ok(data) };
        reply.header(LOCATION, location);
        reply
    }

    #[must_use]
    pub(crate) fn etag(mut self, tag: &str) -> Self {
        self.header(ETAG, tag);
        self
    }

    #[must_use]
    pub(crate) fn page(self, pagination: Pagination) -> Self {
        Self { pagination: Some(pagination), ..self }
    }

    fn header(&mut self, name: http::HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        let message = if self.status == StatusCode::CREATED { "Created" } else { "Request successful" };
        let meta = Meta { pagination: self.pagination, timestamp: instant(clock::now()) };
        let envelope = Envelope { success: true, message: message.to_owned(), data: self.data, meta };
        // What a program may see depends on its key: nothing between it and us keeps a copy.
        let private = [(CACHE_CONTROL, "no-store")];
        (self.status, private, self.headers, axum::Json(envelope)).into_response()
    }
}

/// An instant as the API writes it: RFC 3339, UTC, milliseconds.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
