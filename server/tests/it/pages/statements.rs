//! How many SQL statements a page takes: a fixed number, which does not grow with what the page shows.

use crate::support::{Client, TestApp, samples, statements::Statements};

/// Statements of the second visit; the first one opens connections.
async fn count(client: &Client, path: &str, watch: &Statements) -> usize {
    client.get(path).await;
    watch.take();
    let page = client.get(path).await;
    assert_eq!(page.status, http::StatusCode::OK, "{path}");
    watch.take().len()
}

#[tokio::test]
async fn pages_of_a_site_take_as_many_for_200_blocks_as_for_one() {
    let watch = Statements::watch();
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let one = app.published(&ada, "ada-one", samples::content(samples::links(1))).await;
    let many = app.published(&ada, "ada-many", samples::content(samples::links(200))).await;
    for (tail, most) in [("", 10), ("/history", 12), ("/analytics", 15)] {
        let short = count(&ada.client, &format!("/w/ada/sites/{one}{tail}"), &watch).await;
        let long = count(&ada.client, &format!("/w/ada/sites/{many}{tail}"), &watch).await;
        assert_eq!((short, long), (most, most), "{tail}");
    }
}

#[tokio::test]
async fn pages_of_a_workspace_take_as_many_for_20_sites_as_for_one() {
    let watch = Statements::watch();
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.published(&ada, "ada-links", samples::content(samples::links(1))).await;
    let pages = [("/w/ada", 12), ("/w/ada/sites", 10), ("/w/ada/media", 13), ("/w/ada/settings", 7)];
    for (path, most) in pages {
        assert_eq!(count(&ada.client, path, &watch).await, most, "{path} with one site");
    }
    for n in 0..19 {
        app.published(&ada, &format!("ada-links-{n}x"), samples::content(samples::links(200))).await;
    }
    for (path, most) in pages {
        assert_eq!(count(&ada.client, path, &watch).await, most, "{path} with 20 sites of 200 blocks");
    }
}

#[tokio::test]
async fn a_published_page_takes_none_once_it_is_warm() {
    let watch = Statements::watch();
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.published(&ada, "ada-links", samples::content(samples::links(200))).await;
    // Counting goes on beside and has statements of its own.
    app.state.visits.close().await;
    watch.take();
    app.browser().get("/@ada-links").await;
    assert_eq!(watch.take().len(), 3, "the handle, the workspace, the version");
    for _ in 0..20 {
        assert_eq!(app.browser().get("/@ada-links").await.status, http::StatusCode::OK);
    }
    assert_eq!(watch.take(), [] as [&str; 0]);
}
