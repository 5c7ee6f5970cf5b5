//! Webhooks in: what outside services tell us, once each.
//!
//! - Who says so is proven before this is asked (`server/src/webhooks/inbound`).
//! - An event's id is stored in the transaction of its effects: told again, it changes nothing.
//! - An event older than the last one taken for its object is noted and ignored: order on the way is nobody's promise.
//! - One whose effects fail is kept as a dead letter and can be tried again; the sender has done its part.

mod mail_events;
mod payments;
mod store;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde_json::Value;

pub use store::{dead, discard, purge, retry, take};
pub(crate) use store::{dead_in, discard_in, retry_in};

/// Characters of an event's id.
const MOST_ID: usize = 200;

/// Services that may tell us something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Bounces and complaints, from whoever delivers our mail.
    MailEvents,
    /// What happens to payments for plans.
    Stripe,
}

/// What a service told us.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    pub source: Source,
    /// As the source calls it; the same when it is told again.
    pub event_id: String,
    pub name: String,
    /// What it is about: events of one object are taken in order.
    pub object_id: String,
    pub happened_at: DateTime<Utc>,
    pub body: Value,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Done,
    /// Taken before; nothing changed.
    Repeated,
    /// Something newer was taken for its object; nothing changed.
    Stale,
    /// Of a kind that means nothing to us.
    Ignored,
    /// Kept as a dead letter.
    Failed,
}

/// An event whose effects failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    pub source: String,
    pub event_id: String,
    pub name: String,
    pub received_at: DateTime<Utc>,
    pub attempts: i32,
    pub last_error: String,
}

impl Source {
    pub const ALL: [Self; 2] = [Self::MailEvents, Self::Stripe];

    /// The name in addresses and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::MailEvents => "mail-events",
            Self::Stripe => "stripe",
        }
    }

    /// The source of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }

    /// Reads a message: `type`, `timestamp` and `data` as in Standard Webhooks, or what the source has in their place. `None` if it
    /// cannot be read.
    pub fn read(self, event_id: &str, body: Value) -> Option<Received> {
        // Postgres keeps neither NULs nor ids without end.
        if event_id.chars().count() > MOST_ID || body.to_string().contains("\\u0000") {
            return None;
        }
        let name = body.get("type")?.as_str()?.to_owned();
        let (happened_at, object_id) = match self {
            Self::MailEvents => (DateTime::parse_from_rfc3339(body.get("timestamp")?.as_str()?).ok()?.to_utc(), mail_events::object(&body)),
            Self::Stripe => (payments::happened_at(&body)?, payments::object(&body)),
        };
        Some(Received { source: self, event_id: event_id.to_owned(), name, object_id, happened_at, body })
    }
}

impl Taken {
    /// The name in the database, of those that are kept.
    fn name(self) -> &'static str {
        match self {
            Self::Done | Self::Repeated => "done",
            Self::Stale => "stale",
            Self::Ignored => "ignored",
            Self::Failed => "failed",
        }
    }
}
