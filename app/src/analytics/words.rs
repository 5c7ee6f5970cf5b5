//! Numbers and dates as people read them.

use chrono::NaiveDateTime;
use mewayz::analytics::{Range, Report, ratio};

/// `1234567` as `1,234,567`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as `12.5%`; tiny ones are not called nothing.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.1 {
        return "<0.1%".to_owned();
    }
    let text = format!("{percent:.1}");
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
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
    format!("{:.0}%", ratio(part, whole) * 100.0)
}

/// The name of a range on its tab.
pub(super) fn range(range: Range) -> &'static str {
    match range {
        Range::Today => "Today",
        Range::Week => "7 days",
        Range::Month => "30 days",
        Range::Quarter => "90 days",
        Range::Year => "12 months",
    }
}

/// What a range is compared with.
pub(super) fn before(range: Range) -> &'static str {
    match range {
        Range::Today => "yesterday until now",
        Range::Week => "the 7 days before",
        Range::Month => "the 30 days before",
        Range::Quarter => "the 90 days before",
        Range::Year => "the same time last year",
    }
}

/// What a point of the chart is.
pub(super) fn unit(range: Range) -> &'static str {
    match range {
        Range::Today => "Hour",
        Range::Week | Range::Month | Range::Quarter => "Day",
        Range::Year => "Month",
    }
}

/// An hour, day or month on the axis.
pub(super) fn moment(range: Range, local: NaiveDateTime) -> String {
    let format = match range {
        Range::Today => "%H:%M",
        Range::Week => "%a %-d %b",
        Range::Month | Range::Quarter => "%-d %b",
        Range::Year => "%b %Y",
    };
    local.format(format).to_string()
}

/// What was left out of the figures, in one sentence; none if nothing was.
pub(super) fn excluded(report: &Report) -> Option<String> {
    let excluded = report.excluded;
    let part = |n: u64, what: &str| (n > 0).then(|| format!("{} {what}", thousands(n)));
    let parts: Vec<String> =
        [part(excluded.bots, "by bots"), part(excluded.prefetches, "prefetched by browsers"), part(excluded.owner, "by you and your team")]
            .into_iter()
            .flatten()
            .collect();
    (!parts.is_empty()).then(|| format!("Not counted (views and clicks): {}.", parts.join(", ")))
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
