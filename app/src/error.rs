//! How a failed verb travels from the server to a page.

use std::collections::BTreeMap;

use mewayz::error::{Error, Service};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

use crate::words::{self, shared as t};

/// The error of every server function. A middleware gives its answer the status of `error`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    pub error: Error,
    /// What was typed, by field, so that a form posted without scripts keeps it. Never secrets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub typed: BTreeMap<String, String>,
}

/// Longest value that is carried back: it travels in an address.
const MOST_TYPED: usize = 200;

impl AppError {
    /// Adds what was typed into a field.
    #[must_use]
    pub fn typed(mut self, field: &str, value: &str) -> Self {
        self.typed.insert(field.to_owned(), value.chars().take(MOST_TYPED).collect());
        self
    }

    /// The message beside a field.
    pub fn field(&self, name: &str) -> Option<String> {
        self.error.fields()?.message(name).map(words::message)
    }

    /// The message for a form as a whole: of the field `form`, or of an error that is not about fields.
    pub fn form(&self) -> Option<String> {
        match self.error.fields() {
            Some(fields) => fields.message("form").map(words::message),
            None => Some(self.to_string()),
        }
    }

    /// Every message, for a page of many forms: which of them it was about, the person knows.
    pub fn in_full(&self) -> String {
        let fields: Vec<_> =
            self.error.fields().map(|all| all.messages().map(|(_, text)| words::message(text)).collect()).unwrap_or_default();
        if fields.is_empty() { self.to_string() } else { fields.join(" ") }
    }
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        Self { error, typed: BTreeMap::new() }
    }
}

/// In the language of the page.
impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match &self.error {
            Error::Unauthenticated => t::unauthenticated().to_owned(),
            Error::Forbidden => t::forbidden().to_owned(),
            Error::NotFound => t::not_found().to_owned(),
            Error::Invalid(_) => t::correct_fields().to_owned(),
            Error::Conflict(conflict) => words::message(&conflict.message().into()),
            Error::Limit { retry_after } => t::too_often(i64::from(*retry_after)),
            Error::Unavailable(Service::Database) => t::database_away().to_owned(),
            Error::Unavailable(Service::Storage) => t::storage_away().to_owned(),
            Error::Unavailable(Service::Payments) => t::payments_away().to_owned(),
            Error::Unavailable(Service::Server) => t::server_away().to_owned(),
            Error::Unavailable(Service::Provider) => t::provider_away().to_owned(),
            Error::Unavailable(Service::Names) => t::names_away().to_owned(),
            Error::Internal(incident) => t::our_fault_numbered(incident.to_string()),
        })
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            // In the browser: no answer, or one that cannot be read. On the server: a body that cannot be read.
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Deserialization(_) if cfg!(target_arch = "wasm32") => {
                Error::Unavailable(Service::Server).into()
            }
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Serialization(_) => {
                Error::field("form", "This form was not complete. Please reload the page and try again.").into()
            }
            other => internal(&other),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn internal(cause: &ServerFnErrorErr) -> AppError {
    Error::internal(cause).into()
}

#[cfg(target_arch = "wasm32")]
fn internal(_: &ServerFnErrorErr) -> AppError {
    Error::Unavailable(Service::Server).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_and_field_messages() {
        let error = AppError::from(Error::field("email", "Enter it.")).typed("email", &"x".repeat(999));
        assert_eq!(error.field("email").as_deref(), Some("Enter it."));
        assert_eq!(error.form(), None);
        assert_eq!(error.typed["email"].len(), MOST_TYPED);
        assert_eq!(AppError::from(Error::field("form", "Wrong.")).form().as_deref(), Some("Wrong."));
        assert!(AppError::from(Error::Forbidden).form().is_some());
        assert_eq!(error.in_full(), "Enter it.");
        assert_eq!(AppError::from(Error::Forbidden).in_full(), AppError::from(Error::Forbidden).to_string());
    }

    #[test]
    fn travels_as_json() {
        let error = AppError::from(Error::field("a", "b"));
        assert_eq!(AppError::de(error.ser()), error);
    }
}
