//! Links that count, and what is counted.

use http::{Method, StatusCode};
use mewayz::{
    bio_sites::{Block, Body},
    ids::SiteId,
};
use uuid::Uuid;

use crate::support::{Creator, TestApp, samples};

const PERSON: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36");

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

async fn arrange(blocks: Vec<Block>) -> (TestApp, Creator, SiteId) {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(blocks)).await;
    (app, ada, site)
}

/// Everything counted, as "kind traffic block count".
async fn counted(app: &TestApp, ada: &Creator) -> Vec<String> {
    app.state.visits.close().await;
    let mut connection = app.connection().await;
    sqlx::query("select set_config('app.workspace', $1, false)")
        .bind(ada.member.workspace().to_string())
        .execute(&mut connection)
        .await
        .unwrap();
    let sql = "select format('%s %s %s %s', kind, traffic, right(block_id::text, 1), sum(count)) from visit_counts group by kind, traffic, block_id order by 1";
    sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
}

#[tokio::test]
async fn a_link_leads_only_where_the_published_page_does() {
    let (app, ada, site) = arrange(samples::links(2)).await;
    let mut changed = samples::links(3);
    changed[0] = samples::link(1, "Elsewhere", "https://elsewhere.example/");
    let mut scope = app.state.context.db.open(&ada.member).await.unwrap();
    mewayz::bio_sites::save(&mut scope, site, 2, samples::content(changed)).await.unwrap();
    scope.commit().await.unwrap();

    let browser = app.browser();
    let go = browser.get(&format!("/@ada-links/go/{}", id(1))).await;
    assert_eq!((go.status, go.header("location")), (StatusCode::FOUND, "https://example.com/1"), "the draft is no business of visitors");
    assert_eq!([go.header("cache-control"), go.header("x-robots-tag")], ["no-store", "noindex"]);
    let with_address = format!("/@ada-links/go/{}?to=https://evil.example&url=https://evil.example", id(1));
    assert_eq!(browser.get(&with_address).await.header("location"), "https://example.com/1");
    for unknown in [
        id(3).to_string(),
        id(99).to_string(),
        format!("{}.0", id(1)),
        "x".to_owned(),
        "https:%2f%2fevil.example".to_owned(),
        "%00".to_owned(),
    ] {
        let page = browser.get(&format!("/@ada-links/go/{unknown}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{unknown}");
        assert_eq!(page.header("location"), "");
    }
    assert_eq!(browser.get(&format!("/@nobody/go/{}", id(1))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn people_count_once_an_answer_and_machines_apart() {
    let email = samples::block(2, Body::Email { label: "Write".to_owned(), address: "ada@example.com".to_owned() });
    let (app, ada, _) = arrange(vec![samples::link(1, "One", "https://example.com/"), email, samples::card(3)]).await;
    let browser = app.browser();
    for _ in 0..3 {
        browser.ask(Method::GET, "/@ada-links", &[PERSON]).await;
    }
    browser.ask(Method::HEAD, "/@ada-links", &[PERSON]).await;
    browser.ask(Method::GET, "/@ada-links", &[("user-agent", "Googlebot/2.1 (+http://www.google.com/bot.html)")]).await;
    browser.ask(Method::GET, "/@ada-links", &[PERSON, ("sec-purpose", "prefetch")]).await;
    ada.client.ask(Method::GET, "/@ada-links", &[PERSON]).await;

    let go = format!("/@ada-links/go/{}", id(1));
    assert_eq!(browser.ask(Method::GET, &go, &[PERSON]).await.status, StatusCode::FOUND);
    let head = browser.ask(Method::HEAD, &go, &[PERSON]).await;
    assert_eq!((head.status, head.header("location")), (StatusCode::FOUND, "https://example.com/"));
    let ping = |block: u128| format!("/@ada-links/ping/{}", id(block));
    assert_eq!(browser.ask(Method::POST, &ping(2), &[PERSON]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.ask(Method::POST, &ping(99), &[PERSON]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.ask(Method::GET, &ping(2), &[PERSON]).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(browser.ask(Method::GET, &format!("/@ada-links/vcard/{}", id(3)), &[PERSON]).await.status, StatusCode::OK);

    let wanted = [
        "click human 1 1",
        "click human 2 1",
        "click human 3 1",
        "view bot 0 1",
        "view human 0 3",
        "view owner 0 1",
        "view prefetch 0 1",
        "visitor human 0 1",
    ];
    assert_eq!(counted(&app, &ada).await, wanted);
}

#[tokio::test]
async fn a_contact_card_is_a_file() {
    let (app, _, _) = arrange(vec![samples::card(3), samples::link(1, "One", "https://example.com/")]).await;
    let card = app.browser().get(&format!("/@ada-links/vcard/{}", id(3))).await;
    assert_eq!(card.header("content-type"), "text/vcard; charset=utf-8");
    assert_eq!(card.header("content-disposition"), "attachment; filename=\"contact.vcf\"");
    assert_eq!(card.text(), "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada Lovelace\r\nEMAIL:ada@example.com\r\nEND:VCARD\r\n");
    for other in [id(1).to_string(), id(99).to_string(), "x".to_owned()] {
        let status = app.browser().get(&format!("/@ada-links/vcard/{other}")).await.status;
        assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST), "{other}: {status}");
    }
}

#[tokio::test]
async fn numbers_reach_the_owner_as_a_file() {
    let (app, ada, site) = arrange(samples::links(1)).await;
    app.browser().ask(Method::GET, "/@ada-links", &[PERSON]).await;
    app.state.visits.close().await;
    let file = ada.client.get(&format!("/w/ada/sites/{site}/analytics.csv?range=7d&zone=Europe%2FBerlin")).await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"analytics-7d.csv\"");
    assert_eq!(file.header("cache-control"), "private, no-store");
    let today = file.text().lines().rfind(|line| line.starts_with("day,")).unwrap().to_owned();
    assert!(today.ends_with(",1,1,0,"), "a view by a visitor, no click: {}", file.text());
}
