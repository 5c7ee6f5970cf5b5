//! Webhooks out: a workspace is told of its events at addresses of its choice (Standard Webhooks 1.0; docs/webhooks.md).
//!
//! - A delivery is a row written in the transaction that tells of the event: nothing is told that did not happen, and each
//!   event once to each endpoint, at least once over the wire. Its message id is the same at every attempt.
//! - What is due lies in a narrow queue that a dispatcher empties in batches (`dispatch`); a dispatcher that dies leaves a
//!   lease that ends. An endpoint has a few places at most, so that a slow one holds up only itself.
//! - Nothing is sent inside a transaction, and only through `crate::outbound`.
//! - Secrets are sealed, shown to those who manage webhooks, and never logged. A rotation leaves the old one valid for a day.

#[cfg(not(target_arch = "wasm32"))]
mod deliveries;
#[cfg(not(target_arch = "wasm32"))]
mod dispatch;
#[cfg(not(target_arch = "wasm32"))]
mod endpoints;
#[cfg(not(target_arch = "wasm32"))]
mod fan_out;
mod rules;
#[cfg(not(target_arch = "wasm32"))]
mod settle;
#[cfg(not(target_arch = "wasm32"))]
mod signing;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{DeliveryId, EndpointId};

#[cfg(not(target_arch = "wasm32"))]
pub use deliveries::*;
#[cfg(not(target_arch = "wasm32"))]
pub use dispatch::{Due, LEASE, claim};
#[cfg(not(target_arch = "wasm32"))]
pub use endpoints::*;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use fan_out::on_event;
pub use rules::{ATTEMPTS, Draft, GIVES_UP_AFTER, Verdict, matches, pause, retry_after, verdict};
#[cfg(not(target_arch = "wasm32"))]
pub use settle::{Outcome, settle};
#[cfg(not(target_arch = "wasm32"))]
pub use signing::{purge, reseal, reveal, rotate};

/// Where a workspace wants to be told of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    pub id: EndpointId,
    pub url: String,
    pub description: String,
    /// Names of events, `record.*`, or `*`.
    pub patterns: Vec<String>,
    /// Why it is off; `None` while it is on.
    pub disabled: Option<Because>,
    /// First failure since the last success.
    pub failing_since: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Changes by people and by what happens to it.
    pub updated_at: DateTime<Utc>,
}

/// Why an endpoint is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Somebody switched it off.
    Person,
    /// It answered 410 Gone.
    Gone,
    /// It failed for days.
    Failing,
}

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not told yet, or to be tried again.
    Waiting,
    Delivered,
    /// Given up; it can be sent again by hand.
    Failed,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub id: DeliveryId,
    pub event_name: String,
    pub state: State,
    /// Made so far.
    pub attempts: i32,
    pub last_attempt_at: Option<DateTime<Utc>>,
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Everything that is known of a delivery; signatures and secrets are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    pub delivery: Delivery,
    /// The header `webhook-id`.
    pub message_id: String,
    /// What is sent.
    pub body: String,
    /// Newest first.
    pub attempts: Vec<Attempt>,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub number: i32,
    pub started_at: DateTime<Utc>,
    pub duration_ms: i32,
    /// `None` if there was no answer.
    pub status: Option<i16>,
    /// What went wrong, in words; empty for success.
    pub failure: String,
    /// The beginning of the answer.
    pub response: String,
}

/// A stretch of the log, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    pub items: Vec<Delivery>,
    /// Asks for the next stretch; `None` at the end.
    pub next: Option<DeliveryId>,
}

/// A signing secret, for the person who sets up the receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownSecret {
    /// `whsec_…`
    pub secret: String,
    /// Until when it is valid; `None` for the newest.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Forgets old deliveries; comes back by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {}

#[cfg(not(target_arch = "wasm32"))]
impl crate::jobs::Job for Sweep {
    const NAME: &'static str = "webhooks.sweep";
}

impl Because {
    pub const ALL: [Self; 3] = [Self::Person, Self::Gone, Self::Failing];

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    /// The reason stored under a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|because| because.name() == name)
    }
}

impl State {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::Failed];

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// The state stored under a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// The header `webhook-id`: of an event, or of a test. Has no dot, which separates what is signed.
pub fn message_id(id: Uuid) -> String {
    format!("msg_{}", id.simple())
}
