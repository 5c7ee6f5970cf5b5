//! What staff see of the work and do about it.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Board, Filter, JobList, JobRow, NameSummary, QueueSummary, ScheduleSummary, State};
use crate::{
    Error, Result,
    db::{Db, Identity},
    ids::{JobId, WorkspaceId},
    staff::BackOffice,
};

/// Most jobs that one act changes; the page says how many it were.
const MOST: i64 = 10_000;
/// Rows of a page of the list.
const PAGE: i64 = 50;
/// How long statistics are kept.
const COUNTS_KEPT: TimeDelta = TimeDelta::days(2);
/// How long given up jobs are kept.
const DEAD_KEPT: TimeDelta = TimeDelta::days(90);

/// The state of all queues and the last hour.
pub async fn board(office: &mut BackOffice, now: DateTime<Utc>) -> Result<Board> {
    let queues = queue_summaries(office.conn()).await?;
    let hour = now - TimeDelta::hours(1);
    let names = sqlx::query_as!(
        NameSummary,
        r#"select name, sum(done)::bigint as "done!", sum(failed)::bigint as "failed!", sum(dead)::bigint as "dead!"
           from job_counts where minute > $1 group by name order by name"#,
        hour
    )
    .fetch_all(office.conn())
    .await?;
    let minutes = sqlx::query_scalar!(
        r#"select coalesce(sum(done), 0)::bigint as "done!"
           from generate_series(date_trunc('minute', $1::timestamptz) - interval '59 minutes', $1, interval '1 minute') as m
           left join job_counts on minute = m group by m order by m"#,
        now
    )
    .fetch_all(office.conn())
    .await?;
    let schedules = sqlx::query_as!(ScheduleSummary, "select name, cron, zone, next_at, last_at from job_schedules order by next_at, name")
        .fetch_all(office.conn())
        .await?;
    let workers = sqlx::query_scalar!(r#"select count(*) as "count!" from job_workers where seen_at > now() - interval '1 minute'"#)
        .fetch_one(office.conn())
        .await?;
    Ok(Board { at: now, queues, names, minutes, schedules, workers })
}

/// How the queues do, for metrics. A queue without jobs is not listed.
pub async fn queues(identity: &mut Identity) -> Result<Vec<QueueSummary>> {
    queue_summaries(identity.conn()).await
}

/// Forgets statistics of days ago and jobs that were given up months ago.
pub async fn sweep(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("delete from job_counts where minute < $1", now - COUNTS_KEPT).execute(identity.conn()).await?;
    sqlx::query!("delete from jobs where state = 'dead' and failed_at < $1", now - DEAD_KEPT).execute(identity.conn()).await?;
    identity.commit().await
}

/// Jobs, newest first.
pub async fn list(office: &mut BackOffice, filter: &Filter, after: Option<JobId>) -> Result<JobList> {
    let rows = sqlx::query!(
        "select id, queue, name, workspace_id, payload, state, attempts, max_attempts, run_at, created_at, failed_at, last_error from jobs
         where ($1::text is null or state = $1) and ($2::text is null or queue = $2) and ($3::text is null or name = $3)
           and ($4::uuid is null or workspace_id = $4) and ($5::uuid is null or id < $5)
         order by id desc limit $6",
        filter.state.map(State::name),
        filter.queue,
        filter.name,
        filter.workspace.map(|w| w.0),
        after.map(|id| id.0),
        PAGE + 1
    )
    .fetch_all(office.conn())
    .await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > PAGE);
    let rows = rows.into_iter().take(PAGE as usize).map(|row| {
        Ok(JobRow {
            id: JobId(row.id),
            queue: row.queue,
            name: row.name,
            workspace: row.workspace_id.map(WorkspaceId),
            payload: row.payload.to_string(),
            state: row.state.parse().map_err(|()| Error::internal("unknown state of a job"))?,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            run_at: row.run_at,
            created_at: row.created_at,
            failed_at: row.failed_at,
            last_error: row.last_error,
        })
    });
    let rows: Vec<JobRow> = rows.collect::<Result<_>>()?;
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let names = sqlx::query_scalar!("select distinct name from jobs order by 1").fetch_all(office.conn()).await?;
    Ok(JobList { rows, next, names })
}

/// Lets jobs run again at once: given up ones with all their attempts, pausing ones without their pause. Returns how many there were.
pub async fn retry(office: &mut BackOffice, filter: &Filter, only: &[JobId]) -> Result<i64> {
    let ids = chosen(office, filter, only).await?;
    // Two with the same key cannot wait at once; the one that waits does the work of both.
    sqlx::query!(
        "delete from jobs using jobs other
         where jobs.id = any($1) and jobs.state = 'dead' and jobs.unique_key is not null and other.id <> jobs.id
           and other.lane = jobs.lane and other.name = jobs.name and other.unique_key = jobs.unique_key
           and (other.state <> 'dead' or (other.id = any($1) and other.id > jobs.id))",
        &ids
    )
    .execute(office.conn())
    .await?;
    sqlx::query!(
        "update jobs set state = 'ready', attempts = case when state = 'dead' then 0 else attempts end, run_at = now()
         where id = any($1) and state in ('dead', 'waiting')",
        &ids
    )
    .execute(office.conn())
    .await?;
    sqlx::query!("select pg_notify('jobs', queue) from (select distinct queue from jobs where id = any($1)) queues", &ids)
        .fetch_all(office.conn())
        .await?;
    office.note("jobs.retry", &serde_json::json!({ "jobs": ids.len(), "filter": filter, "only": only })).await?;
    Ok(count(&ids))
}

/// Deletes jobs that do not run. Returns how many there were.
pub async fn discard(office: &mut BackOffice, filter: &Filter, only: &[JobId]) -> Result<i64> {
    let ids = chosen(office, filter, only).await?;
    sqlx::query!("delete from jobs where id = any($1)", &ids).execute(office.conn()).await?;
    office.note("jobs.discard", &serde_json::json!({ "jobs": ids.len(), "filter": filter, "only": only })).await?;
    Ok(count(&ids))
}

async fn queue_summaries(conn: &mut PgConnection) -> Result<Vec<QueueSummary>> {
    Ok(sqlx::query_as!(
        QueueSummary,
        r#"select queue,
                  count(*) filter (where state = 'ready') as "ready!", count(*) filter (where state = 'waiting') as "waiting!",
                  count(*) filter (where state = 'running') as "running!", count(*) filter (where state = 'dead') as "dead!",
                  min(greatest(run_at, created_at)) filter (where state = 'ready') as oldest_ready_at
           from jobs group by queue order by queue"#
    )
    .fetch_all(conn)
    .await?)
}

/// Locks the jobs that are meant and do not run: those in `only`, or all that the filter finds.
async fn chosen(office: &mut BackOffice, filter: &Filter, only: &[JobId]) -> Result<Vec<Uuid>> {
    let only: Vec<Uuid> = only.iter().map(|id| id.0).collect();
    Ok(sqlx::query_scalar!(
        "select id from jobs
         where state <> 'running' and ($1::text is null or state = $1) and ($2::text is null or queue = $2) and ($3::text is null or name = $3)
           and ($4::uuid is null or workspace_id = $4) and (cardinality($5::uuid[]) = 0 or id = any($5))
         order by id limit $6 for update skip locked",
        filter.state.map(State::name),
        filter.queue,
        filter.name,
        filter.workspace.map(|w| w.0),
        &only,
        MOST
    )
    .fetch_all(office.conn())
    .await?)
}

fn count(ids: &[Uuid]) -> i64 {
    i64::try_from(ids.len()).unwrap_or(i64::MAX)
}
