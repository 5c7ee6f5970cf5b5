//! What staff say to people while they work: in several languages, for a time, to everybody or to some. A draft is seen by nobody; what is
//! published is not changed any more, only ended.
//!
//! What holds is part of the snapshot that every process keeps (`platform`), so that a page without an announcement for its reader asks
//! nothing, and one with any asks one statement: what the person has put away, and the plan if that matters.

pub mod rules;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(not(target_arch = "wasm32"))]
mod telling;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AnnouncementId, WorkspaceId},
    locale::Locale,
    plans::Plan,
};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use store::live;
#[cfg(not(target_arch = "wasm32"))]
pub use {
    store::{board, discard, end, publish, put_away, save, shown},
    telling::{Tell, tell},
};

/// How it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Info,
    Warning,
    Maintenance,
}

/// What is said in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub title: String,
    /// May be empty.
    pub body: String,
}

/// Whom it is for: everything that is said must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Workspaces that have one of these now; empty: any.
    pub plans: Vec<Plan>,
    /// Empty: all.
    pub workspaces: Vec<WorkspaceId>,
    /// Owners and admins only.
    pub only_admins: bool,
}

/// What is written, before it has an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub kind: Kind,
    /// In the order of the languages, each once.
    pub words: Vec<(Locale, Words)>,
    /// Whoever reads a language that is missing gets this one.
    pub fallback: Locale,
    pub from: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub audience: Audience,
    /// Told as a notification too.
    pub told: bool,
}

/// Where it stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Draft,
    /// Published, and not begun.
    Planned,
    Live,
    Over,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    pub id: AnnouncementId,
    pub draft: Draft,
    pub published_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// An announcement as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub announcement: Announcement,
    pub stage: Stage,
    /// Addresses of the workspaces it is for.
    pub slugs: Vec<String>,
    /// How many have put it away.
    pub put_away: i64,
}

/// What a page shows of an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Banner {
    pub id: AnnouncementId,
    pub kind: Kind,
    pub words: Vec<(Locale, Words)>,
    pub fallback: Locale,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Maintenance];

    /// The name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Maintenance => "maintenance",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Banner {
    /// The words for a reader, and their language.
    pub fn said(&self, locale: Locale) -> Option<(Locale, &Words)> {
        rules::said(&self.words, self.fallback, locale)
    }
}
