use chrono::{DateTime, TimeDelta, Utc};

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn next(cron: &str, zone: &str, after: &str) -> String {
    next_after(cron, zone, at(after)).unwrap().to_rfc3339()
}

#[test]
fn times_are_of_the_zone() {
    assert_eq!(next("0 9 * * *", "Europe/Berlin", "2026-01-10T00:00:00Z"), "2026-01-10T08:00:00+00:00");
    assert_eq!(next("0 9 * * *", "Europe/Berlin", "2026-07-10T00:00:00Z"), "2026-07-10T07:00:00+00:00");
    assert_eq!(next("0 9 * * *", "Asia/Kathmandu", "2026-07-10T00:00:00Z"), "2026-07-10T03:15:00+00:00");
    assert_eq!(next("0 9 * * 1", "America/New_York", "2026-11-21T00:00:00Z"), "2026-11-23T14:00:00+00:00");
}

#[test]
fn a_time_that_the_clocks_skip_happens_when_they_have() {
    // Berlin, 29 March 2026: 02:00 becomes 03:00, which is 01:00 UTC.
    assert_eq!(next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z"), "2026-03-29T01:00:00+00:00");
    assert_eq!(next("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z"), "2026-03-30T00:30:00+00:00", "and once");
}

#[test]
fn a_time_that_the_clocks_show_twice_happens_once() {
    // Berlin, 25 October 2026: 03:00 becomes 02:00, so 02:30 is 00:30 and 01:30 UTC.
    let first = next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z");
    assert_eq!(first, "2026-10-25T00:30:00+00:00");
    assert_eq!(next("30 2 * * *", "Europe/Berlin", &first), "2026-10-26T01:30:00+00:00");
}

#[test]
fn every_quarter_of_an_hour_goes_on_through_both_changes() {
    for day in ["2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z"] {
        let mut now = at(day);
        for _ in 0..12 {
            let then = next_after("*/15 * * * *", "Europe/Berlin", now).unwrap();
            assert_eq!(then - now, TimeDelta::minutes(15), "{then}");
            now = then;
        }
    }
}

#[test]
fn rules_that_cannot_be_read_are_found_at_start() {
    for (cron, zone) in [("61 * * * *", "UTC"), ("* * * *", "UTC"), ("0 9 * * *", "Europe/Atlantis"), ("0 0 30 2 *", "UTC")] {
        assert!(Schedule::new("test", cron, zone, &Count { number: 1 }).is_err(), "{cron} {zone}");
    }
}

fn hourly() -> Vec<Schedule> {
    vec![Schedule::new("test.hourly", "0 * * * *", "UTC", &Count { number: 1 }).unwrap()]
}

#[tokio::test]
async fn each_occurrence_is_added_once_whatever_the_number_of_processes() {
    let b = bench().await;
    let start = at("2026-11-21T10:30:00Z");
    register(&b.db(), &hourly(), start).await.unwrap();
    assert_eq!(run_due(&b.db(), &hourly(), start).await.unwrap(), 0);
    for hour in 0..3 {
        let now = at("2026-11-21T11:00:00Z") + TimeDelta::hours(hour);
        let mut processes = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let db = b.db();
            processes.spawn(async move {
                register(&db, &hourly(), now).await.unwrap();
                run_due(&db, &hourly(), now).await.unwrap()
            });
        }
        let mut added = 0;
        while let Some(process) = processes.join_next().await {
            added += process.unwrap();
        }
        assert_eq!(added, 1);
    }
    assert_eq!(b.all().await.len(), 3);
}

#[tokio::test]
async fn what_was_missed_is_caught_up_once() {
    let b = bench().await;
    register(&b.db(), &hourly(), at("2026-11-21T10:30:00Z")).await.unwrap();
    let days_later = at("2026-11-24T10:10:00Z");
    assert_eq!(run_due(&b.db(), &hourly(), days_later).await.unwrap(), 1);
    assert_eq!(run_due(&b.db(), &hourly(), days_later).await.unwrap(), 0);
    assert_eq!(run_due(&b.db(), &hourly(), at("2026-11-24T11:00:00Z")).await.unwrap(), 1, "and goes on as if nothing had been");
}

#[tokio::test]
async fn a_changed_rule_starts_afresh_and_one_that_is_gone_is_forgotten() {
    let b = bench().await;
    let now = at("2026-11-21T10:30:00Z");
    register(&b.db(), &hourly(), now).await.unwrap();
    let daily = [Schedule::new("test.hourly", "0 3 * * *", "Europe/Berlin", &Count { number: 1 }).unwrap()];
    register(&b.db(), &daily, now).await.unwrap();
    assert_eq!(run_due(&b.db(), &daily, at("2026-11-21T11:00:00Z")).await.unwrap(), 0);
    assert_eq!(run_due(&b.db(), &daily, at("2026-11-22T02:00:00Z")).await.unwrap(), 1);
    register(&b.db(), &[], now).await.unwrap();
    assert_eq!(run_due(&b.db(), &daily, at("2027-01-01T00:00:00Z")).await.unwrap(), 0);
}
