use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::super::{
    Channel, Digest, Quiet, Settings, Topic,
    timing::{due, is_zone, zones},
    words::{own, placeholders},
};
use crate::{events::CATALOGUE, locale::Locale};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn settings(zone: &str, digest: Digest, quiet: Option<(u16, u16)>) -> Settings {
    let quiet = quiet.map(|(from, until)| Quiet { from: from * 60, until: until * 60 });
    Settings { digest, zone: zone.to_owned(), quiet, ..Settings::default() }
}

#[test]
fn topics_come_from_events_of_the_catalogue_and_have_words_in_every_language() {
    for topic in Topic::ALL {
        assert_eq!(Topic::from_name(topic.name()), Some(topic));
        for event in topic.events() {
            assert!(CATALOGUE.iter().any(|kind| kind.name == *event), "{event}");
            assert_eq!(Topic::of_event(event), Some(topic));
        }
        for language in Locale::ALL {
            let words = own(topic, language).unwrap();
            for text in [&words.title, &words.body] {
                let used = placeholders(text).unwrap();
                assert!(used.iter().all(|name| topic.placeholders().contains(name)), "{language:?} {}: {used:?}", topic.name());
            }
        }
    }
    assert_ne!(own(Topic::NewDevice, Locale::De).unwrap(), own(Topic::NewDevice, Locale::En).unwrap());
}

#[test]
fn security_notices_cannot_be_refused_and_others_can() {
    let mut settings = Settings::default();
    for topic in Topic::ALL {
        for channel in Channel::ALL {
            settings.choices.entry(topic).or_default().insert(channel, false);
        }
    }
    for channel in [Channel::InApp, Channel::Email, Channel::Push] {
        assert!(settings.wants(Topic::PasswordChanged, channel), "{channel:?}");
        assert!(!settings.wants(Topic::SitePublished, channel), "{channel:?}");
    }
    assert!(!settings.wants(Topic::PasswordChanged, Channel::Sms), "a text is always a choice");
    assert!(!Settings::default().wants(Topic::SitePublished, Channel::Email));
    assert!(Settings::default().wants(Topic::WebhookDisabled, Channel::Email));
}

#[test]
fn quiet_hours_over_midnight_end_in_the_morning_of_the_zone() {
    let berlin = settings("Europe/Berlin", Digest::AtOnce, Some((22, 7)));
    let told = |now: &str, channel| due(Topic::SitePublished, channel, &berlin, at(now)).unwrap();
    // 21:00 UTC is 23:00 there in summer.
    assert_eq!(told("2026-07-01T21:00:00Z", Channel::Push), at("2026-07-02T05:00:00Z"));
    assert_eq!(told("2026-07-02T04:59:00Z", Channel::Email), at("2026-07-02T05:00:00Z"));
    assert_eq!(told("2026-07-02T05:00:00Z", Channel::Push), at("2026-07-02T05:00:00Z"));
    assert_eq!(told("2026-07-01T21:00:00Z", Channel::InApp), at("2026-07-01T21:00:00Z"), "the list wakes nobody");
    let security = due(Topic::NewDevice, Channel::Email, &berlin, at("2026-07-01T21:00:00Z")).unwrap();
    assert_eq!(security, at("2026-07-01T21:00:00Z"));
}

#[test]
fn quiet_hours_that_end_in_the_hour_the_clocks_skip_or_repeat() {
    // 2026-03-29, 02:00 to 03:00 does not exist in Berlin: 02:30 comes as 03:30 summer time.
    let spring = Settings { quiet: Some(Quiet { from: 0, until: 150 }), ..settings("Europe/Berlin", Digest::AtOnce, None) };
    let told = due(Topic::SitePublished, Channel::Push, &spring, at("2026-03-29T00:10:00Z")).unwrap();
    assert_eq!(told, at("2026-03-29T01:30:00Z"));
    // 2026-10-25, 02:30 comes twice; the first is enough.
    let told = due(Topic::SitePublished, Channel::Push, &spring, at("2026-10-24T23:00:00Z")).unwrap();
    assert_eq!(told, at("2026-10-25T00:30:00Z"));
}

#[test]
fn mails_are_gathered_by_the_hour_or_the_morning_and_wait_out_quiet_hours() {
    let now = at("2026-07-01T10:20:30Z");
    let told = |settings: &Settings, now| due(Topic::WebhookDisabled, Channel::Email, settings, now).unwrap();
    assert_eq!(told(&settings("UTC", Digest::AtOnce, None), now), now);
    assert_eq!(told(&settings("UTC", Digest::Hourly, None), now), at("2026-07-01T11:00:00Z"));
    assert_eq!(told(&settings("Asia/Kolkata", Digest::Hourly, None), now), at("2026-07-01T10:30:00Z"), "full hours of the zone");
    assert_eq!(told(&settings("UTC", Digest::Daily, None), now), at("2026-07-02T08:00:00Z"));
    assert_eq!(told(&settings("America/New_York", Digest::Daily, None), now), at("2026-07-01T12:00:00Z"));
    assert_eq!(told(&settings("UTC", Digest::Daily, Some((22, 9))), now), at("2026-07-02T09:00:00Z"));
    // A push is not gathered.
    assert_eq!(due(Topic::SitePublished, Channel::Push, &settings("UTC", Digest::Daily, None), now).unwrap(), now);
}

#[test]
fn zones_are_checked() {
    assert!(is_zone("Europe/Berlin") && is_zone("UTC"));
    let all = zones();
    assert!(all.len() > 300 && all.contains(&"UTC".to_owned()) && all.iter().all(|zone| is_zone(zone)));
    assert!(!is_zone("Europe/Atlantis") && !is_zone("") && !is_zone("../../etc/passwd"));
}

#[test]
fn braces_are_checked() {
    assert_eq!(placeholders("{{ site }} by {{person}}"), Ok(vec!["site", "person"]));
    assert_eq!(placeholders("no braces"), Ok(vec![]));
    for bad in ["{{ site", "site }}", "{ site }", "{{ a }} }}", "{{{ a }}"] {
        assert!(placeholders(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn nobody_is_told_before_it_happened_nor_in_quiet_hours(
        seconds in 1_700_000_000_i64..1_900_000_000, from in 0_u16..1440, until in 0_u16..1440,
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]),
        digest in prop::sample::select(vec![Digest::AtOnce, Digest::Hourly, Digest::Daily]),
    ) {
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        let quiet = (from != until).then_some(Quiet { from, until });
        let settings = Settings { digest, zone: zone.to_owned(), quiet, ..Settings::default() };
        let told = due(Topic::WebhookDisabled, Channel::Email, &settings, now).unwrap();
        prop_assert!(told >= now);
        prop_assert!(told - now <= chrono::Duration::hours(50), "{}", told - now);
        let local = jiff::Timestamp::from_second(told.timestamp()).unwrap().to_zoned(jiff::tz::TimeZone::get(zone).unwrap());
        let minute = u16::try_from(local.hour()).unwrap() * 60 + u16::try_from(local.minute()).unwrap();
        // An end that the clocks skip lies an hour later, after which quiet hours of less than that may begin anew.
        let skips = quiet.is_some_and(|q| minute != q.until && q.holds(minute));
        prop_assert!(!skips || (local.offset() != local.checked_sub(jiff::ToSpan::hours(3)).unwrap().offset()));
    }
}
