//! The one error of the product, free of any transport. Edges translate it: pages to words, the API to problem+json.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::fields::{Fields, Message};

/// The result of every verb.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in terms a person can act on. Causes are logged where they arise and never sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Error {
    /// Nobody is signed in, or the session ended.
    #[error("Please sign in to continue.")]
    Unauthenticated,
    /// Signed in, but the role does not allow it.
    #[error("Your role in this workspace does not allow this. Ask its owner.")]
    Forbidden,
    /// It does not exist, or belongs to somebody else; the two look the same.
    #[error("We could not find what you are looking for.")]
    NotFound,
    /// The input breaks rules; each message stands beside its field.
    #[error("Please correct the marked fields.")]
    Invalid(Fields),
    /// The record changed meanwhile, or a scarce thing is taken.
    #[error("{}", .0.message())]
    Conflict(Conflict),
    /// Too often or too much; how many seconds to wait.
    #[error("Too many attempts. Please wait {retry_after} seconds and try again.")]
    Limit { retry_after: u32 },
    /// A service that is needed does not answer; trying later helps.
    #[error("We cannot reach our {0} right now. Nothing was changed. Please try again in a moment.")]
    Unavailable(Service),
    /// A fault of ours. The id finds the cause in the log.
    #[error("Something went wrong on our side. If it happens again, tell us this number: {0}")]
    Internal(Uuid),
}

/// Stable codes of conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// A newer version was saved elsewhere, for example in another tab.
    StaleVersion,
    /// The link was used before or is too old.
    TokenSpent,
    /// Staff has turned the feature off, or not yet on for everybody.
    SwitchedOff,
    /// The act is risky, and the person has not proven lately who they are.
    ProofNeeded,
    /// The workspace is archived or about to be deleted: it can be read, not changed.
    Archived,
    /// Staff have suspended the workspace: it can be read, not changed.
    Suspended,
    /// Staff keep the page from visitors.
    Withheld,
}

impl Conflict {
    /// What happened and what to do, in English.
    pub fn message(self) -> &'static str {
        match self {
            Self::StaleVersion => "This was changed somewhere else meanwhile. Your version was not saved.",
            Self::TokenSpent => "This link was used already or has expired. Please ask for a new one.",
            Self::SwitchedOff => "This is switched off at the moment. Nothing was changed. Please try again later.",
            Self::ProofNeeded => "Please confirm first that it is you, under Sign-in and security in the settings. Nothing was changed.",
            Self::Archived => "This workspace is archived. It can be read, but nothing in it can be changed.",
            Self::Suspended => "This workspace is suspended. It can be read, but nothing in it can be changed.",
            Self::Withheld => "This page is not available.",
        }
    }
}

/// Services a verb may depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    Database,
    Storage,
    /// Whoever takes payments for us.
    Payments,
    /// Our own server, as the browser sees it.
    Server,
    /// Whoever signs people in for us.
    Provider,
    /// What tells where names lead.
    Names,
}

impl std::fmt::Display for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Database => "database",
            Self::Storage => "file storage",
            Self::Payments => "payment service",
            Self::Server => "server",
            Self::Provider => "partner for signing in",
            Self::Names => "name service",
        })
    }
}

impl Error {
    /// Staff have switched off what was asked for.
    pub fn switched_off() -> Self {
        Self::Conflict(Conflict::SwitchedOff)
    }

    /// One field, one message.
    pub fn field(name: impl Into<String>, message: impl Into<Message>) -> Self {
        Self::Invalid(Fields::one(name, message))
    }

    /// The HTTP status that tells the same story (RFC 9110).
    pub fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::Conflict(Conflict::Withheld) => 410,
            Self::Conflict(_) => 409,
            Self::Limit { .. } => 429,
            Self::Unavailable(_) => 503,
            Self::Internal(_) => 500,
        }
    }

    /// The messages by field, if this is about fields.
    pub fn fields(&self) -> Option<&Fields> {
        match self {
            Self::Invalid(fields) => Some(fields),
            _ => None,
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::{Error, Service};

    impl Error {
        /// Logs the cause once with a fresh incident id and hides it behind that id.
        pub fn internal(cause: impl std::fmt::Display) -> Self {
            let incident = uuid::Uuid::now_v7();
            tracing::error!(%incident, cause = %cause, "internal error");
            Self::Internal(incident)
        }
    }

    impl From<sqlx::Error> for Error {
        fn from(error: sqlx::Error) -> Self {
            if is_outage(&error) {
                tracing::warn!(cause = %error, "database unavailable");
                return Self::Unavailable(Service::Database);
            }
            match error {
                sqlx::Error::RowNotFound => Self::NotFound,
                // Postgres keeps no NUL, so nothing is found under a text that has one (22021, in JSON 22P05).
                sqlx::Error::Database(e) if matches!(e.code().as_deref(), Some("22021" | "22P05")) => Self::NotFound,
                other => Self::internal(other),
            }
        }
    }

    /// Whether the database is away, as against having refused a statement.
    fn is_outage(error: &sqlx::Error) -> bool {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => true,
            // Class 57 operator intervention (shutdown), 08 connection exception, 53300 too many connections, 55P03 a lock that did not come.
            sqlx::Error::Database(e) => {
                e.code().is_some_and(|code| code.starts_with("57P") || code.starts_with("08") || matches!(&*code, "53300" | "55P03"))
            }
            _ => false,
        }
    }

    /// Translates the breach of a named constraint, so that the database states a rule once.
    pub trait OnConstraint<T> {
        /// `error` if the named constraint was broken; other failures pass through.
        fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T, Error>;
    }

    impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
        fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T, Error> {
            self.map_err(|e| match &e {
                sqlx::Error::Database(cause) if cause.constraint() == Some(name) => error(),
                _ => e.into(),
            })
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::OnConstraint;
