//! What visitors report about published pages, what staff decide, and what the page's people say to that.
//!
//! - Whoever reports needs no account, and is not asked who they are.
//! - Of two decisions about the same reports one counts; the other is told that something changed meanwhile.
//! - A page that is taken down is told of to its owners, with the reason, and they may object once.

pub mod rules;

#[cfg(not(target_arch = "wasm32"))]
mod appeals;
#[cfg(not(target_arch = "wasm32"))]
mod office;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(not(target_arch = "wasm32"))]
pub use {appeals::*, office::*, store::*};
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{SiteId, WorkspaceId};
pub use rules::{Draft, Reason};

/// Which pages the queue shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// With reports that nobody has decided about.
    #[default]
    Open,
    /// Taken down, and their people object.
    Appeals,
    /// With reports that were decided about.
    Decided,
}

/// A page in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    pub site: SiteId,
    pub handle: String,
    pub workspace: WorkspaceId,
    /// Name of the workspace.
    pub name: String,
    pub reports: i64,
    pub reasons: Vec<Reason>,
    pub newest_at: DateTime<Utc>,
    /// The newest report: where a page of the queue ends.
    pub newest: Uuid,
    pub taken_down: bool,
}

/// A page of the queue, newest report first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct QueuePage {
    pub pages: Vec<Reported>,
    /// Give as `before` for the next stretch.
    pub next: Option<Uuid>,
    /// Reports that wait for a decision, and objections that wait for an answer.
    pub open: i64,
    pub appeals: i64,
}

/// What somebody reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub id: Uuid,
    pub reason: Reason,
    pub words: String,
    /// Of who wants to be asked; forgotten with the decision.
    pub email: Option<String>,
    /// `open`, `dismissed` or `upheld`.
    pub state: String,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Full name of who decided.
    pub decided_by: Option<String>,
}

/// Why a page is down, and what its people say to that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    pub because: String,
    pub taken_at: DateTime<Utc>,
    pub appeal: Option<String>,
    pub appealed_at: Option<DateTime<Utc>>,
    /// Since when it is settled that the page stays down.
    pub refused_at: Option<DateTime<Utc>>,
}

/// Everything staff see of a page that was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub site: SiteId,
    pub handle: String,
    pub workspace: WorkspaceId,
    /// Name of the workspace.
    pub name: String,
    /// Newest first.
    pub reports: Vec<Report>,
    pub ruling: Option<Ruling>,
    /// Texts and addresses on the published page; empty while it is not published.
    pub says: Vec<String>,
}
