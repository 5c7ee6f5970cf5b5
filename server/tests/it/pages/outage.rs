//! The database goes away and comes back.

use std::time::{Duration, Instant};

use http::StatusCode;
use mewayz::{Error, error::Service};
use testdb::TestDb;

use crate::support::{Creator, PASSWORD, Reply, TestApp, proxy::Proxy, rpc, samples};

async fn arrange() -> (TestApp, Proxy, Creator) {
    let database = TestDb::fresh().await;
    let proxy = Proxy::start(database.app_url()).await;
    let app = TestApp::over(database, &proxy.url, &[]);
    let ada = app.creator("ada").await;
    (app, proxy, ada)
}

/// A page that says so, in words, and when to come back.
fn assert_away(page: &Reply) {
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.path);
    assert_eq!(page.document().texts("h1"), ["Back in a moment"], "{}", page.path);
    assert!(page.text().contains("Nothing was changed. Please try again in a moment."), "{}", page.path);
    assert!(!page.text().to_lowercase().contains("postgres") && !page.text().contains("sqlx"), "{}", page.text());
}

#[tokio::test]
async fn pages_say_so_and_recover_by_themselves() {
    let (app, proxy, ada) = arrange().await;
    let site = app.published(&ada, "ada-links", samples::content(samples::links(3))).await;
    app.site(&ada, "ada-unread", samples::content(vec![])).await;
    assert_eq!(app.browser().get("/@ada-links").await.status, StatusCode::OK);
    let before = app.rows(Some(&ada)).await;

    proxy.cut();
    for path in ["/w/ada", "/w/ada/sites", &format!("/w/ada/sites/{site}"), "/@ada-unread", "/sitemap.xml"] {
        assert_away(&ada.client.get(path).await);
    }
    let answers = ["/readiness", "/health", "/liveness", "/@ada-links", "/login", "/"];
    let mut statuses = Vec::new();
    for path in answers {
        statuses.push(app.browser().get(path).await.status.as_u16());
    }
    assert_eq!(statuses, [503, 503, 200, 200, 200, 200], "{answers:?}");
    let call = ada.client.rpc("list_sites", &[("workspace", "ada")]).await;
    assert_eq!(call.error(), Error::Unavailable(Service::Database));

    proxy.mend();
    assert_eq!(app.browser().get("/readiness").await.status, StatusCode::OK);
    for path in ["/w/ada", &format!("/w/ada/sites/{site}"), "/sitemap.xml"] {
        assert_eq!(ada.client.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(app.rows(Some(&ada)).await, before);
}

#[tokio::test]
async fn a_form_during_an_outage_keeps_what_was_typed() {
    let (app, proxy, _ada) = arrange().await;
    let before = app.rows(None).await;
    let client = app.browser();
    let page = client.get("/signup").await;
    assert_eq!(page.status, StatusCode::OK);
    proxy.cut();
    let form = rpc::form(&[("full_name", "Bob Builder"), ("email", "bob@example.com"), ("password", PASSWORD)]);
    let reply = client.post_form("/signup", &rpc::path("sign_up"), form).await;
    let page = client.follow(reply).await;
    assert!(page.text().contains("We cannot reach our database right now. Nothing was changed."), "{}", page.text());
    assert_eq!(page.document().control("Email").get("value"), "bob@example.com");
    proxy.mend();
    assert_eq!(app.rows(None).await, before);
    app.sign_up("Bob Builder", "bob@example.com", PASSWORD).await;
}

#[tokio::test]
async fn a_database_that_does_not_answer_holds_nobody_for_long() {
    let (app, proxy, ada) = arrange().await;
    proxy.silence();
    let started = Instant::now();
    let (call, ready) = tokio::join!(ada.client.rpc("list_sites", &[("workspace", "ada")]), ada.client.get("/readiness"));
    assert_eq!((call.status, ready.status), (StatusCode::SERVICE_UNAVAILABLE, StatusCode::SERVICE_UNAVAILABLE));
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    assert_eq!(app.browser().get("/liveness").await.status, StatusCode::OK);
    proxy.mend();
    assert_eq!(ada.client.rpc("list_sites", &[("workspace", "ada")]).await.status, StatusCode::OK);
}
