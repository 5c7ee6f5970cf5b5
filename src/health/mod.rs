//! How the product does: every part that it stands on is looked at, side by side and each within a time limit, and judged by rules.
//!
//! Invariants:
//! - One part that hangs says so and holds up none of the others.
//! - Nothing is asked of the network inside a transaction.
//! - What only this process can know (its requests, its cache, its disk) is said to be of this process.

#[cfg(not(target_arch = "wasm32"))]
mod examine;
#[cfg(not(target_arch = "wasm32"))]
mod probes;
mod readings;
pub mod rules;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
pub use examine::{Process, examine};
pub use readings::*;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Database,
    Jobs,
    Events,
    Mail,
    Requests,
    Statements,
    Pages,
    Storage,
    Disk,
    Clock,
    Build,
}

/// How a part does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Ok,
    /// Somebody should look before it gets worse.
    Attention,
    /// People notice.
    Bad,
}

/// What became of looking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    Read(Reading),
    /// It did not answer within so many milliseconds.
    Late(u64),
    /// It answered with a failure; the log knows more.
    Failed,
}

/// A part that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    pub part: Part,
    pub level: Level,
    pub outcome: Outcome,
}

/// Every part, in the order of [`Part::ALL`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub at: DateTime<Utc>,
    pub checks: Vec<Check>,
}

impl Part {
    pub const ALL: [Self; 11] = [
        Self::Database,
        Self::Jobs,
        Self::Events,
        Self::Mail,
        Self::Requests,
        Self::Statements,
        Self::Pages,
        Self::Storage,
        Self::Disk,
        Self::Clock,
        Self::Build,
    ];

    /// A name for addresses and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Jobs => "jobs",
            Self::Events => "events",
            Self::Mail => "mail",
            Self::Requests => "requests",
            Self::Statements => "statements",
            Self::Pages => "pages",
            Self::Storage => "storage",
            Self::Disk => "disk",
            Self::Clock => "clock",
            Self::Build => "build",
        }
    }
}

impl Report {
    /// The worst of all parts.
    pub fn level(&self) -> Level {
        self.checks.iter().map(|check| check.level).max().unwrap_or(Level::Ok)
    }

    /// How many parts are at a level.
    pub fn count(&self, level: Level) -> usize {
        self.checks.iter().filter(|check| check.level == level).count()
    }
}
