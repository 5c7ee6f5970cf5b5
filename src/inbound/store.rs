use chrono::{DateTime, Duration, Utc};
use sqlx::{Connection, PgConnection};

use super::{Dead, Received, Source, Taken, mail_events, payments};
use crate::{Error, Result, db::Db};

/// How long events are kept against repetition, and how long what failed waits for somebody.
const KEPT: Duration = Duration::days(30);
const DEAD_KEPT: Duration = Duration::days(90);

/// Takes an event: its id, its place in the order and its effects, in one transaction.
///
/// # Errors
/// `Unavailable`; then nothing was kept, and the sender must try again.
pub async fn take(db: &Db, received: &Received, now: DateTime<Utc>) -> Result<Taken> {
    let mut identity = db.identity().await?;
    let new = sqlx::query!(
        "insert into inbound_events (source, event_id, name, object_id, happened_at, body, received_at, state)
         values ($1, $2, $3, $4, $5, $6, $7, 'done') on conflict do nothing",
        received.source.name(),
        received.event_id,
        received.name,
        received.object_id,
        received.happened_at,
        received.body,
        now
    )
    .execute(identity.conn())
    .await?;
    if new.rows_affected() == 0 {
        return Ok(Taken::Repeated);
    }
    let taken = work(identity.conn(), received, now).await?;
    identity.commit().await?;
    Ok(taken)
}

/// Tries a dead letter again.
///
/// # Errors
/// `NotFound` if there is none under this id.
pub async fn retry(db: &Db, source: &str, event_id: &str, now: DateTime<Utc>) -> Result<Taken> {
    let mut identity = db.identity().await?;
    let taken = retry_in(identity.conn(), source, event_id, now).await?;
    identity.commit().await?;
    Ok(taken)
}

/// The same in a transaction of staff.
pub(crate) async fn retry_in(conn: &mut PgConnection, source: &str, event_id: &str, now: DateTime<Utc>) -> Result<Taken> {
    let row = sqlx::query!(
        "update inbound_events set attempts = attempts + 1 where source = $1 and event_id = $2 and state = 'failed'
         returning name, object_id, happened_at, body",
        source,
        event_id
    )
    .fetch_one(&mut *conn)
    .await?;
    let received = Received {
        source: Source::from_name(source).ok_or(Error::NotFound)?,
        event_id: event_id.to_owned(),
        name: row.name,
        object_id: row.object_id,
        happened_at: row.happened_at,
        body: row.body,
    };
    work(conn, &received, now).await
}

/// Throws a dead letter away: its effects will never happen. It is still known, so that telling it again changes nothing.
///
/// # Errors
/// `NotFound` if there is none under this id.
pub async fn discard(db: &Db, source: &str, event_id: &str) -> Result<()> {
    let mut identity = db.identity().await?;
    discard_in(identity.conn(), source, event_id).await?;
    identity.commit().await
}

/// The same in a transaction of staff.
pub(crate) async fn discard_in(conn: &mut PgConnection, source: &str, event_id: &str) -> Result<()> {
    let done = sqlx::query!(
        "update inbound_events set state = 'ignored', last_error = null where source = $1 and event_id = $2 and state = 'failed'",
        source,
        event_id
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Dead letters, oldest first.
pub async fn dead(db: &Db, most: i64) -> Result<Vec<Dead>> {
    let mut identity = db.identity().await?;
    dead_in(identity.conn(), most).await
}

/// The same in a transaction of staff.
pub(crate) async fn dead_in(conn: &mut PgConnection, most: i64) -> Result<Vec<Dead>> {
    Ok(sqlx::query_as!(
        Dead,
        r#"select source, event_id, name, received_at, attempts, last_error as "last_error!" from inbound_events
         where state = 'failed' order by received_at limit $1"#,
        most
    )
    .fetch_all(conn)
    .await?)
}

/// Drops what is too old to come again; how many events.
pub async fn purge(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let mut identity = db.identity().await?;
    let gone = sqlx::query!(
        "delete from inbound_events where received_at < $1 and state <> 'failed' or received_at < $2",
        now - KEPT,
        now - DEAD_KEPT
    )
    .execute(identity.conn())
    .await?;
    sqlx::query!("delete from inbound_seen where happened_at < $1", now - DEAD_KEPT).execute(identity.conn()).await?;
    identity.commit().await?;
    Ok(gone.rows_affected())
}

/// Order, effects, and a note of what came of it. What failed leaves no effect behind.
async fn work(conn: &mut PgConnection, received: &Received, now: DateTime<Utc>) -> Result<Taken> {
    let mut savepoint = conn.begin().await?;
    let outcome = effects(&mut savepoint, received, now).await;
    match outcome {
        Ok(taken) => {
            savepoint.commit().await?;
            note(conn, received, taken, None).await?;
            Ok(taken)
        }
        // Without a database there is nothing to note it in.
        Err(error @ Error::Unavailable(_)) => Err(error),
        Err(error) => {
            savepoint.rollback().await?;
            tracing::warn!(source = received.source.name(), event = received.event_id, %error, "inbound event failed");
            note(conn, received, Taken::Failed, Some(why(&error))).await?;
            Ok(Taken::Failed)
        }
    }
}

async fn effects(conn: &mut PgConnection, received: &Received, now: DateTime<Utc>) -> Result<Taken> {
    let newest = sqlx::query!(
        "insert into inbound_seen as seen (source, object_id, happened_at) values ($1, $2, $3)
         on conflict (source, object_id) do update set happened_at = excluded.happened_at where seen.happened_at <= excluded.happened_at",
        received.source.name(),
        received.object_id,
        received.happened_at
    )
    .execute(&mut *conn)
    .await?;
    if newest.rows_affected() == 0 {
        return Ok(Taken::Stale);
    }
    match received.source {
        Source::MailEvents => mail_events::apply(conn, received, now).await,
        Source::Stripe => payments::apply(conn, received).await,
    }
}

async fn note(conn: &mut PgConnection, received: &Received, taken: Taken, error: Option<String>) -> Result<()> {
    sqlx::query!(
        "update inbound_events set state = $3, last_error = $4 where source = $1 and event_id = $2",
        received.source.name(),
        received.event_id,
        taken.name(),
        error
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What to tell the operator.
fn why(error: &Error) -> String {
    match error.fields() {
        Some(fields) => fields.iter().map(|(_, message)| message).collect::<Vec<_>>().join(" "),
        None => error.to_string(),
    }
}
