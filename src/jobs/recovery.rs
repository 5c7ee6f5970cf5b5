use std::time::Duration;

use uuid::Uuid;

use super::{Lease, outcome::drop_superseded};
use crate::{Result, db::Db, ids::JobId};

/// What people read at a job whose worker died.
const DIED: &str = "The worker stopped in the middle of it.";
/// Delayed jobs made ready in one statement.
const BATCH: i64 = 1_000;

/// Says that a worker lives: at its start, and several times a lease.
pub async fn beat(db: &Db, worker: Uuid) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("insert into job_workers (id) values ($1) on conflict (id) do update set seen_at = now()", worker)
        .execute(identity.conn())
        .await?;
    identity.commit().await
}

/// Says that a worker has ended and holds nothing any more.
pub async fn leave(db: &Db, worker: Uuid) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("delete from job_workers where id = $1", worker).execute(identity.conn()).await?;
    identity.commit().await
}

/// Frees the jobs of workers that were not seen for `lease`. Those without attempts left are given up: a job that kills its worker must not
/// do so for ever. Returns how many there were.
pub async fn recover(db: &Db, lease: Duration) -> Result<usize> {
    let mut identity = db.identity().await?;
    let lost = sqlx::query!(
        r#"select id, worker as "worker!", attempts from jobs
           where state = 'running' and not exists (
             select from job_workers where job_workers.id = jobs.worker and seen_at > now() - make_interval(secs => $1))
           order by id limit $2 for update skip locked"#,
        lease.as_secs_f64(),
        BATCH
    )
    .fetch_all(identity.conn())
    .await?;
    sqlx::query!("delete from job_workers where seen_at < now() - make_interval(secs => $1) * 100", lease.as_secs_f64())
        .execute(identity.conn())
        .await?;
    if lost.is_empty() {
        identity.commit().await?;
        return Ok(0);
    }
    let ids: Vec<Uuid> = lost.iter().map(|row| row.id).collect();
    let leases: Vec<Lease> = lost.into_iter().map(|row| Lease { job: JobId(row.id), worker: row.worker, attempt: row.attempts }).collect();
    drop_superseded(identity.conn(), &leases).await?;
    sqlx::query!(
        "update jobs set state = case when attempts >= max_attempts then 'dead' else 'ready' end, worker = null, failed_at = now(), last_error = $2
         where id = any($1)",
        &ids,
        DIED
    )
    .execute(identity.conn())
    .await?;
    sqlx::query!("select pg_notify('jobs', queue) from (select distinct queue from jobs where id = any($1)) queues", &ids)
        .fetch_all(identity.conn())
        .await?;
    identity.commit().await?;
    Ok(ids.len())
}

/// Makes delayed jobs ready whose time has come. Returns how many there were.
pub async fn promote(db: &Db) -> Result<usize> {
    let mut identity = db.identity().await?;
    let due = sqlx::query_scalar!(
        "update jobs set state = 'ready'
         where id in (select id from jobs where state = 'waiting' and run_at <= now() order by run_at limit $1 for update skip locked)
         returning queue",
        BATCH
    )
    .fetch_all(identity.conn())
    .await?;
    let mut queues = due.clone();
    queues.sort();
    queues.dedup();
    sqlx::query!("select pg_notify('jobs', queue) from unnest($1::text[]) as queue", &queues).fetch_all(identity.conn()).await?;
    identity.commit().await?;
    Ok(due.len())
}
