//! `mail-events`: `{"type": "bounced" | "complained", "timestamp", "data": {"recipient", "permanent"?, "detail"?}}`.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use sqlx::PgConnection;

use super::{Received, Taken};
use crate::{
    Error, Result,
    mail::suppressions::{self, Reason, address_hash},
};

/// Characters of what the mail server said that are kept.
const MOST_DETAIL: usize = 300;

#[derive(Deserialize)]
struct Data {
    recipient: String,
    /// A mailbox that is full today is no reason to write never again.
    #[serde(default = "yes")]
    permanent: bool,
    #[serde(default)]
    detail: String,
}

fn yes() -> bool {
    true
}

/// The recipient, as a hash: it outlives the message.
pub(super) fn object(body: &Value) -> String {
    let recipient = body.pointer("/data/recipient").and_then(Value::as_str).unwrap_or_default();
    address_hash(recipient).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// No more mail to an address that does not exist or does not want it.
///
/// # Errors
/// `Invalid` without a recipient.
pub(super) async fn apply(conn: &mut PgConnection, received: &Received, now: DateTime<Utc>) -> Result<Taken> {
    let data = received.body.get("data").cloned().unwrap_or_default();
    let data: Data = serde_json::from_value(data).map_err(|_| Error::field("data", "The message names no recipient."))?;
    let reason = match received.name.as_str() {
        "bounced" if data.permanent => Reason::HardBounce,
        "complained" => Reason::Complaint,
        _ => return Ok(Taken::Ignored),
    };
    let detail: String = data.detail.chars().filter(|c| !c.is_control()).take(MOST_DETAIL).collect();
    suppressions::suppress_in(conn, &data.recipient, reason, &detail, now).await?;
    Ok(Taken::Done)
}
