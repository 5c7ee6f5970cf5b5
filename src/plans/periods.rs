use chrono::{DateTime, Utc};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

use super::Term;
use crate::{Error, Result};

/// The end of the `count`th period since `anchor`, by the calendar of a zone. The anchor is kept: what begins on 31 January ends its
/// periods on 28 February, 31 March, 30 April; and at the same time of day on both sides of a change of the clocks.
///
/// # Errors
/// `Internal` for an unknown zone or a date beyond the calendar.
pub fn period_end(anchor: DateTime<Utc>, term: Term, count: i32, zone: &str) -> Result<DateTime<Utc>> {
    let zone = TimeZone::get(zone).map_err(Error::internal)?;
    let anchor = Timestamp::from_second(anchor.timestamp()).map_err(Error::internal)?.to_zoned(zone);
    let months = term.months().checked_mul(count).ok_or_else(|| Error::internal("too many periods"))?;
    let end = anchor.checked_add(months.months()).map_err(Error::internal)?;
    DateTime::from_timestamp(end.timestamp().as_second(), 0).ok_or_else(|| Error::internal("beyond the calendar"))
}
