//! Numbers and dates as people read them.

use chrono::NaiveDateTime;
use mewayz::analytics::{Range, Report, ratio};

use crate::words::{self, analytics as t, number};

/// `1234567` as `1,234,567`.
pub(super) fn thousands(count: u64) -> String {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A share as `12.5%`; tiny ones are not called nothing.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.1 {
        return t::under(words::percent(0.1));
    }
    words::percent(percent)
}

/// How a figure moved.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// There was nothing before.
    New,
    Same,
    Up(String),
    Down(String),
}

/// The change from `before` to `now`, in percent of `before`.
pub(super) fn change(now: u64, before: u64) -> Change {
    match (now, before) {
        (now, before) if now == before => Change::Same,
        (_, 0) => Change::New,
        (now, before) if now > before => Change::Up(whole_percent(now - before, before)),
        (now, before) => Change::Down(whole_percent(before - now, before)),
    }
}

fn whole_percent(part: u64, whole: u64) -> String {
    words::percent((ratio(part, whole) * 100.0).round())
}

/// The name of a range on its tab.
pub(super) fn range(range: Range) -> &'static str {
    match range {
        Range::Today => t::today(),
        Range::Week => t::week(),
        Range::Month => t::month(),
        Range::Quarter => t::quarter(),
        Range::Year => t::year(),
    }
}

/// What a range is compared with.
pub(super) fn before(range: Range) -> &'static str {
    match range {
        Range::Today => t::before_today(),
        Range::Week => t::before_week(),
        Range::Month => t::before_month(),
        Range::Quarter => t::before_quarter(),
        Range::Year => t::before_year(),
    }
}

/// What a point of the chart is.
pub(super) fn unit(range: Range) -> &'static str {
    match range {
        Range::Today => t::unit_hour(),
        Range::Week | Range::Month | Range::Quarter => t::unit_day(),
        Range::Year => t::unit_month(),
    }
}

/// An hour, day or month on the axis.
pub(super) fn moment(range: Range, local: NaiveDateTime) -> String {
    let day = local.date();
    match range {
        Range::Today => words::time(local),
        Range::Week => words::weekday_and_day(day),
        Range::Month | Range::Quarter => words::day_short(day),
        Range::Year => words::month_and_year(day),
    }
}

/// What was left out of the figures, in one sentence; none if nothing was.
pub(super) fn excluded(report: &Report) -> Option<String> {
    let excluded = report.excluded;
    let part = |n: u64, words: fn(String) -> String| (n > 0).then(|| words(thousands(n)));
    let parts: Vec<String> = [part(excluded.bots, t::by_bots), part(excluded.prefetches, t::prefetched), part(excluded.owner, t::by_you)]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| t::not_counted(parts.join(t::separator())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn shares_are_short_and_honest() {
        assert_eq!([0.0, 0.0001, 0.125, 0.5, 1.0].map(percent), ["0%", "<0.1%", "12.5%", "50%", "100%"]);
    }

    #[test]
    fn changes_have_a_direction() {
        assert_eq!(change(5, 5), Change::Same);
        assert_eq!(change(5, 0), Change::New);
        assert_eq!(change(15, 10), Change::Up("50%".into()));
        assert_eq!(change(0, 10), Change::Down("100%".into()));
    }

    #[test]
    fn moments_suit_their_range() {
        let local = chrono::NaiveDate::from_ymd_opt(2026, 3, 9).and_then(|day| day.and_hms_opt(14, 0, 0)).expect("a time");
        let shown = [Range::Today, Range::Week, Range::Quarter, Range::Year].map(|range| moment(range, local));
        assert_eq!(shown, ["14:00", "Mon 9 Mar", "9 Mar", "Mar 2026"]);
    }
}
