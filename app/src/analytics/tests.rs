use chrono::{DateTime, TimeDelta};
use leptos::prelude::*;
use mewayz::analytics::{BlockClicks, Count, Excluded, Point, Range, Report, Totals};
use uuid::Uuid;

use super::{SiteAnalytics, page::filled};

fn html(found: SiteAnalytics) -> String {
    Owner::new().with(|| {
        leptos_meta::provide_meta_context();
        filled(found, "/w/ada/sites", "7").to_html()
    })
}

fn sample() -> SiteAnalytics {
    let start = DateTime::from_timestamp(1_772_323_200, 0).expect("an instant");
    let point = |day: i64| {
        let n = day.unsigned_abs();
        let totals = Totals { views: 300 + n * 57 % 190, visitors: 200 + n * 41 % 120, clicks: 40 + n * 13 % 60 };
        Point { start: start + TimeDelta::days(day), local: (start + TimeDelta::days(day)).naive_utc(), totals }
    };
    let count = |name: &str, count| Count { name: name.into(), count };
    let block = |id, clicks| BlockClicks { block_id: Uuid::from_u128(id), clicks, ctr: clicks as f64 / 2_618.0 };
    SiteAnalytics {
        report: Report {
            range: Range::Week,
            zone: "Europe/Berlin".into(),
            totals: Totals { views: 2_618, visitors: 1_804, clicks: 463 },
            previous: Totals { views: 2_045, visitors: 1_804, clicks: 512 },
            series: (0..7).map(point).collect(),
            blocks: vec![block(1, 302), block(2, 140), block(9, 21)],
            referrers: vec![count("instagram.com", 1_420), count("", 800), count("x.com", 398)],
            countries: vec![count("DE", 1_900), count("BR", 700), count("", 18)],
            devices: vec![count("phone", 2_200), count("desktop", 400), count("tablet", 18)],
            excluded: Excluded { bots: 1_204, prefetches: 31, owner: 12 },
        },
        titles: vec![
            (Uuid::from_u128(1), "My shop".into()),
            (Uuid::from_u128(2), "<b>Newsletter</b>".into()),
            (Uuid::from_u128(3), "Podcast".into()),
        ],
        name: "Maya Okafor".into(),
        handle: "maya".into(),
        address: Some("https://mewayz.example/@maya".into()),
        has_countries: true,
    }
}

#[test]
fn every_figure_is_on_the_page() {
    let page = html(sample());
    for text in [
        "2,618",
        "+28%",
        "no change",
        "463",
        "17.7%",
        "instagram.com",
        "Direct or unknown",
        "Germany",
        "Phone",
        "Deleted block",
        "Podcast",
        "Not counted (views and clicks): 1,204 by bots, 31 prefetched by browsers, 12 by you and your team.",
        "Europe/Berlin",
        "/w/ada/sites/7/analytics.csv?range=7d&amp;zone=Europe/Berlin",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(page.contains("&lt;b&gt;Newsletter") && !page.contains("<b>Newsletter"));
    assert!(!page.contains(" style="), "inline styles are not allowed by the content security policy");
}

#[test]
fn without_visits_the_page_says_what_to_do() {
    let nobody = |address: Option<&str>| {
        let mut found = sample();
        (found.report.totals, found.report.previous, found.report.excluded) = Default::default();
        found.address = address.map(str::to_owned);
        html(found)
    };
    assert!(nobody(Some("https://mewayz.example/@maya")).contains("href=\"https://mewayz.example/@maya\""));
    assert!(nobody(None).contains("Open the builder"));
}

#[test]
fn without_a_database_countries_are_not_guessed() {
    let mut found = sample();
    found.report.countries = vec![Count { name: String::new(), count: 2_618 }];
    found.has_countries = false;
    assert!(html(found).contains("No country database is set up"));
}
