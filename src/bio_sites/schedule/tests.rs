#![allow(clippy::unwrap_used, reason = "a test stops where its ground gives way")]

use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const BERLIN: &str = "Europe/Berlin";

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    local(text).and_utc()
}

fn schedule(from: Option<&str>, until: Option<&str>, zone: &str) -> Schedule {
    Schedule { from: from.map(local), until: until.map(local), zone: zone.to_owned() }
}

fn heading(schedule: Option<Schedule>) -> Block {
    Block { id: Uuid::now_v7(), enabled: true, schedule, body: Body::Heading { text: "Hi".to_owned() } }
}

fn countdown(at: &str) -> Block {
    let body = Body::Countdown { title: "Launch".to_owned(), at: Some(local(at)), zone: "UTC".to_owned(), done: String::new() };
    Block { body, ..heading(None) }
}

fn page(blocks: Vec<Block>) -> Content {
    Content { blocks, ..Content::default() }
}

#[test]
fn wall_clock_times_follow_the_zone() {
    assert_eq!(resolve(local("2026-01-15 12:00"), BERLIN), Some(utc("2026-01-15 11:00")));
    assert_eq!(resolve(local("2026-07-15 12:00"), BERLIN), Some(utc("2026-07-15 10:00")));
    assert_eq!(resolve(local("2026-07-15 12:00"), "Asia/Kathmandu"), Some(utc("2026-07-15 06:15")));
    assert_eq!(resolve(local("2026-07-15 12:00"), "UTC"), Some(utc("2026-07-15 12:00")));
}

#[test]
fn a_skipped_time_is_as_much_later_as_the_clock_jumps() {
    // In Berlin 02:00 becomes 03:00 on 2026-03-29, in New York on 2026-03-08.
    assert_eq!(resolve(local("2026-03-29 02:30"), BERLIN), Some(utc("2026-03-29 01:30")));
    assert_eq!(resolve(local("2026-03-29 03:30"), BERLIN), Some(utc("2026-03-29 01:30")));
    assert_eq!(resolve(local("2026-03-08 02:30"), "America/New_York"), Some(utc("2026-03-08 07:30")));
}

#[test]
fn a_time_that_comes_twice_is_the_first() {
    assert_eq!(resolve(local("2026-10-25 02:30"), BERLIN), Some(utc("2026-10-25 00:30")));
    assert_eq!(resolve(local("2026-11-01 01:30"), "America/New_York"), Some(utc("2026-11-01 05:30")));
}

#[test]
fn unknown_zones_and_absurd_years_have_no_instant() {
    for zone in ["", "Mars/Olympus", "../../etc/passwd", "Europe/Berlin\0"] {
        assert_eq!(resolve(local("2026-01-15 12:00"), zone), None, "{zone:?}");
    }
    assert_eq!(resolve(NaiveDate::MAX.and_hms_opt(0, 0, 0).unwrap(), BERLIN), None);
}

#[test]
fn zones_are_places_and_utc() {
    let zones = zones();
    assert!(zones.len() > 300, "{}", zones.len());
    for zone in [BERLIN, "America/New_York", "Asia/Kathmandu", "UTC"] {
        assert!(zones.iter().any(|name| name == zone), "{zone}");
    }
    assert!(zones.is_sorted());
    let noon = local("2026-01-15 12:00");
    assert!(zones.iter().all(|zone| resolve(noon, zone).is_some()));
}

#[test]
fn the_end_does_not_belong_to_the_window() {
    // Month end and leap year: until the first of March, exclusive.
    let block = heading(Some(schedule(Some("2028-02-01 00:00"), Some("2028-03-01 00:00"), BERLIN)));
    let seen = |now: &str| visible(&block, utc(now), &resolve);
    assert!(!seen("2028-01-31 22:59"));
    assert!(seen("2028-01-31 23:00"));
    assert!(seen("2028-02-29 12:00"));
    assert!(seen("2028-02-29 22:59"));
    assert!(!seen("2028-02-29 23:00"));
}

#[test]
fn either_side_may_be_open() {
    let open = heading(Some(Schedule::default()));
    assert!(visible(&open, utc("2026-01-01 00:00"), &resolve));
    let from = heading(Some(schedule(Some("2026-01-01 00:00"), None, "UTC")));
    assert!(!visible(&from, utc("2025-12-31 23:59"), &resolve));
    assert!(visible(&from, utc("2099-01-01 00:00"), &resolve));
}

#[test]
fn what_cannot_be_understood_is_hidden() {
    let now = utc("2026-01-01 00:00");
    for schedule in [
        schedule(Some("2025-01-01 00:00"), None, "Mars/Olympus"),
        schedule(Some("2025-01-01 00:00"), None, ""),
        schedule(Some("2027-01-01 00:00"), Some("2025-01-01 00:00"), BERLIN),
        schedule(Some("2026-01-01 00:00"), Some("2026-01-01 00:00"), BERLIN),
    ] {
        assert!(!visible(&heading(Some(schedule)), now, &resolve));
    }
    let off = Block { enabled: false, ..heading(None) };
    assert!(!visible(&off, now, &resolve));
}

#[test]
fn messages_name_the_mistake() {
    let message = |schedule: Schedule| window(&schedule, &resolve).unwrap_err().to_string();
    assert_eq!(message(schedule(Some("2026-01-01 00:00"), None, "")), "Choose a time zone.");
    assert!(message(schedule(None, Some("2026-01-01 00:00"), "Mars/Olympus")).contains("Mars/Olympus"));
    // The start is skipped by the clock and lands after the end.
    let gap = schedule(Some("2026-03-29 02:45"), Some("2026-03-29 03:15"), BERLIN);
    assert_eq!(message(gap), "The end must be after the start.");
}

#[test]
fn a_moment_holds_only_what_is_seen_and_ends_at_the_next_edge() {
    let soon = heading(Some(schedule(Some("2026-06-01 12:00"), None, "UTC")));
    let ending = heading(Some(schedule(None, Some("2026-06-01 11:00"), "UTC")));
    let off = Block { enabled: false, ..heading(Some(schedule(Some("2026-06-01 10:30"), None, "UTC"))) };
    let content = page(vec![soon.clone(), ending.clone(), off]);
    let moment = at(&content, utc("2026-06-01 10:00"), &resolve);
    assert_eq!(moment.content.blocks, vec![ending]);
    assert_eq!(moment.next_change, Some(utc("2026-06-01 11:00")));
    let moment = at(&content, utc("2026-06-01 11:00"), &resolve);
    assert_eq!((moment.content.blocks.len(), moment.next_change), (0, Some(utc("2026-06-01 12:00"))));
    let moment = at(&content, utc("2026-06-01 12:00"), &resolve);
    assert_eq!((moment.content.blocks, moment.next_change), (vec![soon], None));
}

#[test]
fn a_countdown_changes_the_page_every_hour_and_at_its_end() {
    let content = page(vec![countdown("2026-06-01 12:20")]);
    let next = |now: DateTime<Utc>| at(&content, now, &resolve).next_change;
    assert_eq!(next(utc("2026-06-01 10:05")), Some(utc("2026-06-01 11:00")));
    assert_eq!(next(utc("2026-06-01 11:00")), Some(utc("2026-06-01 12:00")));
    assert_eq!(next(utc("2026-06-01 11:59") + TimeDelta::milliseconds(59_999)), Some(utc("2026-06-01 12:00")));
    assert_eq!(next(utc("2026-06-01 12:00")), Some(utc("2026-06-01 12:20")));
    assert_eq!(next(utc("2026-06-01 12:20")), None);
}

#[test]
fn a_hidden_countdown_does_not_tick() {
    let hidden = Block { schedule: Some(schedule(Some("2026-06-02 00:00"), None, "UTC")), ..countdown("2026-06-03 00:00") };
    assert_eq!(at(&page(vec![hidden]), utc("2026-06-01 10:05"), &resolve).next_change, Some(utc("2026-06-02 00:00")));
}

fn any_minute() -> impl Strategy<Value = NaiveDateTime> {
    (0i64..2_628_000).prop_map(|minutes| local("2024-01-01 00:00") + TimeDelta::minutes(minutes))
}

fn any_block() -> impl Strategy<Value = Block> {
    let zone = prop::sample::select(vec![BERLIN, "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC", "Nowhere"]);
    let edge = || prop::option::of(any_minute());
    (any::<bool>(), edge(), edge(), zone).prop_map(|(enabled, from, until, zone)| {
        let schedule = Schedule { from, until, zone: zone.to_owned() };
        Block { enabled, ..heading(Some(schedule)) }
    })
}

proptest! {
    #[test]
    fn nothing_changes_before_the_next_change(blocks in prop::collection::vec(any_block(), 0..8), now in any_minute(), part in 0.0f64..1.0) {
        let (content, now) = (page(blocks), now.and_utc());
        let moment = at(&content, now, &resolve);
        let seen: Vec<_> = content.blocks.iter().filter(|block| visible(block, now, &resolve)).cloned().collect();
        prop_assert_eq!(&moment.content.blocks, &seen);
        let horizon = moment.next_change.unwrap_or(now + TimeDelta::days(3_650));
        prop_assert!(horizon > now);
        let between = now + TimeDelta::seconds(((horizon - now).num_seconds() as f64 * part) as i64);
        prop_assert_eq!(at(&content, between.min(horizon - TimeDelta::seconds(1)).max(now), &resolve), moment);
    }

    #[test]
    fn wall_clock_times_keep_their_order_or_meet(a in any_minute(), b in any_minute()) {
        // Gaps and folds may swap times less than a clock change apart, never more.
        if a + TimeDelta::hours(1) < b {
            prop_assert!(resolve(a, BERLIN) <= resolve(b, BERLIN));
        }
    }
}
