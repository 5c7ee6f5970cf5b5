use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Job, Options, Unique};
use crate::{Error, Result, db::Identity, ids::JobId, tenancy::Scope};

/// What became of a job that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enqueued {
    Added(JobId),
    /// One with the same key waited already; this is its id.
    Merged(JobId),
}

impl Enqueued {
    pub fn id(self) -> JobId {
        match self {
            Self::Added(id) | Self::Merged(id) => id,
        }
    }
}

/// A transaction to which a job can be added: a [`Scope`] (the job belongs to its workspace), an [`Identity`] (it belongs to none), or, in this
/// crate, a connection on which `app.workspace` says which.
pub trait Transactional: sealed::Connection {}

impl<T: sealed::Connection> Transactional for T {}

mod sealed {
    /// Not nameable elsewhere: the connection stays in this crate.
    pub trait Connection: Send {
        fn connection(&mut self) -> &mut sqlx::PgConnection;
    }
}

impl sealed::Connection for Scope {
    fn connection(&mut self) -> &mut PgConnection {
        self.conn()
    }
}

impl sealed::Connection for Identity {
    fn connection(&mut self) -> &mut PgConnection {
        self.conn()
    }
}

impl sealed::Connection for PgConnection {
    fn connection(&mut self) -> &mut PgConnection {
        self
    }
}

/// Adds a job to the transaction, to run as soon as it has committed.
pub async fn enqueue<J: Job>(transaction: &mut impl Transactional, job: &J) -> Result<JobId> {
    Ok(enqueue_with(transaction, job, Options::default()).await?.id())
}

/// Adds a job to the transaction, with a key, a time, a priority or another queue.
pub async fn enqueue_with<J: Job>(transaction: &mut impl Transactional, job: &J, options: Options) -> Result<Enqueued> {
    let new = New::of::<J>(vec![payload(job)?], options);
    if new.options.unique.is_some() {
        return insert_unique(transaction.connection(), new).await;
    }
    let ids = insert(transaction.connection(), new).await?;
    ids.first().copied().map(Enqueued::Added).ok_or_else(|| Error::internal("no job was added"))
}

/// Adds many jobs of a kind in one statement.
pub async fn enqueue_all<J: Job>(transaction: &mut impl Transactional, jobs: &[J], options: Options) -> Result<Vec<JobId>> {
    if options.unique.is_some() {
        return Err(Error::internal("many jobs cannot share one key"));
    }
    let payloads = jobs.iter().map(payload).collect::<Result<_>>()?;
    insert(transaction.connection(), New::of::<J>(payloads, options)).await
}

fn payload<J: Job>(job: &J) -> Result<Value> {
    serde_json::to_value(job).map_err(Error::internal)
}

/// Jobs to add, without their type.
pub(super) struct New {
    pub(super) name: &'static str,
    pub(super) queue: &'static str,
    pub(super) max_attempts: i16,
    pub(super) payloads: Vec<Value>,
    pub(super) options: Options,
}

impl New {
    pub(super) fn of<J: Job>(payloads: Vec<Value>, options: Options) -> Self {
        Self { name: J::NAME, queue: options.queue.unwrap_or(J::QUEUE), max_attempts: J::MAX_ATTEMPTS, payloads, options }
    }
}

/// A notice only where nothing is ready yet: otherwise a worker is at it already, and every notice makes commits wait for each other.
async fn insert(conn: &mut PgConnection, new: New) -> Result<Vec<JobId>> {
    let ids: Vec<Uuid> = new.payloads.iter().map(|_| JobId::new().0).collect();
    sqlx::query!(
        r#"insert into jobs (id, queue, name, workspace_id, payload, priority, state, max_attempts, run_at)
           select new.id, $3, $4, current_workspace(), new.payload, $5,
                  case when $6::timestamptz > now() then 'waiting' else 'ready' end, $7, coalesce($6, now())
           from unnest($1::uuid[], $2::jsonb[]) as new (id, payload)
           returning case when state = 'ready' and not exists (select from jobs other where other.queue = $3 and other.state = 'ready')
                     then pg_notify('jobs', $3)::text end as "notice""#,
        &ids,
        &new.payloads,
        new.queue,
        new.name,
        new.options.priority as i16,
        new.options.run_at,
        new.max_attempts
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(JobId).collect())
}

/// Even `Keep` writes to the row that waits: until this transaction commits no worker can take it, so its run sees what was changed here.
pub(super) async fn insert_unique(conn: &mut PgConnection, new: New) -> Result<Enqueued> {
    let (key, replace) = match new.options.unique {
        Some(Unique::Keep(key)) => (key, false),
        Some(Unique::Replace(key)) => (key, true),
        None => return Err(Error::internal("a unique job needs a key")),
    };
    let id = JobId::new();
    let row = sqlx::query!(
        r#"insert into jobs as present (id, queue, name, workspace_id, payload, priority, state, max_attempts, run_at, unique_key)
           values ($1, $3, $4, current_workspace(), $2, $5,
                   case when $6::timestamptz > now() then 'waiting' else 'ready' end, $7, coalesce($6, now()), $8)
           on conflict (lane, name, unique_key) where unique_key is not null and state in ('ready', 'waiting') do update set
             payload = case when $9 then excluded.payload else present.payload end,
             attempts = case when $9 then 0 else present.attempts end,
             priority = case when $9 then excluded.priority else present.priority end,
             run_at = case when $9 then excluded.run_at else present.run_at end,
             state = case when $9 then excluded.state else present.state end
           returning id, case when state = 'ready' and not exists (select from jobs other where other.queue = $3 and other.state = 'ready')
                         then pg_notify('jobs', $3)::text end as "notice""#,
        id.0,
        new.payloads.first(),
        new.queue,
        new.name,
        new.options.priority as i16,
        new.options.run_at,
        new.max_attempts,
        key,
        replace
    )
    .fetch_one(conn)
    .await?;
    Ok(if row.id == id.0 { Enqueued::Added(id) } else { Enqueued::Merged(JobId(row.id)) })
}
