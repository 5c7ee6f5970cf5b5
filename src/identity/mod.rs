//! People and how they prove who they are; the workspaces they belong to.
//!
//! An e-mail address belongs to whoever proves it. Until then an account is provisional, and several provisional accounts
//! may name the same address: signing up never tells whether an address is known (docs/decisions/0006).

pub mod rules;

#[cfg(not(target_arch = "wasm32"))]
mod accounts;
#[cfg(not(target_arch = "wasm32"))]
mod letters;
#[cfg(not(target_arch = "wasm32"))]
pub mod password;
#[cfg(not(target_arch = "wasm32"))]
pub mod refresh;
#[cfg(not(target_arch = "wasm32"))]
pub mod sessions;
#[cfg(not(target_arch = "wasm32"))]
pub mod throttle;
#[cfg(not(target_arch = "wasm32"))]
mod tokens;
#[cfg(not(target_arch = "wasm32"))]
mod workspaces;

#[cfg(not(target_arch = "wasm32"))]
pub use accounts::*;
#[cfg(not(target_arch = "wasm32"))]
pub use workspaces::*;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{SessionRef, UserId, WorkspaceId},
    locale::Locale,
    tenancy::{Access, Role, Standing},
};

/// The person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: UserId,
    pub full_name: String,
    pub email: String,
    pub verified: bool,
    /// The language of pages and mails; none leaves it to the browser.
    #[serde(default)]
    pub locale: Option<Locale>,
}

/// A workspace somebody belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceSummary {
    pub id: WorkspaceId,
    /// Names it in addresses: `/w/{slug}`.
    pub slug: String,
    pub name: String,
    pub role: Role,
    /// The name of a role that the workspace made.
    pub role_name: Option<String>,
    /// What the person may do there now.
    pub access: Access,
    pub standing: Standing,
}

/// A device on which somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSummary {
    pub reference: SessionRef,
    /// In words, such as "Firefox on Linux".
    pub device: String,
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: DateTime<Utc>,
    /// The one that asks.
    pub current: bool,
}

/// Forgets sessions that have ended and allowances that are whole again; comes back by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {}

impl crate::jobs::Job for Sweep {
    const NAME: &'static str = "identity.sweep";
}
