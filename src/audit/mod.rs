//! The audit log: who did what, when and from where, made from events.
//!
//! - Append-only by grant: the app role can neither change nor delete an entry.
//! - Entries of a workspace form a chain: each holds the hash of the one before, so that a changed, removed or
//!   inserted entry shows (`server audit verify`). Only the dispatcher writes, one at a time.
//! - What people do with their own account is a chain of its own, outside any workspace.

#[cfg(not(target_arch = "wasm32"))]
mod chain;
#[cfg(not(target_arch = "wasm32"))]
mod csv;
#[cfg(not(target_arch = "wasm32"))]
mod store;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

#[cfg(not(target_arch = "wasm32"))]
pub use csv::csv;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use store::on_event;
#[cfg(not(target_arch = "wasm32"))]
pub use store::{Break, export, list, verify, verify_accounts};
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

/// An entry as people read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Place in the workspace's chain, from 1.
    pub number: i64,
    /// Name of the event, such as `bio_site.published`.
    pub action: String,
    pub record_kind: String,
    pub record_id: Uuid,
    pub data: Value,
    /// `user`, `api_key`, `visitor`, `staff` or `system`.
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    /// Full name of the person, if they still have an account.
    pub actor_name: Option<String>,
    pub address: String,
    pub happened_at: DateTime<Utc>,
}

/// Which entries to show; empty fields do not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filter {
    /// An action or the system before its dot: `bio_site.published`, `bio_site`.
    pub action: String,
    pub actor: Option<Uuid>,
    pub record: Option<Uuid>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// A stretch of the log, newest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Page {
    pub entries: Vec<Entry>,
    /// Give as `before` for the next stretch; `None` at the end.
    pub next: Option<i64>,
    /// People who appear in the log, for the filter.
    pub actors: Vec<(Uuid, String)>,
}
