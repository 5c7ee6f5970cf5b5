use chrono::Duration;
use proptest::prelude::*;

use super::*;

#[test]
fn patterns_mean_what_they_say() {
    for (pattern, name, means) in [
        ("*", "bio_site.published", true),
        ("bio_site.*", "bio_site.published", true),
        ("bio_site.*", "bio_sites.published", false),
        ("bio_site.published", "bio_site.published", true),
        ("bio_site.published", "bio_site.created", false),
        ("bio*", "bio_site.created", false),
        ("", "bio_site.created", false),
    ] {
        assert_eq!(matches(pattern, name), means, "{pattern} {name}");
    }
}

#[test]
fn drafts_are_checked() {
    let catalogue = ["bio_site.published", "bio_site.created"];
    let check = |url: &str, patterns: &[&str]| {
        Draft { url: url.to_owned(), ..draft(patterns) }.check(&Rules::default(), &catalogue).map_err(|e| e.fields().cloned().unwrap())
    };
    let tidy = check(" https://a.example/x ", &["bio_site.*", "*", "bio_site.* "]).unwrap();
    assert_eq!((tidy.url.as_str(), tidy.patterns), ("https://a.example/x", vec!["*".to_owned(), "bio_site.*".to_owned()]));
    for url in
        ["", "a.example", "http://a.example/", "https://10.0.0.1/", "https://localhost:99/", "https://a@b.example/", "file:///etc/passwd"]
    {
        assert!(check(url, &["*"]).unwrap_err().get("url").is_some(), "{url}");
    }
    for patterns in [&[][..], &["nothing.here"], &["bio*"], &["*", "media.*"]] {
        assert!(check("https://a.example/", patterns).unwrap_err().get("patterns").is_some(), "{patterns:?}");
    }
}

#[test]
fn the_schedule_is_the_documented_one() {
    let pauses: Vec<i64> = (1..ATTEMPTS).map(|n| pause(n, 0.5, None).unwrap().num_seconds()).collect();
    assert_eq!(pauses, [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    assert_eq!(pause(ATTEMPTS, 0.5, None), None, "that was the last try");
    assert_eq!(pause(1, 0.5, Some(Duration::minutes(2))), Some(Duration::minutes(2)), "the endpoint asked for more");
    assert_eq!(pause(3, 0.5, Some(Duration::seconds(1))), Some(Duration::minutes(30)), "and not for less");
    assert_eq!(pause(1, 0.5, Some(Duration::days(400))), Some(Duration::days(1)));
}

#[test]
fn only_2xx_is_success() {
    assert_eq!([200, 204, 299].map(verdict), [Verdict::Delivered; 3]);
    assert_eq!([100, 301, 302, 307, 400, 404, 429, 500].map(verdict), [Verdict::Failed; 8]);
    assert_eq!(verdict(410), Verdict::Gone);
}

#[test]
fn retry_after_is_seconds_or_an_instant() {
    let now = DateTime::parse_from_rfc3339("2026-11-21T10:00:00Z").unwrap().to_utc();
    assert_eq!(retry_after(" 120 ", now), Some(Duration::seconds(120)));
    assert_eq!(retry_after("Sat, 21 Nov 2026 10:05:00 GMT", now), Some(Duration::minutes(5)));
    assert_eq!(retry_after("Sat, 21 Nov 2026 09:00:00 GMT", now), Some(Duration::zero()));
    for nonsense in ["", "-5", "soon", "99999999999999"] {
        assert_eq!(retry_after(nonsense, now), None, "{nonsense}");
    }
}

proptest! {
    #[test]
    fn pauses_are_spread_by_a_tenth_and_never_longer_than_a_day_and_a_bit(failures in 0_usize..20, roll in 0.0..=1.0, asked in 0_i64..1_000_000) {
        if let Some(spread) = pause(failures, roll, None) {
            let plain = pause(failures, 0.5, None).unwrap();
            prop_assert!(spread * 10 >= plain * 9 && spread * 10 <= plain * 11);
            prop_assert!(pause(failures, roll, Some(Duration::seconds(asked))).unwrap() <= spread.max(Duration::days(1)));
        }
        prop_assert_eq!(pause(failures, roll, None).is_some(), (1..ATTEMPTS).contains(&failures));
    }
}
