use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Claimed, Lease, Transactional, rules};
use crate::{Error, Result, db::Db};

/// Why an attempt failed and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Try again after a growing pause.
    Retry(String),
    /// Try again after this pause: the other side said so.
    RetryIn(Duration, String),
    /// Trying again would change nothing.
    GiveUp(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Retry(error.to_string())
    }
}

/// Where a failed job went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It will be tried again.
    Waiting,
    Dead,
    /// The lease was lost meanwhile, or a newer job with the same key does the work.
    Dropped,
}

/// Longest error text that is kept, in characters.
const ERROR_LENGTH: usize = 2_000;

/// Completes the job in the transaction of its effect: both happen or none, whenever the process dies.
///
/// # Errors
/// `NotFound` if the lease was lost: the transaction must not be committed, somebody else runs the job.
pub async fn finish(transaction: &mut impl Transactional, lease: &Lease) -> Result<()> {
    let done = sqlx::query!(
        "delete from jobs where id = $1 and worker = $2 and attempts = $3 and state = 'running'",
        lease.job.0,
        lease.worker,
        lease.attempt
    )
    .execute(transaction.connection())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Completes jobs that have run; those whose lease was lost are left to whoever has it. Returns how many there were.
pub async fn complete(db: &Db, leases: &[Lease]) -> Result<u64> {
    let (ids, workers, attempts) = columns(leases);
    let mut identity = db.identity().await?;
    nobody_waits(identity.conn()).await?;
    let done = sqlx::query!(
        "delete from jobs using unnest($1::uuid[], $2::uuid[], $3::smallint[]) as done (id, worker, attempt)
         where jobs.id = done.id and jobs.worker = done.worker and jobs.attempts = done.attempt and state = 'running'",
        &ids,
        &workers,
        &attempts
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await?;
    Ok(done.rows_affected())
}

/// Puts a failed job back with a pause, or gives it up. `chance`, from 0 to 1, is the jitter.
pub async fn fail(db: &Db, job: &Claimed, failure: &Failure, chance: f64) -> Result<Settled> {
    // A job with the same key may be added at this very moment; the second look sees it.
    match fail_once(db, job, failure, chance).await {
        Err(Error::Conflict(_)) => fail_once(db, job, failure, chance).await,
        other => other,
    }
}

async fn fail_once(db: &Db, job: &Claimed, failure: &Failure, chance: f64) -> Result<Settled> {
    use crate::error::{Conflict, OnConstraint};
    let exhausted = job.lease.attempt >= job.max_attempts;
    let (pause, error, dead) = match failure {
        Failure::Retry(error) => (rules::backoff(job.lease.attempt, chance), error, exhausted),
        Failure::RetryIn(pause, error) => (*pause, error, exhausted),
        Failure::GiveUp(error) => (Duration::ZERO, error, true),
    };
    // Postgres keeps no NUL.
    let error: String = error.chars().filter(|c| *c != '\0').take(ERROR_LENGTH).collect();
    let mut identity = db.identity().await?;
    if drop_superseded(identity.conn(), &[job.lease]).await? > 0 {
        identity.commit().await?;
        return Ok(Settled::Dropped);
    }
    let done = sqlx::query!(
        "update jobs set state = case when $4 then 'dead' else 'waiting' end, worker = null, failed_at = now(), last_error = $5,
                run_at = now() + make_interval(secs => $6)
         where id = $1 and worker = $2 and attempts = $3 and state = 'running'",
        job.lease.job.0,
        job.lease.worker,
        job.lease.attempt,
        dead,
        error,
        pause.as_secs_f64()
    )
    .execute(identity.conn())
    .await
    .on_constraint("jobs_unique_key", || Error::Conflict(Conflict::StaleVersion))?;
    identity.commit().await?;
    Ok(match (done.rows_affected(), dead) {
        (0, _) => Settled::Dropped,
        (_, true) => Settled::Dead,
        (_, false) => Settled::Waiting,
    })
}

/// Gives back jobs that were not finished, without counting the attempt: the worker stops.
pub async fn hand_back(db: &Db, leases: &[Lease]) -> Result<u64> {
    let (ids, workers, attempts) = columns(leases);
    let mut identity = db.identity().await?;
    drop_superseded(identity.conn(), leases).await?;
    let done = sqlx::query!(
        "update jobs set state = 'ready', worker = null, attempts = jobs.attempts - 1
         from unnest($1::uuid[], $2::uuid[], $3::smallint[]) as back (id, worker, attempt)
         where jobs.id = back.id and jobs.worker = back.worker and jobs.attempts = back.attempt and state = 'running'",
        &ids,
        &workers,
        &attempts
    )
    .execute(identity.conn())
    .await?;
    sqlx::query!("select pg_notify('jobs', queue) from (select distinct queue from jobs where id = any($1)) queues", &ids)
        .fetch_all(identity.conn())
        .await?;
    identity.commit().await?;
    Ok(done.rows_affected())
}

/// How attempts ended, to be added to the statistics.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    pub name: String,
    pub done: i64,
    pub failed: i64,
    pub dead: i64,
}

/// Adds to the statistics of a minute. They are not exact: a crash loses what was not written.
pub async fn count(db: &Db, counts: &[Counted], now: DateTime<Utc>) -> Result<()> {
    let mut sorted = counts.to_vec();
    // All writers lock in the same order.
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    let names: Vec<String> = sorted.iter().map(|c| c.name.clone()).collect();
    let (done, failed, dead): (Vec<i64>, Vec<i64>, Vec<i64>) =
        (sorted.iter().map(|c| c.done).collect(), sorted.iter().map(|c| c.failed).collect(), sorted.iter().map(|c| c.dead).collect());
    let mut identity = db.identity().await?;
    nobody_waits(identity.conn()).await?;
    sqlx::query!(
        "insert into job_counts as present (minute, name, done, failed, dead)
         select date_trunc('minute', $1::timestamptz), new.name, new.done, new.failed, new.dead
         from unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) as new (name, done, failed, dead)
         on conflict (minute, name) do update
         set done = present.done + excluded.done, failed = present.failed + excluded.failed, dead = present.dead + excluded.dead",
        now,
        &names,
        &done,
        &failed,
        &dead
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await
}

/// Deletes running jobs for which a newer one with the same key waits or runs: that one does the work.
pub(super) async fn drop_superseded(conn: &mut PgConnection, leases: &[Lease]) -> Result<u64> {
    let (ids, workers, attempts) = columns(leases);
    let done = sqlx::query!(
        "delete from jobs using unnest($1::uuid[], $2::uuid[], $3::smallint[]) as mine (id, worker, attempt)
         where jobs.id = mine.id and jobs.worker = mine.worker and jobs.attempts = mine.attempt and state = 'running' and unique_key is not null
           and exists (
             select from jobs newer
             where newer.lane = jobs.lane and newer.name = jobs.name and newer.unique_key = jobs.unique_key
               and newer.state in ('ready', 'waiting', 'running') and newer.id > jobs.id)",
        &ids,
        &workers,
        &attempts
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Lost in a crash of the database, the statement is repeated or not missed: nobody waits for the disk.
async fn nobody_waits(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select set_config('synchronous_commit', 'off', true)").fetch_one(conn).await?;
    Ok(())
}

fn columns(leases: &[Lease]) -> (Vec<Uuid>, Vec<Uuid>, Vec<i16>) {
    (leases.iter().map(|l| l.job.0).collect(), leases.iter().map(|l| l.worker).collect(), leases.iter().map(|l| l.attempt).collect())
}
