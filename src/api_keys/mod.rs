//! Keys with which programs act in a workspace.
//!
//! A key is shown once and kept as a hash. It opens one workspace, carries a few scopes, and never does more than the
//! person who made it may do at that moment: when their role shrinks or they leave, so do their keys. What a key may
//! do is fixed when it is made; it can only be revoked. Its text begins with `mwz_` and ends with a checksum, so that
//! secret scanners find it and a typing error is told without asking the database.

pub mod rules;

#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(not(target_arch = "wasm32"))]
pub use store::*;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::ApiKeyId;
pub use rules::{Draft, Network};

/// A key as its workspace sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    /// How the key begins.
    pub hint: String,
    /// Names of scopes, such as `bio_sites:read`.
    pub scopes: Vec<String>,
    /// Networks in CIDR notation it works from; empty means all.
    pub addresses: Vec<String>,
    /// The full name of the person who made it.
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// To the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    pub last_address: Option<String>,
    /// As of the moment it was read.
    pub state: State,
}

/// A key that was just made: the only time its text is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    pub id: ApiKeyId,
    /// The whole key. Never stored.
    pub secret: String,
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Working,
    Expired,
    Revoked,
}
