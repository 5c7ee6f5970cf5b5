//! `stripe`: what happens to payments for plans. A message is a reason to ask, never the truth: it may be late, or of another order than
//! what it tells of.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::{Received, Taken};
use crate::{Result, plans};

pub(super) fn happened_at(body: &Value) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(body.get("created")?.as_i64()?, 0)
}

/// The customer that it is about; empty if it is about none.
pub(super) fn object(body: &Value) -> String {
    let customer = body.pointer("/data/object/customer").and_then(Value::as_str);
    customer.map(|id| id.chars().take(200).collect()).unwrap_or_default()
}

/// Asks for what the customer has now.
pub(super) async fn apply(conn: &mut PgConnection, received: &Received) -> Result<Taken> {
    let matters = received.name.starts_with("customer.subscription.")
        || matches!(received.name.as_str(), "checkout.session.completed" | "invoice.paid" | "invoice.payment_failed");
    if matters && plans::told(conn, &received.object_id).await? { Ok(Taken::Done) } else { Ok(Taken::Ignored) }
}
