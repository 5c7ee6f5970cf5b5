//! What is left to do when nobody sends: mails of dead senders, of unknown fate, and old ones.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::State;
use crate::{Error, Result, db::Db, jobs::Job};

/// What became of a mail is kept this long.
const KEPT: Duration = Duration::days(90);

/// Forgets what became of old mails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const NAME: &'static str = "mail.sweep";
}

/// How many mails are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub state: State,
    pub mails: i64,
}

/// Mails of senders that died: what may be repeated is due again, of the rest nobody knows whether it went out.
pub async fn reap(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let mut identity = db.identity().await?;
    let done = sqlx::query!(
        "update mails set
           state = case when kind = 'security' then 'deferred' else 'unknown' end, state_since = $1::timestamptz,
           failed_at = case when kind = 'security' then null else $1::timestamptz end,
           last_error = 'the sender ended before it could say what became of this'
         where state = 'sending' and next_attempt_at <= $1::timestamptz",
        now
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await?;
    Ok(done.rows_affected())
}

/// A person's word on a mail of unknown fate: it arrived, or it is to be sent (perhaps once more). Compare-and-swap.
///
/// # Errors
/// `NotFound` if there is no such mail of unknown fate.
pub async fn settle(db: &Db, id: Uuid, arrived: bool, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    settle_in(identity.conn(), id, arrived, now).await?;
    identity.commit().await
}

/// The same in a transaction of staff.
pub(crate) async fn settle_in(conn: &mut PgConnection, id: Uuid, arrived: bool, now: DateTime<Utc>) -> Result<()> {
    let done = sqlx::query!(
        "update mails set
           state = case when $2::bool then 'accepted' else 'deferred' end, state_since = $3::timestamptz,
           sent_at = case when $2::bool then $3::timestamptz end, failed_at = null, next_attempt_at = $3::timestamptz,
           expires_at = case when $2::bool then expires_at else greatest(expires_at, $3::timestamptz + interval '1 day') end,
           body_text = case when $2::bool then '' else body_text end, body_html = case when $2::bool then '' else body_html end
         where id = $1 and state = 'unknown'",
        id,
        arrived,
        now
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Mails of unknown fate, oldest first: id, recipient, subject, what happened.
pub async fn unknown(db: &Db, most: i64) -> Result<Vec<(Uuid, String, String, String)>> {
    let mut identity = db.identity().await?;
    let rows = sqlx::query!(
        "select id, recipient, subject, coalesce(last_error, '') as \"error!\" from mails where state = 'unknown' order by id limit $1",
        most
    )
    .fetch_all(identity.conn())
    .await?;
    identity.commit().await?;
    Ok(rows.into_iter().map(|row| (row.id, row.recipient, row.subject, row.error)).collect())
}

/// How many mails are in each state.
pub async fn counts(db: &Db) -> Result<Vec<Tally>> {
    let mut identity = db.identity().await?;
    let rows = sqlx::query!(r#"select state, count(*) as "mails!" from mails group by state"#).fetch_all(identity.conn()).await?;
    identity.commit().await?;
    let of = |state: State| rows.iter().find(|row| row.state == state.name()).map_or(0, |row| row.mails);
    Ok(State::ALL.into_iter().map(|state| Tally { state, mails: of(state) }).collect())
}

/// Forgets what became of old mails; those of unknown fate wait for somebody.
pub async fn sweep(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("delete from mails where created_at < $1 and state in ('accepted', 'bounced', 'suppressed', 'failed')", now - KEPT)
        .execute(identity.conn())
        .await?;
    identity.commit().await
}
