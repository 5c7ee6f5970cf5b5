//! Work for later, written in the transaction that causes it and done by workers (docs/decisions/0009).
//!
//! Invariants:
//! - A job exists if and only if the transaction that added it committed; it is gone when it is done, and kept when it is given up.
//! - One worker at a time holds a job. Its lease is (worker, attempt): whoever lost it can neither complete nor fail the job.
//! - A worker that is not seen for a lease has died; its jobs are free again. Leases are measured by the database's clock only.
//! - Workspaces take turns. One with a long queue delays another by the jobs that run already, not by those that wait.
//! - A payload holds ids, never data of a workspace or a person: the table is global.
//! - A runner may run twice (the process died after the effect and before the completion), so its effect is idempotent: by a key of the
//!   outside service, or because [`finish`] completes the job in the transaction of the effect.

pub mod rules;

#[cfg(not(target_arch = "wasm32"))]
mod admin;
#[cfg(not(target_arch = "wasm32"))]
mod enqueue;
#[cfg(not(target_arch = "wasm32"))]
mod lease;
#[cfg(not(target_arch = "wasm32"))]
mod outcome;
#[cfg(not(target_arch = "wasm32"))]
mod recovery;
#[cfg(not(target_arch = "wasm32"))]
mod schedules;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod words;

use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};

pub use words::*;

#[cfg(not(target_arch = "wasm32"))]
pub use {
    admin::{board, discard, list, queues, retry, sweep},
    enqueue::{Enqueued, Transactional, enqueue, enqueue_all, enqueue_with},
    lease::{Claim, Claimed, Lease, claim},
    outcome::{Counted, Failure, Settled, complete, count, fail, finish, hand_back},
    recovery::{beat, leave, promote, recover},
    schedules::{Schedule, next_after, register, run_due},
};

/// The channel on which the name of a queue with new work is told.
pub const CHANNEL: &str = "jobs";

/// Work for later. What it needs to know are its fields: ids, no personal data.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Names it in the table for ever, such as `media.prepare`.
    const NAME: &'static str;
    /// Slow work gets a queue of its own, so that quick work does not wait behind it.
    const QUEUE: &'static str = "default";
    /// After this many attempts it is given up and kept for people to look at. A crash of the worker counts as one.
    const MAX_ATTEMPTS: i16 = 12;
    /// An attempt that takes longer is stopped and counts as failed.
    const TIMEOUT: Duration = Duration::from_secs(600);
}

/// Order among the jobs of one workspace; workspaces take turns whatever their jobs' priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Priority {
    /// Somebody waits for it.
    High = -1,
    #[default]
    Normal = 0,
    /// Sweeping and counting.
    Low = 1,
}

/// What becomes of a job whose key waits already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unique {
    /// The one that waits stays as it is; it will see what this transaction changes.
    Keep(String),
    /// The one that waits takes over payload, time and priority.
    Replace(String),
}

/// How a job is added. `Options::default()` is: as soon as possible.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    pub unique: Option<Unique>,
    /// Not before this instant.
    pub run_at: Option<chrono::DateTime<chrono::Utc>>,
    pub priority: Priority,
    /// Instead of the job's own queue.
    pub queue: Option<&'static str>,
}

/// Forgets old statistics and jobs that were given up long ago.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const NAME: &'static str = "jobs.sweep";
}
