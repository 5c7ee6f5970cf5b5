//! The zone database of the server.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use jiff::{civil, tz};

/// The instant of a wall-clock time in an IANA zone.
///
/// A time that a clock change skips means as much later as the clock jumps; one that comes twice means the first
/// (RFC 5545 §3.3.5). `None` if the zone is unknown or the year absurd.
pub fn resolve(local: NaiveDateTime, zone: &str) -> Option<DateTime<Utc>> {
    let zone = tz::TimeZone::get(zone).ok()?;
    let instant = zone.to_ambiguous_timestamp(civil(local)?).compatible().ok()?;
    DateTime::from_timestamp(instant.as_second(), 0)
}

/// The names of the zones people choose from: places and `UTC`, sorted.
pub fn zones() -> Vec<String> {
    const AREAS: [&str; 10] = ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    let is_place = |name: &str| name == "UTC" || name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area));
    let mut names: Vec<String> = tz::db().available().map(|name| name.to_string()).filter(|name| is_place(name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whole seconds: schedules are set in minutes.
fn civil(local: NaiveDateTime) -> Option<civil::DateTime> {
    civil::DateTime::new(
        local.year().try_into().ok()?,
        local.month().try_into().ok()?,
        local.day().try_into().ok()?,
        local.hour().try_into().ok()?,
        local.minute().try_into().ok()?,
        local.second().try_into().ok()?,
        0,
    )
    .ok()
}
