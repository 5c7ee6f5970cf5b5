use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Database, Jobs, Kind, Outbox, Place, Process, Skew, Source, Statement, Statements, Stored, Told, Used};
use crate::{
    Error, Result,
    db::{Db, Identity},
    error::Service,
    events::Consumer,
    gateways::Storage,
    jobs,
};

/// Statements and kinds of jobs that are shown.
const MOST: i64 = 8;

/// A transaction whose statements the database itself ends in time: nobody waits for them any more.
async fn hurried(db: &Db, limit: Duration) -> Result<Identity> {
    let mut identity = db.identity().await?;
    sqlx::query!("select set_config('statement_timeout', $1, true)", limit.as_millis().to_string()).fetch_one(identity.conn()).await?;
    Ok(identity)
}

pub(super) async fn database(db: &Db, limit: Duration) -> Result<Database> {
    let mut identity = hurried(db, limit).await?;
    let asked = Instant::now();
    sqlx::query!(r#"select 1 as "one!""#).fetch_one(identity.conn()).await?;
    let round_trip_ms = whole_ms(asked);
    let row = sqlx::query!(
        r#"select current_setting('server_version') as "version!", current_setting('max_connections')::bigint as "most!",
             pg_database_size(current_database()) as "bytes!",
             (select count(*) from pg_stat_activity where usename is not null) as "connections!",
             (select count(*) from pg_stat_activity where datname = current_database() and usename <> current_user
                and state is null) as "unseen!",
             (select extract(epoch from now() - min(xact_start))::bigint from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()) as longest_transaction,
             (select extract(epoch from now() - min(waitstart))::bigint from pg_locks where not granted) as longest_wait"#
    )
    .fetch_one(identity.conn())
    .await?;
    let (pool, idle) = db.pool_size();
    Ok(Database {
        version: row.version,
        round_trip_ms,
        connections: row.connections,
        most_connections: row.most,
        pool: pool.into(),
        pool_idle: i64::try_from(idle).unwrap_or(i64::MAX),
        pool_most: db.pool_most().into(),
        bytes: row.bytes,
        longest_transaction: row.longest_transaction,
        longest_wait: row.longest_wait,
        unseen: row.unseen,
    })
}

pub(super) async fn jobs(db: &Db, limit: Duration, now: DateTime<Utc>) -> Result<Jobs> {
    let mut identity = hurried(db, limit).await?;
    let queues = jobs::queues(&mut identity).await?;
    let workers = sqlx::query_scalar!(r#"select count(*) as "count!" from job_workers where seen_at > now() - interval '1 minute'"#)
        .fetch_one(identity.conn())
        .await?;
    let kinds = sqlx::query_as!(
        Kind,
        r#"select name, sum(done)::bigint as "done!", sum(failed)::bigint as "failed!", sum(dead)::bigint as "given_up!"
           from job_counts where minute > $1 group by name having sum(failed) + sum(dead) > 0
           order by sum(dead) desc, sum(failed) desc, name limit $2"#,
        now - TimeDelta::hours(1),
        MOST
    )
    .fetch_all(identity.conn())
    .await?;
    let sum = |of: fn(&jobs::QueueSummary) -> i64| queues.iter().map(of).sum::<i64>();
    let oldest = queues.iter().filter_map(|queue| queue.oldest_ready_at).min();
    Ok(Jobs {
        workers,
        due: sum(|queue| queue.ready),
        oldest_due: oldest.map(|at| seconds(now - at)),
        running: sum(|queue| queue.running),
        waiting: sum(|queue| queue.waiting),
        kinds,
    })
}

/// Every event that waits for all consumers waits for each. How long one waits is known by its place in the queue before the first
/// try, and by its id, which holds the time, after one.
pub(super) async fn events(db: &Db, limit: Duration, now: DateTime<Utc>) -> Result<Vec<Told>> {
    let mut identity = hurried(db, limit).await?;
    let names: Vec<String> = Consumer::ALL.iter().map(|consumer| consumer.name().to_owned()).collect();
    let rows = sqlx::query!(
        r#"select c.name as "name!", count(q.seq) filter (where q.failed_at is null) as "waiting!",
             count(q.seq) filter (where q.failed_at is not null) as "given_up!",
             min(q.next_attempt_at) filter (where q.failed_at is null and q.attempts = 0) as untried,
             (array_agg(q.event_id order by q.seq) filter (where q.failed_at is null and q.attempts > 0))[1] as tried
           from unnest($1::text[]) with ordinality as c (name, place) left join event_queue q on q.consumer in ('', c.name)
           group by c.name, c.place order by c.place"#,
        &names
    )
    .fetch_all(identity.conn())
    .await?;
    let told = rows.into_iter().map(|row| {
        let since = [row.untried, row.tried.and_then(made_at)].into_iter().flatten().min();
        Told { consumer: row.name, waiting: row.waiting, lag: since.map(|at| seconds(now - at)), given_up: row.given_up }
    });
    Ok(told.collect())
}

pub(super) async fn mail(db: &Db, limit: Duration, now: DateTime<Utc>) -> Result<Outbox> {
    let mut identity = hurried(db, limit).await?;
    let row = sqlx::query!(
        r#"select count(*) filter (where state = 'queued') as "queued!", count(*) filter (where state = 'deferred') as "deferred!",
             count(*) filter (where state = 'unknown') as "unknown!",
             min(greatest(created_at, next_attempt_at)) filter (where state = 'queued') as oldest_queued,
             min(created_at) filter (where state = 'deferred') as oldest_deferred
           from mails where state in ('queued', 'deferred', 'unknown')"#
    )
    .fetch_one(identity.conn())
    .await?;
    Ok(Outbox {
        queued: row.queued,
        oldest_queued: row.oldest_queued.map(|at| seconds(now - at)),
        deferred: row.deferred,
        oldest_deferred: row.oldest_deferred.map(|at| seconds(now - at)),
        unknown: row.unknown,
    })
}

/// What the database measured, if it does and we may read it; otherwise what this process noticed.
pub(super) async fn statements(db: &Db, process: &dyn Process, limit: Duration) -> Result<Statements> {
    let own = |source| Ok(Statements { source, slowest: process.slow_statements() });
    let mut identity = hurried(db, limit).await?;
    let installed = sqlx::query_scalar!(r#"select to_regclass('pg_stat_statements') is not null as "is!""#);
    if !installed.fetch_one(identity.conn()).await? {
        return own(Source::NotInstalled);
    }
    // The view is not in the schema that statements are checked against. What belongs to other roles is hidden from ours, and left out.
    let rows: std::result::Result<Vec<(String, i64, f64, f64)>, sqlx::Error> = sqlx::query_as(
        "select query, calls, mean_exec_time, max_exec_time from pg_stat_statements
         where dbid = (select oid from pg_database where datname = current_database()) and queryid is not null
           and userid = (select oid from pg_roles where rolname = current_user)
         order by mean_exec_time desc, calls desc limit $1",
    )
    .bind(MOST)
    .fetch_all(identity.conn())
    .await;
    match rows {
        Ok(rows) => {
            let slowest = rows.into_iter().map(|(text, calls, mean_ms, most_ms)| Statement { text, calls, mean_ms, most_ms });
            Ok(Statements { source: Source::Extension, slowest: slowest.collect() })
        }
        Err(sqlx::Error::Database(_)) => own(Source::NotAllowed),
        Err(error) => Err(error.into()),
    }
}

/// Writes, reads and deletes a file of a name of its own, then asks what all workspaces keep.
pub(super) async fn storage(db: &Db, storage: &dyn Storage, place: Place, limit: Duration) -> Result<Stored> {
    let (path, sign) = (format!("health/{}", Uuid::now_v7()), Bytes::from_static(b"health"));
    let began = Instant::now();
    storage.put(&path, sign.clone(), "text/plain").await?;
    let found = storage.get(&path).await;
    storage.delete(&path).await?;
    if found? != sign {
        tracing::warn!("the storage gave back something else than was put into it");
        return Err(Error::Unavailable(Service::Storage));
    }
    let took_ms = whole_ms(began);
    let mut identity = hurried(db, limit).await?;
    let row = sqlx::query!(
        r#"select coalesce(sum(files), 0)::bigint as "files!", coalesce(sum(bytes), 0)::bigint as "bytes!", min(surveyed_at) as as_of
           from workspace_figures"#
    )
    .fetch_one(identity.conn())
    .await?;
    Ok(Stored { place, took_ms, used: row.as_of.map(|as_of| Used { files: row.files, bytes: row.bytes, as_of }) })
}

/// The database's time against ours in the middle of the asking.
pub(super) async fn clock(db: &Db, limit: Duration) -> Result<Skew> {
    let mut identity = hurried(db, limit).await?;
    let before = crate::clock::now();
    let theirs = sqlx::query_scalar!(r#"select clock_timestamp() as "at!""#).fetch_one(identity.conn()).await?;
    let half = (crate::clock::now() - before) / 2;
    Ok(Skew { ahead_ms: (theirs - (before + half)).num_milliseconds(), give_or_take_ms: half.num_milliseconds() })
}

fn whole_ms(since: Instant) -> i64 {
    i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX)
}

fn seconds(span: TimeDelta) -> i64 {
    span.num_seconds().max(0)
}

/// When an id of version 7 was made.
fn made_at(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}
