//! What looking at each part gives. Spans are whole milliseconds or seconds as their names say.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reading {
    Database(Database),
    Jobs(Jobs),
    Events(Vec<Told>),
    Mail(Outbox),
    Requests(Requests),
    Statements(Statements),
    Pages(PageCache),
    Storage(Stored),
    Disk(Disk),
    Clock(Skew),
    Build(Build),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Database {
    pub version: String,
    pub round_trip_ms: i64,
    /// Of all processes, and how many there may be.
    pub connections: i64,
    pub most_connections: i64,
    /// Of this process: open, idle among them, and how many there may be.
    pub pool: i64,
    pub pool_idle: i64,
    pub pool_most: i64,
    pub bytes: i64,
    /// Seconds; `None` while there is none besides ours.
    pub longest_transaction: Option<i64>,
    /// Seconds; `None` while nobody waits.
    pub longest_wait: Option<i64>,
    /// Transactions of other roles, whose age the app role may not see.
    pub unseen: i64,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Jobs {
    /// Processes that were seen within a minute.
    pub workers: i64,
    /// Due now.
    pub due: i64,
    /// Seconds since the oldest of them was due.
    pub oldest_due: Option<i64>,
    pub running: i64,
    /// Due later.
    pub waiting: i64,
    /// In the last hour, by kind, the most failures first.
    pub kinds: Vec<Kind>,
}

/// How attempts at one kind of job ended in the last hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    pub name: String,
    pub done: i64,
    pub failed: i64,
    pub given_up: i64,
}

/// What one consumer of events was not told yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub consumer: String,
    pub waiting: i64,
    /// Seconds that the oldest has waited.
    pub lag: Option<i64>,
    pub given_up: i64,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Outbox {
    pub queued: i64,
    /// Seconds that the oldest has been due.
    pub oldest_queued: Option<i64>,
    pub deferred: i64,
    /// Seconds since the oldest of them was written.
    pub oldest_deferred: Option<i64>,
    /// Nobody can tell whether they arrived.
    pub unknown: i64,
}

/// What this process answered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Requests {
    pub five_minutes: Window,
    pub hour: Window,
}

/// Requests of some minutes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Window {
    pub count: u64,
    /// Answered with 500 or more.
    pub errors: u64,
    /// Milliseconds that half of them, and 99 of 100, took at most.
    pub p50_ms: f64,
    pub p99_ms: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statements {
    pub source: Source,
    pub slowest: Vec<Statement>,
}

/// Who measured statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The database, for all processes, since its figures were last reset.
    Extension,
    /// This process, since it started: the extension is not there.
    NotInstalled,
    /// This process: the extension is there and may not be read.
    NotAllowed,
}

/// A statement without its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub text: String,
    pub calls: i64,
    pub mean_ms: f64,
    pub most_ms: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageCache {
    pub enabled: bool,
    pub entries: u64,
    pub bytes: u64,
    /// Since the process started.
    pub hits: u64,
    pub misses: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    pub place: Place,
    /// Writing, reading and deleting a small file, together.
    pub took_ms: i64,
    /// What all workspaces keep; `None` before the first survey.
    pub used: Option<Used>,
}

/// Where files lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    Folder(String),
    Bucket(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    pub files: i64,
    pub bytes: i64,
    /// When the workspace that was counted longest ago was counted.
    pub as_of: DateTime<Utc>,
}

/// The file system that holds the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disk {
    pub path: String,
    /// Of what the process may use.
    pub free: u64,
    pub total: u64,
}

/// How far our clock is from the database's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skew {
    /// Above zero: the database is ahead.
    pub ahead_ms: i64,
    /// Half of the time that asking took: so much of it may be wrong.
    pub give_or_take_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    pub version: String,
    /// A name of the files that browsers get; changes with every build.
    pub files: String,
    /// Compiled with optimisation.
    pub optimised: bool,
    pub started_at: DateTime<Utc>,
    /// Seconds.
    pub uptime: i64,
}
