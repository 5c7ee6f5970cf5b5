use serde_json::Value;
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::Staff;
use crate::{Error, Result, ids::UserId};

/// A transaction in the name of staff, over the global tables; tenant tables show no rows. Opened by `Db::staff`, which has already written
/// down who came and why.
pub struct BackOffice {
    pub(crate) tx: Transaction<'static, Postgres>,
    pub(crate) user: UserId,
    pub(crate) reason: String,
}

impl BackOffice {
    /// Keeps what was done.
    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }

    pub fn user(&self) -> UserId {
        self.user
    }

    /// Writes down an act, such as `jobs.retry`, in the transaction of its effect. `details` are ids and numbers, no personal data.
    pub(crate) async fn note(&mut self, act: &str, details: &Value) -> Result<()> {
        let (user, reason) = (Staff { user: self.user }, self.reason.clone());
        record(&mut self.tx, &user, act, &reason, details).await
    }

    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

/// Writes down who, why and what.
///
/// # Errors
/// `Invalid` without a reason, or with one over 500 characters.
pub(crate) async fn record(conn: &mut PgConnection, staff: &Staff, act: &str, reason: &str, details: &Value) -> Result<()> {
    use crate::error::OnConstraint;
    sqlx::query!(
        "insert into staff_actions (id, user_id, act, reason, details) values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        staff.user.0,
        act,
        reason.trim(),
        details
    )
    .execute(conn)
    .await
    .on_constraint("staff_actions_reason", || Error::field("reason", "Say why, in up to 500 characters."))?;
    Ok(())
}
