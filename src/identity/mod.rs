//! People and how they prove who they are; the workspaces they belong to.
//!
//! An e-mail address belongs to whoever proves it. Until then an account is provisional, and several provisional accounts
//! may name the same address: signing up never tells whether an address is known (docs/decisions/0006).

pub mod rules;

#[cfg(not(target_arch = "wasm32"))]
mod accounts;
#[cfg(not(target_arch = "wasm32"))]
pub mod changes;
#[cfg(not(target_arch = "wasm32"))]
pub mod factors;
#[cfg(not(target_arch = "wasm32"))]
pub mod gateways;
#[cfg(not(target_arch = "wasm32"))]
pub mod impersonation;
#[cfg(not(target_arch = "wasm32"))]
pub mod leaving;
#[cfg(not(target_arch = "wasm32"))]
mod letters;
#[cfg(not(target_arch = "wasm32"))]
pub mod linked;
#[cfg(not(target_arch = "wasm32"))]
pub mod office;
#[cfg(not(target_arch = "wasm32"))]
pub mod passkeys;
#[cfg(not(target_arch = "wasm32"))]
pub mod password;
#[cfg(not(target_arch = "wasm32"))]
pub mod refresh;
#[cfg(not(target_arch = "wasm32"))]
pub mod sessions;
#[cfg(not(target_arch = "wasm32"))]
pub mod strength;
#[cfg(not(target_arch = "wasm32"))]
pub mod throttle;
#[cfg(not(target_arch = "wasm32"))]
mod tokens;
#[cfg(not(target_arch = "wasm32"))]
mod workspaces;

#[cfg(not(target_arch = "wasm32"))]
pub use accounts::*;
#[cfg(not(target_arch = "wasm32"))]
pub use factors::FirstStep;
#[cfg(not(target_arch = "wasm32"))]
pub use workspaces::*;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{PasskeyId, SessionRef, UserId, WorkspaceId},
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
    /// What staff say why they have suspended it.
    pub suspended_because: Option<String>,
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

/// A provider whose accounts sign people in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    Google,
    Apple,
    Facebook,
}

impl Provider {
    pub const ALL: [Self; 3] = [Self::Google, Self::Apple, Self::Facebook];

    /// The name in addresses and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::Apple => "apple",
            Self::Facebook => "facebook",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::Apple => "Apple",
            Self::Facebook => "Facebook",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name() == name)
    }
}

/// A device that signs its owner in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeySummary {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// An account at a provider that signs the person in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedSummary {
    pub provider: Provider,
    /// As it was when they were linked; may be empty.
    pub email: String,
    pub created_at: DateTime<Utc>,
}

/// How many recovery codes are left, and since when an app gives codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Codes {
    pub app_since: Option<DateTime<Utc>>,
    pub recovery_left: i64,
}

/// What an app needs to give codes for the account. Shown until the first code proves that it has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// For typing: base32 in groups of four.
    pub secret: String,
    /// `otpauth://…`, which apps open.
    pub url: String,
    /// The same as a square code, an SVG.
    pub qr: String,
}

/// An address that takes the place of another once both have agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChange {
    pub email: String,
    /// Whether the address that is left has agreed.
    pub old_agreed: bool,
    /// Whether the new address has.
    pub new_agreed: bool,
}

/// A person as staff see them in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub full_name: String,
    pub email: String,
    pub verified: bool,
    pub created_at: DateTime<Utc>,
    /// On any device that is still signed in.
    pub last_used_at: Option<DateTime<Utc>>,
    pub suspended_at: Option<DateTime<Utc>>,
    pub workspaces: i64,
    /// Whether they run the product themselves.
    pub staff: bool,
}

/// Everything staff see of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDetails {
    pub person: Person,
    pub has_password: bool,
    pub codes: Codes,
    pub passkeys: i64,
    pub links: Vec<LinkedSummary>,
    pub sessions: Vec<SessionSummary>,
    /// Programs that are signed in for them.
    pub programs: i64,
    pub workspaces: Vec<(String, String)>,
    pub deletion_due_at: Option<DateTime<Utc>>,
}

/// Forgets sessions that have ended and allowances that are whole again; comes back by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {}

impl crate::jobs::Job for Sweep {
    const NAME: &'static str = "identity.sweep";
}
