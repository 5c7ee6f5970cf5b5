//! The audit log as its reader meets it.

use http::StatusCode;
use mewayz::{clock, dispatch};

use crate::support::{Creator, TestApp, samples};

async fn arrange(app: &TestApp) -> Creator {
    let ada = app.creator("ada").await;
    app.published(&ada, "ada-links", samples::content(samples::links(1))).await;
    while dispatch::round(&app.state.context.db, clock::now()).await.unwrap().told > 0 {}
    ada
}

#[tokio::test]
async fn the_page_lists_what_was_done_and_the_address_filters() {
    let app = TestApp::start().await;
    let ada = arrange(&app).await;
    let page = ada.client.get("/w/ada/settings/audit").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["Bio site published", "Bio site created", "Workspace created"] {
        assert!(page.text().contains(words), "{words} is missing");
    }
    let filtered = ada.client.get("/w/ada/settings/audit?action=workspace").await;
    assert!(filtered.text().contains("Workspace created") && !filtered.text().contains("Bio site created"));
    let nothing = ada.client.get("/w/ada/settings/audit?from=2000-01-01&until=2000-01-02").await;
    assert!(nothing.text().contains("Nothing here"));
}

#[tokio::test]
async fn the_file_holds_the_same_and_obeys_the_filters() {
    let app = TestApp::start().await;
    let ada = arrange(&app).await;
    let file = ada.client.get("/w/ada/settings/audit.csv?action=bio_site").await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
    let lines: Vec<_> = file.text().lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with("number,time,action"));
    assert!(lines.iter().any(|line| line.contains("bio_site.published")) && !lines.iter().any(|line| line.contains("workspace.created")));
}
