//! Pages are kept in memory and still never out of date.

use std::time::Duration;

use chrono::Utc;
use http::StatusCode;
use mewayz::bio_sites::{self, Schedule};
use tokio::time::{Instant, sleep};

use crate::support::{Client, Creator, Reply, TestApp, samples};

/// How long a change may take to reach visitors.
const SOON: Duration = Duration::from_secs(2);

/// Whether the page shows it soon.
async fn shows(browser: &Client, path: &str, wanted: impl Fn(&Reply) -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < SOON {
        if wanted(&browser.get(path).await) {
            return true;
        }
        sleep(Duration::from_millis(20)).await;
    }
    false
}

/// Publishes through the studio's own functions, as version `version` of the draft.
async fn publish(ada: &Creator, site: &str, version: i32, content: &bio_sites::Content) {
    let input = serde_json::json!({ "workspace": "ada", "site": site, "version": version, "content": content });
    let saved: i32 = ada.client.rpc_json("save_draft", &input).await.json();
    let published = ada.client.rpc("publish_site", &[("workspace", "ada"), ("site", site), ("version", &saved.to_string())]).await;
    assert_eq!(published.status, StatusCode::OK, "{}", published.text());
}

#[tokio::test]
async fn a_change_is_seen_within_two_seconds() {
    let app = TestApp::start().await;
    let following = tokio::spawn(app.state.pages.clone().follow_notices());
    let ada = app.creator("ada").await;
    let site = app.site(&ada, "ada-links", samples::content(vec![])).await.to_string();
    let browser = app.browser();
    assert_eq!(browser.get("/@ada-links").await.status, StatusCode::NOT_FOUND, "not published, and that is remembered");

    publish(&ada, &site, 2, &samples::content(vec![samples::link(1, "First words", "https://example.com/")])).await;
    assert!(shows(&browser, "/@ada-links", |page| page.status == StatusCode::OK && page.text().contains("First words")).await);
    let etag = browser.get("/@ada-links").await.header("etag").to_owned();

    publish(&ada, &site, 3, &samples::content(vec![samples::link(1, "Second words", "https://example.com/")])).await;
    assert!(shows(&browser, "/@ada-links", |page| page.text().contains("Second words") && !page.text().contains("First words")).await);
    assert_ne!(browser.get("/@ada-links").await.header("etag"), etag);

    let gone = ada.client.rpc("unpublish_site", &[("workspace", "ada"), ("site", &site)]).await;
    assert_eq!(gone.status, StatusCode::OK);
    assert!(shows(&browser, "/@ada-links", |page| page.status == StatusCode::NOT_FOUND).await);
    following.abort();
}

#[tokio::test]
async fn a_schedule_takes_effect_without_publishing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let soon = (Utc::now() + chrono::Duration::seconds(4)).naive_utc();
    let schedule = |from, until| Some(Schedule { from, until, zone: "UTC".to_owned() });
    let mut blocks = vec![samples::link(1, "Ends soon", "https://example.com/1"), samples::link(2, "Begins soon", "https://example.com/2")];
    blocks[0].schedule = schedule(None, Some(soon));
    blocks[1].schedule = schedule(Some(soon), None);
    app.published(&ada, "ada-links", samples::content(blocks)).await;
    let browser = app.browser();
    let first = browser.get("/@ada-links").await;
    assert!(first.text().contains("Ends soon") && !first.text().contains("Begins soon"));
    sleep((soon - Utc::now().naive_utc()).to_std().unwrap_or_default()).await;
    let changed = |page: &Reply| !page.text().contains("Ends soon") && page.text().contains("Begins soon");
    assert!(shows(&browser, "/@ada-links", changed).await);
    assert_ne!(first.header("etag"), browser.get("/@ada-links").await.header("etag"));
}

#[tokio::test]
async fn without_the_cache_every_page_is_rendered_afresh() {
    let app = TestApp::with(&["--page-cache", "off"]).await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(vec![samples::link(1, "First words", "https://example.com/")])).await;
    assert!(app.browser().get("/@ada-links").await.text().contains("First words"));
    publish(&ada, &site.to_string(), 2, &samples::content(vec![samples::link(1, "Second words", "https://example.com/")])).await;
    assert!(app.browser().get("/@ada-links").await.text().contains("Second words"));
}
