//! Many people at once.

use std::time::Duration;

use axum::body::to_bytes;
use futures::{StreamExt, stream};
use http::{Method, StatusCode};
use tokio::time::timeout;

use crate::support::{TestApp, samples};

/// A page that hangs would be given up by the router after a minute.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_the_studio_ends() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(samples::links(5))).await;
    let tails = [
        "",
        "/sites",
        "/media",
        "/settings",
        &format!("/sites/{site}"),
        &format!("/sites/{site}/analytics"),
        &format!("/sites/{site}/history"),
    ];
    let paths = (0..20).flat_map(|_| tails.iter().map(|tail| format!("/w/ada{tail}")));
    let client = &ada.client;
    let answers = stream::iter(paths).map(|path| async move {
        let answer = timeout(PATIENCE, client.get(&path)).await;
        (answer.map_or(StatusCode::REQUEST_TIMEOUT, |page| page.status), path)
    });
    let failed: Vec<_> = answers.buffer_unordered(8).filter(|(status, _)| std::future::ready(*status != StatusCode::OK)).collect().await;
    assert_eq!(failed, []);
}

/// The runtime moves a request from thread to thread; what a page keeps must not mind where it is dropped.
#[tokio::test]
async fn a_page_may_end_on_another_thread() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(samples::links(1))).await;
    let tails = ["", "/sites", "/sites/new", "/media", "/notifications", "/settings", "/settings/notifications", "/settings/api-keys"];
    let of_site = ["", "/analytics", "/history"].map(|tail| format!("/sites/{site}{tail}"));
    for tail in tails.into_iter().chain(of_site.iter().map(String::as_str)) {
        let path = format!("/w/ada{tail}");
        let page = ada.client.raw(Method::GET, &path, &[("accept", "text/html")]).await;
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        let elsewhere = tokio::task::spawn_blocking(|| futures::executor::block_on(to_bytes(page.into_body(), usize::MAX)));
        let whole = elsewhere.await.unwrap_or_else(|panic| panic!("{path}: {panic}")).unwrap();
        assert!(String::from_utf8_lossy(&whole).contains("</html>"), "{path}");
    }
}
