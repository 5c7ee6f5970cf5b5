use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Actor, ActorKind, Recorded, record::enter};
use crate::{Error, Result, db::Db, ids::WorkspaceId};

/// After this many failures a consumer is not told of an event any more, until a person asks for it.
const MOST_ATTEMPTS: i32 = 12;

/// Who is told of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Consumer {
    Audit,
    /// People.
    Notifications,
    /// Endpoints of workspaces.
    Webhooks,
    /// First steps that are done.
    Onboarding,
}

impl Consumer {
    pub const ALL: [Self; 4] = [Self::Audit, Self::Notifications, Self::Webhooks, Self::Onboarding];

    /// The name in the queue and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Notifications => "notifications",
            Self::Webhooks => "webhooks",
            Self::Onboarding => "onboarding",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consumer| consumer.name() == name)
    }
}

/// A place in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) seq: i64,
    /// `None`: nobody was told yet.
    pub(crate) consumer: Option<Consumer>,
    pub(crate) workspace: Uuid,
    pub(crate) event: Uuid,
    pub(crate) record: Uuid,
    pub(crate) attempts: i32,
}

/// An event that a consumer could not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub seq: i64,
    pub consumer: String,
    pub event: Uuid,
    pub attempts: i32,
    pub last_error: Option<String>,
    /// Whether it is tried no more.
    pub given_up: bool,
}

/// What is due, in order; what waits for an earlier event of its record stays. Call under the dispatcher's lock.
pub(crate) async fn due(conn: &mut PgConnection, most: i64, now: DateTime<Utc>) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        "select seq, consumer, workspace_id, event_id, record_id, attempts from event_queue q
         where failed_at is null and next_attempt_at <= $1
           and (consumer = '' or not exists (
             select from event_queue earlier
             where earlier.record_id = q.record_id and earlier.consumer = q.consumer and earlier.seq < q.seq and earlier.failed_at is null))
         order by seq limit $2",
        now,
        most
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let consumer = match row.consumer.as_str() {
                "" => None,
                name => Some(Consumer::from_name(name).ok_or_else(|| Error::internal(format!("unknown consumer {name}")))?),
            };
            Ok(Waiting {
                seq: row.seq,
                consumer,
                workspace: row.workspace_id,
                event: row.event_id,
                record: row.record_id,
                attempts: row.attempts,
            })
        })
        .collect()
}

/// The event behind a place in the queue; enters its workspace.
pub(crate) async fn load(conn: &mut PgConnection, waiting: &Waiting) -> Result<Recorded> {
    enter(conn, waiting.workspace).await?;
    let row = sqlx::query!(
        "select id, seq, name, version, record_kind, record_id, data, actor_kind, actor_id, address, happened_at from events where id = $1",
        waiting.event
    )
    .fetch_one(conn)
    .await?;
    Ok(Recorded {
        id: row.id,
        seq: row.seq,
        workspace: (!waiting.workspace.is_nil()).then_some(WorkspaceId(waiting.workspace)),
        name: row.name,
        version: row.version,
        record_kind: row.record_kind,
        record_id: row.record_id,
        data: row.data,
        actor: Actor { kind: ActorKind::from_name(&row.actor_kind)?, id: row.actor_id },
        address: row.address,
        happened_at: row.happened_at,
    })
}

/// Takes a place out of the queue: everybody it was for has been told.
pub(crate) async fn settle(conn: &mut PgConnection, waiting: &Waiting) -> Result<()> {
    let consumer = waiting.consumer.map_or("", Consumer::name);
    sqlx::query!("delete from event_queue where seq = $1 and consumer = $2", waiting.seq, consumer).execute(conn).await?;
    Ok(())
}

/// Leaves an event in the queue for one consumer, with a growing pause. No error: it only waits its turn.
pub(crate) async fn put_back(
    conn: &mut PgConnection,
    waiting: &Waiting,
    consumer: Consumer,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let attempts = waiting.attempts + i32::from(error.is_some());
    let pause = if error.is_some() { Duration::seconds(1 << attempts.clamp(0, 12)) } else { Duration::zero() };
    let given_up = (attempts >= MOST_ATTEMPTS).then_some(now);
    sqlx::query!(
        "insert into event_queue (seq, consumer, workspace_id, event_id, record_id, attempts, next_attempt_at, last_error, failed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (seq, consumer) do update
         set attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at,
             last_error = excluded.last_error, failed_at = excluded.failed_at",
        waiting.seq,
        consumer.name(),
        waiting.workspace,
        waiting.event,
        waiting.record,
        attempts,
        now + pause,
        error,
        given_up
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What consumers could not take, oldest first: for the operator.
pub async fn failures(db: &Db, most: i64) -> Result<Vec<Failure>> {
    let mut identity = db.identity().await?;
    let rows = sqlx::query_as!(
        Failure,
        r#"select seq, consumer, event_id as event, attempts, last_error, failed_at is not null as "given_up!"
         from event_queue where attempts > 0 order by seq limit $1"#,
        most
    )
    .fetch_all(identity.conn())
    .await?;
    Ok(rows)
}

/// Tries again what was given up. Answers with how many.
pub async fn retry(db: &Db) -> Result<u64> {
    let mut identity = db.identity().await?;
    let done = sqlx::query!("update event_queue set failed_at = null, attempts = 0, next_attempt_at = now() where failed_at is not null")
        .execute(identity.conn())
        .await?;
    sqlx::query!("select pg_notify('event_recorded', '')").fetch_one(identity.conn()).await?;
    identity.commit().await?;
    Ok(done.rows_affected())
}

/// Tells one consumer once more of the events of a workspace (`None`: of accounts) since an instant. Consumers are
/// idempotent by event id, so this mends what is missing and repeats nothing. Answers with how many.
pub async fn replay(db: &Db, consumer: Consumer, workspace: Option<WorkspaceId>, since: DateTime<Utc>) -> Result<u64> {
    let mut identity = db.identity().await?;
    let workspace = workspace.map_or(Uuid::nil(), |workspace| workspace.0);
    enter(identity.conn(), workspace).await?;
    let done = sqlx::query!(
        "insert into event_queue (seq, consumer, workspace_id, event_id, record_id)
         select seq, $1, workspace_id, id, record_id from events where happened_at >= $2
         on conflict (seq, consumer) do nothing",
        consumer.name(),
        since
    )
    .execute(identity.conn())
    .await?;
    sqlx::query!("select pg_notify('event_recorded', '')").fetch_one(identity.conn()).await?;
    identity.commit().await?;
    Ok(done.rows_affected())
}
