//! Months of the calendar, in UTC.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};

/// The first day of the month of an instant.
pub fn of(at: DateTime<Utc>) -> NaiveDate {
    first(at.date_naive())
}

/// The first day of the month of a day.
pub fn first(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// So many months later, or earlier.
pub fn plus(month: NaiveDate, count: i32) -> NaiveDate {
    let by = Months::new(count.unsigned_abs());
    let moved = if count < 0 { month.checked_sub_months(by) } else { month.checked_add_months(by) };
    moved.unwrap_or(month)
}

/// The last `count` months, the running one last.
pub fn last(count: i32, now: DateTime<Utc>) -> Vec<NaiveDate> {
    (1 - count..=0).map(|back| plus(of(now), back)).collect()
}

/// Its first instant.
pub fn begin(month: NaiveDate) -> DateTime<Utc> {
    month.and_time(NaiveTime::MIN).and_utc()
}

/// The first instant after it.
pub fn end(month: NaiveDate) -> DateTime<Utc> {
    begin(plus(month, 1))
}

/// How many months lie between the beginnings of two.
pub fn between(from: NaiveDate, to: NaiveDate) -> i32 {
    let count = |month: NaiveDate| month.year() * 12 + month.month0() as i32;
    count(to) - count(from)
}

/// A month such as `2026-11`.
pub fn parse(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_begin_and_end_in_utc() {
        let at: DateTime<Utc> = "2026-12-31T23:59:59Z".parse().unwrap();
        assert_eq!((of(at), end(of(at)).to_rfc3339()), (day("2026-12-01"), "2027-01-01T00:00:00+00:00".to_owned()));
        assert_eq!(last(3, at), [day("2026-10-01"), day("2026-11-01"), day("2026-12-01")]);
        assert_eq!((between(day("2025-11-01"), day("2026-02-01")), plus(day("2026-01-01"), -1)), (3, day("2025-12-01")));
        assert_eq!((parse("2026-02"), parse("2026-13"), parse("x")), (Some(day("2026-02-01")), None, None));
    }
}
