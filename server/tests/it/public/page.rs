//! A published page: its HTML, its headers, its size.

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder};
use http::{Method, StatusCode};
use mewayz::bio_sites::{Body, Content, Question};
use tokio::io::AsyncReadExt;

use crate::support::{Creator, TestApp, samples};

/// HTML and CSS of a page with twelve links, compressed (BIO-7).
const MOST_BYTES: usize = 20 * 1024;

async fn published(content: Content) -> (TestApp, Creator) {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.published(&ada, "ada-links", content).await;
    (app, ada)
}

#[tokio::test]
async fn it_says_what_it_is() {
    let (app, _) = published(samples::content(samples::links(12))).await;
    let page = app.browser().get("/@ada-links").await;
    assert_eq!(page.status, StatusCode::OK);
    let document = page.document();
    assert_eq!(document.texts("title"), ["Ada Lovelace (@ada-links)"]);
    assert_eq!(document.texts("h1"), ["Ada Lovelace"]);
    let address = format!("{}/@ada-links", app.state.config.base_url);
    let meta = |property: &str| document.attribute("meta", ("property", property), "content").unwrap_or_default();
    assert_eq!([meta("og:title"), meta("og:url"), meta("og:type")], ["Ada Lovelace (@ada-links)", &address, "profile"]);
    assert_eq!(meta("og:description"), "Engines, poetry & numbers.");
    assert_eq!(document.attribute("meta", ("name", "description"), "content").as_deref(), Some("Engines, poetry & numbers."));
    assert_eq!(document.attribute("link", ("rel", "canonical"), "href"), Some(address));
    let links: Vec<_> = document.all("a").filter(|a| a.get("href").starts_with("/@ada-links/go/")).map(|a| document.inner(a)).collect();
    assert_eq!(links, (1..=12).map(|n| format!("Link number {n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn it_runs_no_script_and_keeps_no_cookie() {
    let (app, ada) = published(samples::content(samples::links(2))).await;
    let page = ada.client.get("/@ada-links").await;
    let document = page.document();
    let scripts: Vec<_> = document.all("script").map(|tag| tag.get("type")).collect();
    assert_eq!(scripts, ["application/ld+json"], "data only");
    let text = page.text();
    let (_, data) = text.split_once("ld+json\">").unwrap();
    let data: serde_json::Value = serde_json::from_str(data.split("</script>").next().unwrap()).unwrap();
    assert_eq!(data["mainEntity"]["name"], "Ada Lovelace");
    let policy = page.header("content-security-policy");
    assert!(!policy.contains("unsafe-inline") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("script-src") || policy.contains("script-src 'none'"), "{policy}");
    let headers = ["x-content-type-options", "referrer-policy", "cache-control", "vary", "set-cookie"].map(|name| page.header(name));
    assert_eq!(headers, ["nosniff", "strict-origin-when-cross-origin", "no-cache", "accept-encoding", ""]);
    assert_eq!(page.body, app.browser().get("/@ada-links").await.body, "the same for its owner and a stranger");
}

#[tokio::test]
async fn compressed_variants_hold_the_same_page_and_are_small() {
    let (app, _) = published(samples::content(samples::links(12))).await;
    let browser = app.browser();
    let plain = browser.ask(Method::GET, "/@ada-links", &[("accept-encoding", "identity")]).await;
    assert_eq!(plain.header("content-encoding"), "");
    let brotli = browser.ask(Method::GET, "/@ada-links", &[("accept-encoding", "gzip, deflate, br, zstd")]).await;
    assert_eq!(brotli.header("content-encoding"), "br");
    let gzip = browser.ask(Method::GET, "/@ada-links", &[("accept-encoding", "gzip;q=1.0, br;q=0")]).await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let (mut a, mut b) = (Vec::new(), Vec::new());
    BrotliDecoder::new(&brotli.body[..]).read_to_end(&mut a).await.unwrap();
    GzipDecoder::new(&gzip.body[..]).read_to_end(&mut b).await.unwrap();
    assert!(a == plain.body && b == plain.body, "the variants differ");
    for (name, size) in [("br", brotli.body.len()), ("gzip", gzip.body.len())] {
        assert!((500..=MOST_BYTES).contains(&size), "{name}: {size} bytes");
    }
}

#[tokio::test]
async fn who_has_it_already_is_told_so() {
    let (app, ada) = published(samples::content(samples::links(1))).await;
    let browser = app.browser();
    let etag = browser.get("/@ada-links").await.header("etag").to_owned();
    assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 10, "{etag}");
    let known = browser.ask(Method::GET, "/@ada-links", &[("if-none-match", &etag)]).await;
    assert_eq!((known.status, known.body.len(), known.header("etag")), (StatusCode::NOT_MODIFIED, 0, etag.as_str()));
    let other = browser.ask(Method::GET, "/@ada-links", &[("if-none-match", "\"other\"")]).await;
    assert_eq!(other.status, StatusCode::OK);
    app.published(&ada, "ada-other", samples::content(samples::links(1))).await;
    assert_ne!(browser.get("/@ada-other").await.header("etag"), etag);
}

#[tokio::test]
async fn only_get_and_head_are_answered() {
    let (app, _) = published(samples::content(samples::links(1))).await;
    let head = app.browser().ask(Method::HEAD, "/@ada-links", &[]).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        assert_eq!(app.browser().ask(method, "/@ada-links", &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test]
async fn what_is_off_is_not_there() {
    let hidden = samples::off(samples::link(2, "The hidden one", "https://hidden.example/"));
    let (app, _) = published(samples::content(vec![samples::link(1, "The shown one", "https://shown.example/"), hidden])).await;
    let page = app.browser().get("/@ada-links").await.text();
    assert!(page.contains("The shown one"));
    assert!(!page.contains("The hidden one") && !page.contains("hidden.example"), "{page}");
    let go = format!("/@ada-links/go/{}", uuid::Uuid::from_u128(2));
    assert_eq!(app.browser().get(&go).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn markup_of_its_owner_stays_text() {
    let nasty = "<script>alert(1)</script><img src=x onerror=alert(1)> </title></style> {{7*7}} ' \" &amp; \u{5d0}\u{5d1}";
    let faq = Body::Faq { items: vec![Question { question: nasty.to_owned(), answer: nasty.to_owned() }] };
    let text = Body::Text { markdown: format!("{nasty}\n\n[x](javascript:alert(1)) <a href=\"javascript:alert(1)\">y</a>") };
    let mut content =
        samples::content(vec![samples::link(1, nasty, "https://example.com/"), samples::block(2, faq), samples::block(3, text)]);
    content.profile.name = nasty.chars().take(60).collect();
    content.profile.bio = nasty.to_owned();
    let (app, _) = published(content).await;
    let page = app.browser().get("/@ada-links").await;
    assert_eq!(page.status, StatusCode::OK);
    let document = page.document();
    assert_eq!(document.all("script").count(), 1, "the data alone");
    assert_eq!(document.all("img").filter(|tag| tag.has("onerror")).count(), 0);
    assert!(!document.all("a").any(|tag| tag.get("href").to_lowercase().contains("javascript")));
    assert!(
        document.texts("a").iter().any(|text| text.contains("<script>alert(1)</script>")),
        "it is shown as typed: {:?}",
        document.texts("a")
    );
}

#[tokio::test]
async fn unknown_and_unpublished_are_not_found_in_friendly_words() {
    let (app, ada) = published(samples::content(samples::links(1))).await;
    app.site(&ada, "ada-draft", samples::content(samples::links(1))).await;
    for path in [
        "/@nobody-here",
        "/@ada-draft",
        "/@",
        "/@ada-links/",
        "/@ada-links/x",
        "/@..%2f..%2fetc",
        "/@%00",
        "/@%ff",
        "/@a%00b",
        "/@ada%20links",
        "/@\u{5d0}\u{5d1}",
    ] {
        let path: String = path
            .chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { url::form_urlencoded::byte_serialize(c.to_string().as_bytes()).collect() })
            .collect();
        let page = app.browser().get(&path).await;
        assert!(matches!(page.status, StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST), "{path}: {}", page.status);
        if !path.contains("%ff") {
            assert_eq!(page.document().texts("h1").len(), 1, "{path}: {}", page.text());
        }
    }
}
