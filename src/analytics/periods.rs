//! When ranges begin and where their hours, days and months lie, in a member's zone.

use chrono::{DateTime, DurationRound, NaiveDateTime, TimeDelta, Utc};
use jiff::{Span, Timestamp, Zoned, civil::Date, tz::TimeZone};

use super::Range;

/// A range with the one before it, as instants.
#[derive(Debug, PartialEq)]
pub(super) struct Periods {
    /// Start and end (exclusive) of the time to compare with.
    pub(super) previous: (DateTime<Utc>, DateTime<Utc>),
    /// Starts of the hours, days or months of the range, oldest first.
    pub(super) starts: Vec<DateTime<Utc>>,
    /// Where the range ends, exclusive: the end of the current hour.
    pub(super) end: DateTime<Utc>,
}

/// The zone of an IANA name; UTC if there is none of that name.
pub(super) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// The clock in a zone.
pub(super) fn local(instant: DateTime<Utc>, zone: &TimeZone) -> NaiveDateTime {
    let offset = zone.to_offset(timestamp(instant)).seconds();
    instant.naive_utc() + TimeDelta::seconds(i64::from(offset))
}

/// The range that ends at `now`, cut where days and months of the zone begin.
///
/// `None` only where the calendar ends (year 9999).
pub(super) fn periods(range: Range, now: DateTime<Utc>, zone: &TimeZone) -> Option<Periods> {
    let today = timestamp(now).to_zoned(zone.clone()).date();
    let hour = TimeDelta::hours(1);
    let end = now.duration_trunc(hour).ok()? + hour;
    let starts = match range {
        Range::Today => hours(midnight(today, zone)?, end),
        Range::Week => days(today, 7, zone)?,
        Range::Month => days(today, 30, zone)?,
        Range::Quarter => days(today, 90, zone)?,
        Range::Year => months(today, zone)?,
    };
    let (first, last) = (*starts.first()?, *starts.last()?);
    let end = end.max(last + hour);
    let back = back(range);
    let previous = (earlier(first, back, zone)?, earlier(end, back, zone)?.min(first));
    Some(Periods { previous, starts, end })
}

/// How far back the time to compare with lies.
fn back(range: Range) -> Span {
    match range {
        Range::Today => Span::new().days(1),
        Range::Week => Span::new().days(7),
        Range::Month => Span::new().days(30),
        Range::Quarter => Span::new().days(90),
        Range::Year => Span::new().years(1),
    }
}

/// Full hours of real time, at least one: a day has 23 or 25 of them when clocks change.
fn hours(from: DateTime<Utc>, end: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let later = std::iter::successors(Some(from), |hour| Some(*hour + TimeDelta::hours(1)));
    later.enumerate().take_while(|(n, hour)| *n == 0 || *hour < end).map(|(_, hour)| hour).collect()
}

fn days(today: Date, count: i64, zone: &TimeZone) -> Option<Vec<DateTime<Utc>>> {
    (0..count).rev().map(|ago| midnight(today.checked_sub(Span::new().days(ago)).ok()?, zone)).collect()
}

fn months(today: Date, zone: &TimeZone) -> Option<Vec<DateTime<Utc>>> {
    let this = today.first_of_month();
    (0..12).rev().map(|ago| midnight(this.checked_sub(Span::new().months(ago)).ok()?, zone)).collect()
}

/// The first full UTC hour of a day, for visits are counted by UTC hours.
fn midnight(day: Date, zone: &TimeZone) -> Option<DateTime<Utc>> {
    utc_hour(&day.to_zoned(zone.clone()).ok()?)
}

fn earlier(instant: DateTime<Utc>, by: Span, zone: &TimeZone) -> Option<DateTime<Utc>> {
    utc_hour(&timestamp(instant).to_zoned(zone.clone()).checked_sub(by).ok()?)
}

fn utc_hour(at: &Zoned) -> Option<DateTime<Utc>> {
    let instant = DateTime::from_timestamp(at.timestamp().as_second(), 0)?;
    // Rounded up: the hour in which the midnight of a half-hour zone falls began on the day before.
    let floor = instant.duration_trunc(TimeDelta::hours(1)).ok()?;
    Some(if floor == instant { floor } else { floor + TimeDelta::hours(1) })
}

fn timestamp(instant: DateTime<Utc>) -> Timestamp {
    Timestamp::from_second(instant.timestamp()).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn of(range: Range, now: &str, name: &str) -> Periods {
        periods(range, at(now), &zone(name)).expect("periods")
    }

    #[test]
    fn a_day_has_as_many_hours_as_the_clock_gives_it() {
        let spring = of(Range::Today, "2026-03-29T21:30:00Z", "Europe/Berlin");
        assert_eq!((spring.starts.len(), spring.starts[0], spring.end), (23, at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")));
        let autumn = of(Range::Today, "2026-10-25T22:30:00Z", "Europe/Berlin");
        assert_eq!((autumn.starts.len(), autumn.starts[0]), (25, at("2026-10-24T22:00:00Z")));
    }

    #[test]
    fn days_begin_at_local_midnight_on_both_sides_of_a_clock_change() {
        let week = of(Range::Week, "2026-03-31T10:15:00Z", "Europe/Berlin");
        assert_eq!(week.starts.len(), 7);
        assert_eq!(week.starts[3], at("2026-03-27T23:00:00Z"));
        assert_eq!(week.starts[5], at("2026-03-29T22:00:00Z"));
        assert_eq!(local(week.starts[5], &zone("Europe/Berlin")).to_string(), "2026-03-30 00:00:00");
    }

    #[test]
    fn the_time_before_ends_where_this_one_stands() {
        let week = of(Range::Week, "2026-03-31T10:15:00Z", "Europe/Berlin");
        // 13:00 in Berlin, a week apart, though the clock changed in between.
        assert_eq!((week.end, week.previous.1), (at("2026-03-31T11:00:00Z"), at("2026-03-24T12:00:00Z")));
        assert_eq!(week.previous.0, at("2026-03-17T23:00:00Z"));
    }

    #[test]
    fn a_year_is_twelve_months_of_the_calendar() {
        let year = of(Range::Year, "2026-03-31T23:30:00Z", "Asia/Tokyo");
        assert_eq!((year.starts.len(), year.starts[0]), (12, at("2025-04-30T15:00:00Z")));
        assert_eq!(year.starts[11], at("2026-03-31T15:00:00Z"));
    }

    #[test]
    fn half_hour_zones_begin_their_day_at_the_next_full_hour() {
        let before = of(Range::Today, "2026-03-10T18:45:00Z", "Asia/Kolkata");
        assert_eq!((before.starts, before.end), (vec![at("2026-03-10T19:00:00Z")], at("2026-03-10T20:00:00Z")));
    }

    #[test]
    fn an_unknown_zone_is_utc() {
        assert_eq!(zone("Mars/Olympus"), TimeZone::UTC);
    }

    #[test]
    fn every_range_is_in_order_in_every_zone() {
        for name in ["UTC", "Pacific/Apia", "America/St_Johns", "Asia/Kathmandu", "America/Sao_Paulo"] {
            for range in Range::ALL {
                for day in 1..=28 {
                    let found = of(*range, &format!("2026-02-{day:02}T18:20:00Z"), name);
                    assert!(found.starts.is_sorted() && found.previous.0 < found.previous.1, "{name} {range:?} {day}");
                    assert!(found.previous.1 <= found.starts[0] && found.starts.last() < Some(&found.end), "{name} {range:?} {day}");
                }
            }
        }
    }
}
