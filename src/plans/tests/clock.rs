//! Months, ends of months and changes of the clocks.

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

use super::super::{Term, period_end};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn the_anchor_outlives_short_months() {
    let anchor = at("2027-01-31T09:30:00Z");
    let ends: Vec<String> = (1..=5).map(|n| period_end(anchor, Term::Month, n, "UTC").unwrap().date_naive().to_string()).collect();
    assert_eq!(ends, ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"]);
    assert_eq!(period_end(at("2028-02-29T00:00:00Z"), Term::Year, 1, "UTC").unwrap(), at("2029-02-28T00:00:00Z"));
    assert_eq!(period_end(at("2028-02-29T00:00:00Z"), Term::Year, 4, "UTC").unwrap(), at("2032-02-29T00:00:00Z"));
}

#[test]
fn a_period_ends_at_its_time_of_day_when_the_clocks_change() {
    // 00:30 in Berlin on 1 March (UTC+1) and on 1 April (UTC+2).
    assert_eq!(period_end(at("2027-02-28T23:30:00Z"), Term::Month, 1, "Europe/Berlin").unwrap(), at("2027-03-31T22:30:00Z"));
    // 02:30 on 28 March 2027 does not exist in Berlin: the hour after.
    assert_eq!(period_end(at("2027-02-28T01:30:00Z"), Term::Month, 1, "Europe/Berlin").unwrap(), at("2027-03-28T01:30:00Z"));
    // In Auckland the month is another one than in UTC.
    assert_eq!(period_end(at("2027-01-30T11:30:00Z"), Term::Month, 1, "Pacific/Auckland").unwrap(), at("2027-02-27T11:30:00Z"));
    assert!(period_end(at("2027-01-01T00:00:00Z"), Term::Month, 1, "Mars/Olympus").is_err());
}

proptest! {
    #[test]
    fn periods_follow_each_other_without_gaps(seconds in 1_700_000_000_i64..2_500_000_000, zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kolkata"])) {
        let anchor = DateTime::from_timestamp(seconds, 0).unwrap();
        let ends: Vec<_> = (0..=14).map(|n| period_end(anchor, Term::Month, n, zone).unwrap()).collect();
        prop_assert_eq!(ends[0], anchor);
        for pair in ends.windows(2) {
            let length = pair[1] - pair[0];
            prop_assert!(length >= Duration::days(28) - Duration::hours(25) && length <= Duration::days(31) + Duration::hours(25), "{:?}", length);
        }
        // Twelve months are a year.
        prop_assert_eq!(ends[12], period_end(anchor, Term::Year, 1, zone).unwrap());
    }
}
