use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{JobId, WorkspaceId};

/// Where a job stands. A job that is done is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Can run now.
    Ready,
    /// For later: its time has not come, or it failed and pauses.
    Waiting,
    Running,
    /// Given up, kept for people to look at.
    Dead,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Ready, Self::Waiting, Self::Running, Self::Dead];

    /// The name stored in `jobs.state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Dead => "dead",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for State {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.name() == text).ok_or(())
    }
}

/// How a queue does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueSummary {
    pub queue: String,
    pub ready: i64,
    pub waiting: i64,
    pub running: i64,
    pub dead: i64,
    /// Since when the oldest job that can run has waited.
    pub oldest_ready_at: Option<DateTime<Utc>>,
}

/// How many attempts of a kind of job ended how, in the last hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameSummary {
    pub name: String,
    pub done: i64,
    pub failed: i64,
    pub dead: i64,
}

/// When a schedule runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleSummary {
    pub name: String,
    pub cron: String,
    /// IANA name.
    pub zone: String,
    pub next_at: DateTime<Utc>,
    pub last_at: Option<DateTime<Utc>>,
}

/// Everything about the work for later, at one glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// When it was read.
    pub at: DateTime<Utc>,
    pub queues: Vec<QueueSummary>,
    /// The last hour.
    pub names: Vec<NameSummary>,
    /// Done a minute, the last hour, oldest first: 60 numbers.
    pub minutes: Vec<i64>,
    pub schedules: Vec<ScheduleSummary>,
    /// Workers that are alive.
    pub workers: i64,
}

/// Which jobs are meant. Every part that is set must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filter {
    pub state: Option<State>,
    pub queue: Option<String>,
    pub name: Option<String>,
    pub workspace: Option<WorkspaceId>,
}

/// A job in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    pub id: JobId,
    pub queue: String,
    pub name: String,
    pub workspace: Option<WorkspaceId>,
    pub payload: String,
    pub state: State,
    pub attempts: i16,
    pub max_attempts: i16,
    pub run_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub failed_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
}

/// A page of a list, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobList {
    pub rows: Vec<JobRow>,
    /// Continue after this one; `None` at the end.
    pub next: Option<JobId>,
    /// Names that occur, for the filter.
    pub names: Vec<String>,
}
