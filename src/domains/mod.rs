//! Names of a workspace's own (BIO-7): proven in the name service, led to a page, used as sender of mail.
//!
//! A name belongs to whoever can write into its zone and to nobody for pointing at us: a name that still points here after its
//! owner has left must not be anybody's to take. Many may claim a name; one workspace has it (`domain_hosts`).

pub mod rules;
pub use rules::{Host, Proof, Record, State, looked};

#[cfg(not(target_arch = "wasm32"))]
mod sender;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use sender::from_address;
#[cfg(not(target_arch = "wasm32"))]
pub use sender::{Signing, check_sender, remove_sender, reseal, save_sender, sender, sender_to_check, signing};
#[cfg(not(target_arch = "wasm32"))]
pub use store::{Check, add, is_ours, lead, list, remove, root, settle, to_check};

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{DomainId, SiteId};

/// Most names of one workspace.
pub const MOST: i64 = 10;

/// A name and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    pub id: DomainId,
    pub host: String,
    /// Whose page stands at its root.
    pub site: Option<SiteId>,
    pub state: State,
    pub checked_at: Option<DateTime<Utc>>,
    /// Since when the proof is missing; the name leads on for a while.
    pub failing_since: Option<DateTime<Utc>>,
    /// What has to stand in the name service.
    pub records: Vec<Record>,
}

/// From which address a workspace's mail comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    pub domain: DomainId,
    pub address: String,
    pub checked_at: Option<DateTime<Utc>>,
    /// Since when mail comes from there; none while the key has not been seen in the name service.
    pub proven_at: Option<DateTime<Utc>>,
    pub record: Record,
}
