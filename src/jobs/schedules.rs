//! Work that comes back: a cron expression in an IANA zone. The rule stands in code, the next instant in the database.
//!
//! Each occurrence is added once, whatever the number of processes: who moves `next_at` on adds the job, in one transaction. What was
//! missed while no worker lived is caught up once, not once an occurrence.

use chrono::{DateTime, Utc};
use croner::Cron;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;

use super::{
    Job, Options, Unique,
    enqueue::{New, insert_unique},
};
use crate::{Error, Result, db::Db};

/// A job that comes back.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Names it for ever.
    pub name: &'static str,
    /// Five fields: minute hour day month weekday; six with seconds first.
    pub cron: &'static str,
    /// IANA name.
    pub zone: &'static str,
    job: &'static str,
    queue: &'static str,
    max_attempts: i16,
    payload: Value,
}

impl Schedule {
    /// # Errors
    /// If the expression or the zone cannot be read: found at start, not at three in the morning.
    pub fn new<J: Job>(name: &'static str, cron: &'static str, zone: &'static str, job: &J) -> Result<Self> {
        next_after(cron, zone, Utc::now())?;
        let payload = serde_json::to_value(job).map_err(Error::internal)?;
        Ok(Self { name, cron, zone, job: J::NAME, queue: J::QUEUE, max_attempts: J::MAX_ATTEMPTS, payload })
    }
}

/// The first occurrence after an instant. A time that the clocks skip happens when they have; one they show twice happens once.
///
/// # Errors
/// If the expression or the zone cannot be read, or nothing matches ever again.
pub fn next_after(cron: &str, zone: &str, after: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let problem = |cause: &dyn std::fmt::Display| Error::internal(format!("schedule {cron} in {zone}: {cause}"));
    let rule: Cron = cron.parse().map_err(|e: croner::errors::CronError| problem(&e))?;
    let zone = TimeZone::get(zone).map_err(|e| problem(&e))?;
    let start = Timestamp::from_second(after.timestamp()).map_err(|e| problem(&e))?.to_zoned(zone);
    let next = rule.find_next_occurrence(&start, false).map_err(|e| problem(&e))?;
    DateTime::from_timestamp(next.timestamp().as_second(), 0).ok_or_else(|| problem(&"beyond the calendar"))
}

/// Notes the schedules of this version; one whose rule has changed starts afresh, one that is gone from the code is forgotten.
pub async fn register(db: &Db, schedules: &[Schedule], now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    for schedule in schedules {
        sqlx::query!(
            "insert into job_schedules as present (name, cron, zone, next_at) values ($1, $2, $3, $4)
             on conflict (name) do update set cron = excluded.cron, zone = excluded.zone, next_at = excluded.next_at
             where (present.cron, present.zone) <> (excluded.cron, excluded.zone)",
            schedule.name,
            schedule.cron,
            schedule.zone,
            next_after(schedule.cron, schedule.zone, now)?
        )
        .execute(identity.conn())
        .await?;
    }
    let names: Vec<String> = schedules.iter().map(|s| s.name.to_owned()).collect();
    sqlx::query!("delete from job_schedules where name <> all($1)", &names).execute(identity.conn()).await?;
    identity.commit().await
}

/// Adds the jobs of schedules that are due. Returns how many there were.
pub async fn run_due(db: &Db, schedules: &[Schedule], now: DateTime<Utc>) -> Result<usize> {
    let mut identity = db.identity().await?;
    let due = sqlx::query!("select name, next_at from job_schedules where next_at <= $1 order by name for update skip locked", now)
        .fetch_all(identity.conn())
        .await?;
    let mut added = 0;
    for row in due {
        // Another version of the product, still running, may know it.
        let Some(schedule) = schedules.iter().find(|s| s.name == row.name) else { continue };
        let unique = Some(Unique::Keep(format!("{} {}", schedule.name, row.next_at.to_rfc3339())));
        let new = New {
            name: schedule.job,
            queue: schedule.queue,
            max_attempts: schedule.max_attempts,
            payloads: vec![schedule.payload.clone()],
            options: Options { unique, ..Options::default() },
        };
        insert_unique(identity.conn(), new).await?;
        sqlx::query!(
            "update job_schedules set last_at = next_at, next_at = $2 where name = $1",
            schedule.name,
            next_after(schedule.cron, schedule.zone, now)?
        )
        .execute(identity.conn())
        .await?;
        added += 1;
    }
    identity.commit().await?;
    Ok(added)
}
