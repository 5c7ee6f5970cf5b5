//! `/admin/health`, and what the process counts for it.

use http::StatusCode;
use mewayz::health::{Level, Outcome, Part, Reading, Report};

use crate::support::{TestApp, samples};

fn reading(report: &Report, part: Part) -> &Reading {
    let check = report.checks.iter().find(|check| check.part == part).unwrap();
    match &check.outcome {
        Outcome::Read(reading) => reading,
        other => panic!("{part:?}: {other:?}"),
    }
}

#[tokio::test]
async fn staff_see_every_part_of_the_product() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    assert_eq!(ada.client.get("/admin/health").await.status, StatusCode::NOT_FOUND);
    app.make_staff(&ada).await;
    app.published(&ada, "ada-page", samples::content(samples::links(1))).await;
    for _ in 0..3 {
        assert_eq!(app.browser().get("/@ada-page").await.status, StatusCode::OK);
    }
    let report: Report = ada.client.rpc("load_health", &[]).await.json();
    assert_eq!(report.checks.iter().map(|check| check.part).collect::<Vec<_>>(), Part::ALL);
    let Reading::Pages(pages) = reading(&report, Part::Pages) else { panic!() };
    assert_eq!((pages.entries, pages.hits, pages.misses, pages.enabled), (1, 2, 1, true));
    assert!(pages.bytes > 1_000, "{pages:?}");
    let Reading::Requests(requests) = reading(&report, Part::Requests) else { panic!() };
    assert!(requests.five_minutes.count >= 4 && requests.five_minutes.p99_ms > 0.0, "{requests:?}");
    let Reading::Disk(disk) = reading(&report, Part::Disk) else { panic!() };
    assert!(disk.total > disk.free && disk.free > 0, "{disk:?}");
    let Reading::Storage(stored) = reading(&report, Part::Storage) else { panic!() };
    assert_eq!(stored.used, None);
    let left = app.state.config.var.join("media/health");
    assert_eq!(std::fs::read_dir(left).map_or(0, Iterator::count), 0, "the file that was written is gone");

    let page = ada.client.get("/admin/health").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in Part::ALL {
        assert!(page.text().contains(&format!("data-part=\"{}\"", part.name())), "{part:?}");
    }
    assert!(page.text().contains("Round trip") && page.text().contains("create extension pg_stat_statements"));
}

#[tokio::test]
async fn looking_is_on_record() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.make_staff(&ada).await;
    let report: Report = ada.client.rpc("load_health", &[]).await.json();
    let clock = report.checks.iter().find(|check| check.part == Part::Clock).unwrap();
    assert_eq!(clock.level, Level::Ok);
    let reasons: Vec<String> = sqlx::query_scalar("select reason from staff_actions").fetch_all(&mut app.connection().await).await.unwrap();
    assert_eq!(reasons, ["Looking at system health"]);
}
