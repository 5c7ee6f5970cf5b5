//! What search engines are told, and other addresses of the same page.

use http::StatusCode;

use crate::support::{TestApp, samples};

#[tokio::test]
async fn a_handle_in_capitals_leads_to_its_one_address() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.published(&ada, "ada-links", samples::content(vec![])).await;
    let page = app.browser().get("/@Ada-LINKS").await;
    assert_eq!((page.status, page.header("location")), (StatusCode::PERMANENT_REDIRECT, "/@ada-links"));
    let outside = app.browser().get("/@%2FEvil.example").await;
    assert_eq!((outside.status, outside.header("location")), (StatusCode::NOT_FOUND, ""));
}

#[tokio::test]
async fn the_site_map_lists_published_pages_that_want_to_be_found() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.published(&ada, "ada-links", samples::content(vec![])).await;
    app.site(&ada, "ada-draft", samples::content(vec![])).await;
    let mut shy = samples::content(vec![]);
    shy.profile.noindex = true;
    app.published(&ada, "ada-shy", shy).await;
    let map = app.browser().get("/sitemap.xml").await;
    assert_eq!(map.header("content-type"), "application/xml; charset=utf-8");
    let base = &app.state.config.base_url;
    assert_eq!(map.document().texts("loc"), [format!("{base}/"), format!("{base}/@ada-links")]);
    assert!(app.browser().get("/@ada-shy").await.text().contains("<meta name=\"robots\" content=\"noindex\">"));
}

#[tokio::test]
async fn robots_are_told_where_not_to_go() {
    let app = TestApp::start().await;
    let robots = app.browser().get("/robots.txt").await;
    assert_eq!(robots.status, StatusCode::OK);
    let text = robots.text();
    for line in [
        "User-agent: *",
        "Disallow: /w/",
        "Disallow: /rpc/",
        "Disallow: /@*/go/",
        &format!("Sitemap: {}/sitemap.xml", app.state.config.base_url),
    ] {
        assert!(text.lines().any(|l| l == line), "{line} is missing in {text}");
    }
}
