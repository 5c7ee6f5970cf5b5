//! Saving and publishing through HTTP.

use http::StatusCode;
use mewayz::{
    Error,
    bio_sites::{Body, Content, Picture, SiteDraft, Social, VersionSummary},
    error::Conflict,
    ids::SiteId,
};
use serde_json::json;

use crate::support::{Creator, Reply, TestApp, samples};

async fn save(ada: &Creator, site: SiteId, version: i32, content: &Content) -> Reply {
    ada.client.rpc_json("save_draft", &json!({ "workspace": "ada", "site": site, "version": version, "content": content })).await
}

async fn publish(ada: &Creator, site: SiteId, version: i32) -> Reply {
    ada.client.rpc("publish_site", &[("workspace", "ada"), ("site", &site.to_string()), ("version", &version.to_string())]).await
}

async fn load(ada: &Creator, site: SiteId) -> SiteDraft {
    ada.client.rpc("load_site", &[("workspace", "ada"), ("site", &site.to_string())]).await.json()
}

#[tokio::test]
async fn the_second_of_two_tabs_is_told() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.site(&ada, "ada-links", samples::content(vec![])).await;
    let first = samples::content(vec![samples::link(1, "From the first tab", "https://example.com/")]);
    let second = samples::content(vec![samples::link(1, "From the second tab", "https://example.com/")]);
    assert_eq!(save(&ada, site, 2, &first).await.json::<i32>(), 3);
    let stale = save(&ada, site, 2, &second).await;
    assert_eq!((stale.status, stale.error()), (StatusCode::CONFLICT, Error::Conflict(Conflict::StaleVersion)));
    assert_eq!(load(&ada, site).await.content, first, "nothing is lost");
    assert_eq!(publish(&ada, site, 2).await.status, StatusCode::CONFLICT, "what is published is what was looked at");
    assert_eq!(publish(&ada, site, 3).await.json::<i32>(), 1);
}

#[tokio::test]
async fn of_two_saves_at_the_same_instant_one_wins() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.site(&ada, "ada-links", samples::content(vec![])).await;
    let content = samples::content(samples::links(3));
    let (a, b) = tokio::join!(save(&ada, site, 2, &content), save(&ada, site, 2, &content));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(load(&ada, site).await.version, 3);
}

#[tokio::test]
async fn an_earlier_version_can_be_brought_back() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(vec![samples::link(1, "First", "https://example.com/")])).await;
    assert_eq!(save(&ada, site, 2, &samples::content(vec![])).await.json::<i32>(), 3);
    assert_eq!(publish(&ada, site, 3).await.json::<i32>(), 2);
    let site_id = site.to_string();
    let (_, versions): (SiteDraft, Vec<VersionSummary>) =
        ada.client.rpc("list_versions", &[("workspace", "ada"), ("site", &site_id)]).await.json();
    let seen: Vec<_> = versions.iter().map(|v| (v.number, v.blocks, v.current, v.published_by.as_str())).collect();
    assert_eq!(seen, [(2, 0, true, "ada"), (1, 1, false, "ada")]);
    let first: Content = ada.client.rpc("load_version", &[("workspace", "ada"), ("site", &site_id), ("number", "1")]).await.json();
    assert_eq!(first.blocks.len(), 1);
    assert_eq!(save(&ada, site, 3, &first).await.json::<i32>(), 4);
    assert_eq!(publish(&ada, site, 4).await.json::<i32>(), 3);
    assert!(app.browser().get("/@ada-links").await.text().contains("First"));
}

/// Addresses that would run a program in the visitor's browser, in disguises.
const PROGRAMS: [&str; 12] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\r\nscript:alert(1)",
    " \u{1}javascript:alert(1)",
    "javascript\u{0}:alert(1)",
    "javascript&colon;alert(1)",
    "\u{feff}javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "view-source:javascript:alert(1)",
];

#[tokio::test]
async fn addresses_that_run_programs_are_never_published() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.site(&ada, "ada-links", samples::content(vec![])).await;
    let picture = Picture { key: "AbCdEfGhIjKlMnOpQrStUvWx".into(), width: 10, height: 10, widths: vec![10], alt: "A".into() };
    let mut version = 2;
    for program in PROGRAMS {
        let url = || program.to_owned();
        let bodies = [
            Body::Link { title: "Click".into(), url: url() },
            Body::Image { picture: Some(picture.clone()), url: url(), caption: String::new() },
            Body::Social { accounts: vec![Social { url: url(), ..Social::default() }] },
            Body::Video { url: url(), title: String::new() },
            Body::Music { url: url(), title: String::new() },
        ];
        for body in bodies {
            let kind = body.kind();
            let saved = save(&ada, site, version, &samples::content(vec![samples::block(1, body)])).await;
            assert_eq!(saved.status, StatusCode::OK, "a draft may be unfinished: {program:?} {kind}");
            version = saved.json();
            let refused = publish(&ada, site, version).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{program:?} in {kind}");
            let fields = refused.error().fields().cloned().unwrap();
            assert!(fields.iter().all(|(field, _)| field.starts_with("blocks.00000000-0000-0000-0000-000000000001.")), "{fields:?}");
        }
        let builder = ada.client.get(&format!("/w/ada/sites/{site}")).await;
        let document = builder.document();
        let attributes = ["href", "src", "action", "formaction", "data", "srcdoc"];
        let tags = ["a", "iframe", "form", "button", "img", "object", "link"];
        let led: Vec<_> =
            tags.iter().flat_map(|tag| document.all(tag)).flat_map(|tag| attributes.map(|a| tag.get(a).to_lowercase())).collect();
        assert!(!led.iter().any(|value| value.contains("script:") || value.starts_with("data:text")), "{program:?} in the preview");
    }
    assert_eq!(app.browser().get("/@ada-links").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_published_is_named_by_block_and_field() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.site(&ada, "ada-links", samples::content(vec![samples::link(7, "", "nowhere")])).await;
    let refused = publish(&ada, site, 2).await;
    let block = uuid::Uuid::from_u128(7);
    assert_eq!(refused.message(&format!("blocks.{block}.title")), "Enter a title.");
    assert!(!refused.message(&format!("blocks.{block}.url")).is_empty());
}
