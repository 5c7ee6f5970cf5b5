//! When somebody is told: at once, gathered, or after their quiet hours. Security notices know no timing.

use chrono::{DateTime, Utc};
use jiff::{Timestamp, ToSpan, Zoned, civil::Time, tz::TimeZone};

use super::{Channel, Digest, Quiet, Settings, Topic};
use crate::{Error, Result};

/// When a daily digest is sent, in the person's zone.
const MORNING: i8 = 8;
const MINUTES_OF_AN_HOUR: u16 = 60;

/// The first instant at which a channel may tell of a topic.
///
/// # Errors
/// `Internal` for instants beyond the calendar.
pub(super) fn due(topic: Topic, channel: Channel, settings: &Settings, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    if topic.is_security() || channel == Channel::InApp {
        return Ok(now);
    }
    let local = local(now, &settings.zone)?;
    let gathered = if channel == Channel::Email { gathered(local, settings.digest)? } else { local };
    let awake = match settings.quiet {
        Some(quiet) => after(gathered, quiet)?,
        None => gathered,
    };
    Ok(utc(&awake).max(now))
}

/// Whether a zone is one that we know.
pub fn is_zone(name: &str) -> bool {
    name.len() <= 64 && TimeZone::get(name).is_ok()
}

/// Every zone somebody may choose.
pub fn zones() -> Vec<String> {
    let mut names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
    // Continents and UTC; the rest are old names and offsets.
    names.retain(|name| {
        name == "UTC" || (name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("posix/") && !name.starts_with("right/"))
    });
    names.sort();
    names
}

fn gathered(local: Zoned, digest: Digest) -> Result<Zoned> {
    match digest {
        Digest::AtOnce => Ok(local),
        // Full hours of absolute time: an hour that the clocks show twice is two hours.
        Digest::Hourly => {
            let into = i64::from(local.minute()) * 60 + i64::from(local.second());
            local.checked_add((3600 - into).seconds()).map_err(Error::internal)
        }
        Digest::Daily => next(&local, Time::constant(MORNING, 0, 0, 0)),
    }
}

/// The instant itself, or the end of the quiet hours in which it lies.
fn after(local: Zoned, quiet: Quiet) -> Result<Zoned> {
    let minute = u16::try_from(local.hour()).unwrap_or(0) * MINUTES_OF_AN_HOUR + u16::try_from(local.minute()).unwrap_or(0);
    if !quiet.holds(minute) {
        return Ok(local);
    }
    next(&local, time(quiet.until)?)
}

/// The next time the clock shows `time`. One that the clocks skip comes as much later as they skip; one they show twice is the first.
fn next(local: &Zoned, time: Time) -> Result<Zoned> {
    let today = local.date().to_datetime(time).to_zoned(local.time_zone().clone()).map_err(Error::internal)?;
    if today > *local {
        return Ok(today);
    }
    let tomorrow = local.date().tomorrow().map_err(Error::internal)?;
    tomorrow.to_datetime(time).to_zoned(local.time_zone().clone()).map_err(Error::internal)
}

fn time(minutes: u16) -> Result<Time> {
    let part = |n: u16| i8::try_from(n).map_err(Error::internal);
    Time::new(part(minutes / MINUTES_OF_AN_HOUR)?, part(minutes % MINUTES_OF_AN_HOUR)?, 0, 0).map_err(Error::internal)
}

/// A zone that is not known any more counts as UTC: somebody is told at the wrong hour rather than never.
fn local(at: DateTime<Utc>, zone: &str) -> Result<Zoned> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Ok(Timestamp::from_microsecond(at.timestamp_micros()).map_err(Error::internal)?.to_zoned(zone))
}

fn utc(at: &Zoned) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp().as_microsecond()).unwrap_or_default()
}
