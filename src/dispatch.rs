//! Tells consumers of events: one dispatcher at a time, in order, each consumer's effects in the transaction that
//! takes the event out of the queue. A consumer that fails holds up only itself, and only for that record.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::{
    Result, audit,
    db::Db,
    events::{self, Consumer, Recorded, Waiting},
    notifications::{self, Channel},
    onboarding, webhooks,
};

/// Events a round takes.
const BATCH: i64 = 200;
/// Key of the advisory lock that makes the dispatcher the only one ("event" in ASCII).
const LOCK: i64 = 0x65_76_65_6e_74;

/// What a round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Events taken out of the queue.
    pub told: usize,
    /// Consumers that could not take an event.
    pub failed: usize,
    /// Whether there may be more at once.
    pub again: bool,
}

/// Tells of what is due, people by every way there is. Does nothing while another process is at it.
pub async fn round(db: &Db, now: DateTime<Utc>) -> Result<Round> {
    round_offering(db, &Channel::ALL, now).await
}

/// As [`round`], where not every way to tell people is `offered`.
pub async fn round_offering(db: &Db, offered: &[Channel], now: DateTime<Utc>) -> Result<Round> {
    let mut identity = db.identity().await?;
    let mine = sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "mine!""#, LOCK).fetch_one(identity.conn()).await?;
    if !mine {
        return Ok(Round::default());
    }
    let due = events::due(identity.conn(), BATCH, now).await?;
    let mut round = Round { again: i64::try_from(due.len()).is_ok_and(|n| n == BATCH), ..Round::default() };
    let mut held = held(identity.conn()).await?;
    for waiting in due {
        let event = events::load(identity.conn(), &waiting).await?;
        let told = tell_all(identity.conn(), &waiting, &event, &mut held, offered, now).await?;
        round.told += usize::from(told.failed == 0);
        round.failed += told.failed;
        round.again |= told.held > 0;
    }
    identity.commit().await?;
    Ok(round)
}

/// How many consumers could not take an event, and how many have to wait for an earlier one of its record.
#[derive(Default)]
struct Told {
    failed: usize,
    held: usize,
}

/// Tells everybody an event is for.
async fn tell_all(
    conn: &mut PgConnection,
    waiting: &Waiting,
    event: &Recorded,
    held: &mut HashSet<(Consumer, Uuid)>,
    offered: &[Channel],
    now: DateTime<Utc>,
) -> Result<Told> {
    let mut told = Told::default();
    let first = waiting.consumer.is_none();
    let consumers = waiting.consumer.map_or(Consumer::ALL.to_vec(), |one| vec![one]);
    for consumer in consumers {
        // The first telling must not overtake an earlier event of the record that still waits.
        if first && held.contains(&(consumer, waiting.record)) {
            events::put_back(conn, waiting, consumer, None, now).await?;
            told.held += 1;
            continue;
        }
        if let Err(error) = tell(conn, consumer, event, offered).await {
            tracing::warn!(event = %event.id, consumer = consumer.name(), attempt = waiting.attempts + 1, %error, "event not taken");
            events::put_back(conn, waiting, consumer, Some(&error.to_string()), now).await?;
            held.insert((consumer, waiting.record));
            told.failed += 1;
        }
    }
    // A place of one consumer stays until that consumer has taken the event.
    if first || told.failed == 0 {
        events::settle(conn, waiting).await?;
    }
    Ok(told)
}

/// Tells one consumer; what it wrote before an error is undone.
async fn tell(conn: &mut PgConnection, consumer: Consumer, event: &Recorded, offered: &[Channel]) -> Result<()> {
    let mut savepoint = conn.begin().await?;
    match consumer {
        Consumer::Audit => audit::on_event(&mut savepoint, event).await?,
        Consumer::Notifications => notifications::on_event(&mut savepoint, event, offered).await?,
        Consumer::Webhooks => webhooks::on_event(&mut savepoint, event).await?,
        Consumer::Onboarding => onboarding::on_event(&mut savepoint, event).await?,
    }
    Ok(savepoint.commit().await?)
}

/// Consumers and the records for which they wait.
async fn held(conn: &mut PgConnection) -> Result<HashSet<(Consumer, Uuid)>> {
    let rows = sqlx::query!("select distinct consumer, record_id from event_queue where consumer <> '' and failed_at is null")
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((Consumer::from_name(&row.consumer)?, row.record_id))).collect())
}
