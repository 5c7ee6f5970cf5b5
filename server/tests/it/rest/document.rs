//! The reference: what it says, and that it is served without help from other hosts.

use tokio::io::AsyncReadExt;

use crate::support::{Reply, TestApp};

/// The library keeps its files compressed and sends them so.
async fn plain(mut reply: Reply) -> Reply {
    if reply.header("content-encoding") == "gzip" {
        let mut text = Vec::new();
        async_compression::tokio::bufread::GzipDecoder::new(&reply.body[..]).read_to_end(&mut text).await.unwrap();
        reply.body = text.into();
    }
    reply
}

#[test]
fn the_document() {
    insta::assert_json_snapshot!(server::api::document());
}

#[tokio::test]
async fn the_reference_is_served() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let document = browser.get("/api/openapi.json").await;
    assert_eq!(document.header("content-type"), "application/json");
    assert_eq!(document.value()["openapi"], "3.1.0");
    let again = browser.ask(http::Method::GET, "/api/openapi.json", &[("if-none-match", document.header("etag"))]).await;
    assert_eq!(again.status, 304);
    let swagger = plain(browser.follow(browser.get("/api/docs").await).await).await;
    assert!(swagger.text().contains("swagger-ui"), "{}", swagger.text());
    assert!(plain(browser.get("/api/docs/swagger-initializer.js").await).await.text().contains("/api/openapi.json"));
    let redoc = browser.get("/api/redoc").await;
    for page in [&swagger, &redoc] {
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        let document = page.document();
        let sources =
            document.all("script").map(|tag| tag.get("src").to_owned()).chain(document.all("link").map(|tag| tag.get("href").to_owned()));
        for source in sources {
            assert!(!source.contains("//"), "{source}");
        }
    }
    assert_eq!(browser.get("/api/docs/nothing.js").await.status, 404);
}
