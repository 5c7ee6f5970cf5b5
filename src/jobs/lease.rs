use serde_json::Value;
use uuid::Uuid;

use crate::{
    Result,
    db::Db,
    ids::{JobId, WorkspaceId},
};

/// The right to run a job: lost when the worker is taken for dead. Whatever ends a run checks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    pub job: JobId,
    pub worker: Uuid,
    /// From 1.
    pub attempt: i16,
}

/// A job to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    pub lease: Lease,
    pub name: String,
    pub workspace: Option<WorkspaceId>,
    pub payload: Value,
    pub max_attempts: i16,
    /// How long it could have run already, in milliseconds.
    pub waited_ms: f64,
}

impl Claimed {
    /// What takes turns: the workspace, or the product itself.
    pub fn lane(&self) -> Uuid {
        self.workspace.map_or_else(Uuid::nil, |workspace| workspace.0)
    }
}

/// What a worker asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim<'a> {
    pub worker: Uuid,
    pub queue: &'a str,
    /// Kinds of jobs it can run.
    pub names: &'a [String],
    /// At most so many.
    pub most: i64,
    /// At most so many of one lane run at this worker, so that others find a free place.
    pub most_of_a_lane: i64,
    /// What it runs already, by lane.
    pub running: &'a [(Uuid, i64)],
    /// Lanes take turns from here on; the worker passes what it got last.
    pub from: Uuid,
}

/// Lanes looked at in one claim.
const LANES: i64 = 64;

/// Takes jobs that are ready: from lane after lane, the same number of each. Returns them and the lane to go on from.
///
/// Planner settings are pinned: the table is empty at one moment and holds 100,000 rows at the next, and a plan made for the first is
/// fatal for the second. A claim that is lost in a crash of the database is no loss, so nobody waits for the disk.
pub async fn claim(db: &Db, ask: &Claim<'_>) -> Result<(Vec<Claimed>, Uuid)> {
    let (jobs, last) = claim_once(db, ask).await?;
    if jobs.is_empty() && !ask.from.is_nil() {
        // Behind the last lane the first one comes again.
        return claim_once(db, &Claim { from: Uuid::nil(), ..ask.clone() }).await;
    }
    Ok((jobs, last))
}

async fn claim_once(db: &Db, ask: &Claim<'_>) -> Result<(Vec<Claimed>, Uuid)> {
    let (lanes, counts): (Vec<Uuid>, Vec<i64>) = ask.running.iter().copied().unzip();
    let mut identity = db.identity().await?;
    sqlx::query!(
        "select set_config(name, 'off', true)
         from unnest(array['enable_seqscan', 'enable_bitmapscan', 'enable_sort', 'enable_hashjoin', 'enable_mergejoin', 'synchronous_commit']) as name"
    )
    .fetch_all(identity.conn())
    .await?;
    let rows = sqlx::query!(
        r#"with recursive lanes (lane, number) as (
             (select lane, 1::bigint from jobs where state = 'ready' and queue = $1 and lane >= $2 order by lane limit 1)
             union all
             select (select jobs.lane from jobs where state = 'ready' and queue = $1 and jobs.lane > lanes.lane order by jobs.lane limit 1), number + 1
             from lanes where lanes.lane is not null and number < $3
           ),
           turns as (
             select lanes.lane, $4 - coalesce(busy.count, 0) as room, number from lanes
             left join unnest($5::uuid[], $6::bigint[]) as busy (lane, count) on busy.lane = lanes.lane
             where lanes.lane is not null and coalesce(busy.count, 0) < $4
           ),
           share as (select greatest(1, ($7 + count(*) - 1) / greatest(count(*), 1)) as each from turns),
           picked as (
             select job.id from turns cross join lateral (
               select id from jobs where state = 'ready' and queue = $1 and jobs.lane = turns.lane and name = any($9)
               order by priority, id limit least(turns.room, (select each from share)) for update skip locked
             ) job
             limit $7
           )
           update jobs set state = 'running', worker = $8, attempts = attempts + 1, started_at = now()
           from picked where jobs.id = picked.id
           returning jobs.id, name, lane as "lane!", workspace_id, payload, attempts, max_attempts,
                     extract(epoch from clock_timestamp() - greatest(run_at, created_at))::float8 * 1000 as "waited_ms!""#,
        ask.queue,
        ask.from,
        LANES,
        ask.most_of_a_lane,
        &lanes,
        &counts,
        ask.most,
        ask.worker,
        ask.names
    )
    .fetch_all(identity.conn())
    .await?;
    identity.commit().await?;
    let last = rows.iter().map(|row| row.lane).max().unwrap_or_default();
    let claimed = rows.into_iter().map(|row| Claimed {
        lease: Lease { job: JobId(row.id), worker: ask.worker, attempt: row.attempts },
        name: row.name,
        workspace: row.workspace_id.map(WorkspaceId),
        payload: row.payload,
        max_attempts: row.max_attempts,
        waited_ms: row.waited_ms,
    });
    Ok((claimed.collect(), Uuid::from_u128(last.as_u128().wrapping_add(1))))
}
