//! Many people at once.

use std::time::Duration;

use futures::{StreamExt, stream};
use http::StatusCode;
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
