//! Addresses that get no mail, or none of a kind. Kept as hashes, so that they outlive the erasure of a person.
//!
//! A hard bounce, a complaint and an operator's word stop every mail, those that protect accounts too: to an address that
//! does not exist they arrive nowhere and cost the sender's name. `lift` is the way back. Unsubscribing stops notices only.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::unsubscribe::Subscription;
pub(crate) use super::unsubscribe::address_hash;
use crate::{Error, Result, db::Db};

/// Why an address gets no mail at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A mail server said that there is no such address.
    HardBounce,
    /// Its owner called our mail spam.
    Complaint,
    /// An operator said so.
    Operator,
}

impl Reason {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::HardBounce => "hard_bounce",
            Self::Complaint => "complaint",
            Self::Operator => "operator",
        }
    }
}

/// A suppression as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    pub reason: String,
    pub workspace_id: Option<Uuid>,
    pub detail: String,
    pub created_at: DateTime<Utc>,
}

/// No mail goes to the address from now on; also those that wait are not sent.
pub async fn suppress(db: &Db, address: &str, reason: Reason, detail: &str, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    suppress_in(identity.conn(), address, reason, detail, now).await?;
    identity.commit().await
}

/// The same in a transaction that causes it.
pub(crate) async fn suppress_in(conn: &mut PgConnection, address: &str, reason: Reason, detail: &str, now: DateTime<Utc>) -> Result<()> {
    let hash = address_hash(address);
    sqlx::query!(
        "insert into mail_suppressions (id, address_hash, reason, detail, created_at) values ($1, $2, $3, $4, $5)
         on conflict on constraint mail_suppressions_once do nothing",
        Uuid::now_v7(),
        hash.as_slice(),
        reason.name(),
        detail,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stops notices to an address, as its owner wishes; twice is fine. A workspace that is gone has nothing left to stop.
pub async fn unsubscribe(db: &Db, subscription: Subscription, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!(
        "insert into mail_suppressions (id, address_hash, workspace_id, reason, created_at)
         select $1, $2, $3, 'unsubscribed', $4 where $3::uuid is null or exists (select from workspaces where id = $3)
         on conflict on constraint mail_suppressions_once do nothing",
        Uuid::now_v7(),
        subscription.address_hash.as_slice(),
        subscription.workspace.map(|w| w.0),
        now
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await
}

/// Lets mail to an address through again, except what its owner unsubscribed from.
///
/// # Errors
/// `NotFound` if nothing was suppressed.
pub async fn lift(db: &Db, address: &str) -> Result<()> {
    let mut identity = db.identity().await?;
    lift_in(identity.conn(), address).await?;
    identity.commit().await
}

/// The same in a transaction of staff.
pub(crate) async fn lift_in(conn: &mut PgConnection, address: &str) -> Result<()> {
    let hash = address_hash(address);
    let lifted = sqlx::query!("delete from mail_suppressions where address_hash = $1 and reason <> 'unsubscribed'", hash.as_slice())
        .execute(conn)
        .await?;
    if lifted.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// What holds mail back from an address.
pub async fn of(db: &Db, address: &str) -> Result<Vec<Suppression>> {
    let mut identity = db.identity().await?;
    let found = of_in(identity.conn(), address).await?;
    identity.commit().await?;
    Ok(found)
}

/// The same in a transaction of staff.
pub(crate) async fn of_in(conn: &mut PgConnection, address: &str) -> Result<Vec<Suppression>> {
    let hash = address_hash(address);
    Ok(sqlx::query_as!(
        Suppression,
        "select reason, workspace_id, detail, created_at from mail_suppressions where address_hash = $1 order by id",
        hash.as_slice()
    )
    .fetch_all(conn)
    .await?)
}
