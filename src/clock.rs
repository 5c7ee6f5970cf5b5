//! The time. Rules take `now` as an argument; edges ask here.

use chrono::{DateTime, Utc};

/// The current instant, UTC.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
