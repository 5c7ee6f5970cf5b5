//! Looks at everything at once. Each part is looked at in a task of its own: one that hangs, or panics, is told as such.

use std::{future::Future, sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::task::JoinHandle;

use super::{Build, Check, Disk, Level, Outcome, PageCache, Part, Place, Reading, Report, Requests, Statement, probes, rules};
use crate::{Result, db::Db, gateways::Storage};

/// What only the process knows of itself.
#[async_trait]
pub trait Process: Send + Sync {
    fn pages(&self) -> PageCache;
    fn requests(&self, now: DateTime<Utc>) -> Requests;
    /// Statements that took a second or more, the slowest first.
    fn slow_statements(&self) -> Vec<Statement>;
    fn place(&self) -> Place;
    fn build(&self, now: DateTime<Utc>) -> Build;

    /// Of the data folder.
    ///
    /// # Errors
    /// `Unavailable(Storage)`.
    async fn disk(&self) -> Result<Disk>;
}

/// Looks at every part, none of them for longer than `limit`. Open no transaction around it.
pub async fn examine(db: &Db, storage: &Arc<dyn Storage>, process: &Arc<dyn Process>, limit: Duration, now: DateTime<Utc>) -> Report {
    let tasks = Part::ALL.map(|part| (part, look(part, db, storage, process, limit, now)));
    let mut checks = Vec::with_capacity(tasks.len());
    // All of them run by now: waiting for one after the other takes as long as the slowest.
    let deadline = tokio::time::Instant::now() + limit;
    for (part, task) in tasks {
        let outcome = match tokio::time::timeout_at(deadline, task).await {
            Err(_) => Outcome::Late(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)),
            Ok(Ok(Ok(reading))) => Outcome::Read(reading),
            Ok(Ok(Err(error))) => failed(part, &error),
            Ok(Err(error)) => failed(part, &error),
        };
        let level: Level = rules::level(&outcome);
        checks.push(Check { part, level, outcome });
    }
    Report { at: now, checks }
}

fn failed(part: Part, error: &dyn std::fmt::Display) -> Outcome {
    tracing::warn!(part = part.name(), %error, "a look at the product's health failed");
    Outcome::Failed
}

fn look(
    part: Part,
    db: &Db,
    storage: &Arc<dyn Storage>,
    process: &Arc<dyn Process>,
    limit: Duration,
    now: DateTime<Utc>,
) -> JoinHandle<Result<Reading>> {
    let (db, storage, process) = (db.clone(), storage.clone(), process.clone());
    match part {
        Part::Database => start(async move { probes::database(&db, limit).await.map(Reading::Database) }),
        Part::Jobs => start(async move { probes::jobs(&db, limit, now).await.map(Reading::Jobs) }),
        Part::Events => start(async move { probes::events(&db, limit, now).await.map(Reading::Events) }),
        Part::Mail => start(async move { probes::mail(&db, limit, now).await.map(Reading::Mail) }),
        Part::Requests => start(async move { Ok(Reading::Requests(process.requests(now))) }),
        Part::Statements => start(async move { probes::statements(&db, process.as_ref(), limit).await.map(Reading::Statements) }),
        Part::Pages => start(async move { Ok(Reading::Pages(process.pages())) }),
        Part::Storage => start(async move { probes::storage(&db, storage.as_ref(), process.place(), limit).await.map(Reading::Storage) }),
        Part::Disk => start(async move { process.disk().await.map(Reading::Disk) }),
        Part::Clock => start(async move { probes::clock(&db, limit).await.map(Reading::Clock) }),
        Part::Build => start(async move { Ok(Reading::Build(process.build(now))) }),
    }
}

/// A task that ends by itself also when nobody waits for it any more: a file that was written is deleted again.
fn start(look: impl Future<Output = Result<Reading>> + Send + 'static) -> JoinHandle<Result<Reading>> {
    tokio::spawn(look)
}
