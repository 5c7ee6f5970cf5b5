use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use mewayz::{Error, error::Conflict};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What went wrong (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always false.
    success: bool,
    /// Names the kind of problem: `urn:mewayz:problem:` and the code.
    #[schema(value_type = String)]
    r#type: Box<str>,
    #[schema(value_type = String)]
    title: &'static str,
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened and what to do, for people.
    #[schema(value_type = String)]
    detail: Box<str>,
    /// Stable, for programs.
    #[schema(value_type = String, example = "stale_version")]
    code: &'static str,
    /// Messages by field, for those who fill one in.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    fields: BTreeMap<String, String>,
    /// The number under which our log has the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    incident: Option<Uuid>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem of the transport; those of the business come from `Error`.
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<Box<str>>) -> Self {
        Self {
            success: false,
            r#type: format!("urn:mewayz:problem:{code}").into(),
            title: status.canonical_reason().unwrap_or("Problem"),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            fields: BTreeMap::new(),
            incident: None,
            retry_after: None,
        }
    }

    #[must_use]
    pub(crate) fn field(mut self, name: &str, message: impl Into<String>) -> Self {
        self.fields.insert(name.to_owned(), message.into());
        self
    }

    /// In seconds.
    #[must_use]
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let problem = Self::new(status, code(&error), detail(&error));
        match error {
            Error::Invalid(fields) => fields.iter().fold(problem, |problem, (name, message)| problem.field(name, message)),
            Error::Limit { retry_after } => problem.retry_after(retry_after),
            Error::Unavailable(_) => problem.retry_after(5),
            Error::Internal(incident) => Self { incident: Some(incident), ..problem },
            _ => problem,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let headers = [(CONTENT_TYPE, "application/problem+json"), (CACHE_CONTROL, "no-store")];
        let mut response = (status, headers, body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn code(error: &Error) -> &'static str {
    match error {
        Error::Unauthenticated => "unauthenticated",
        Error::Forbidden => "forbidden",
        Error::NotFound => "not_found",
        Error::Invalid(_) => "invalid",
        Error::Conflict(Conflict::StaleVersion) => "stale_version",
        Error::Conflict(Conflict::TokenSpent) => "token_spent",
        Error::Conflict(Conflict::SwitchedOff) => "switched_off",
        Error::Conflict(Conflict::ProofNeeded) => "proof_needed",
        Error::Conflict(Conflict::Archived) => "archived",
        Error::Conflict(Conflict::Suspended) => "suspended",
        Error::Conflict(Conflict::Withheld) => "withheld",
        Error::Limit { .. } => "rate_limited",
        Error::Unavailable(_) => "unavailable",
        Error::Internal(_) => "internal",
    }
}

/// The words of pages, except where programs have other means than people.
fn detail(error: &Error) -> String {
    match error {
        Error::Unauthenticated => "Send an API key or an access token that works as “Authorization: Bearer …”.".to_owned(),
        Error::Forbidden => {
            "The API key lacks the scope for this, or the person it stands for may not do it. The reference names the scope.".to_owned()
        }
        other => other.to_string(),
    }
}
