//! What staff say, as everybody else meets it.

use http::StatusCode;
use mewayz::announcements::{Row, Stage};

use crate::support::{Creator, TestApp, statements::Statements};

/// Writes and publishes by the form's own fields; every language is sent.
async fn announce(app: &TestApp, boss: &Creator, more: &[(&str, &str)]) -> String {
    let mut form = vec![("written[kind]", "maintenance"), ("written[fallback]", "en"), ("reason", "A test")];
    for (title, body) in [("Back at <b>noon</b>", "We move."), ("Mittags zurück", ""), ("", ""), ("", ""), ("", ""), ("", ""), ("", "")] {
        form.extend([("written[titles][]", title), ("written[bodies][]", body)]);
    }
    form.extend(more);
    let kept = boss.client.rpc("save_announcement", &form).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    let rows: Vec<Row> = boss.client.rpc("load_announcements", &[]).await.json();
    let id = rows[0].announcement.id.to_string();
    assert_eq!(rows[0].stage, Stage::Draft);
    assert_eq!(boss.client.rpc("publish_announcement", &[("announcement", &id), ("reason", "A test")]).await.status, StatusCode::OK);
    app.state.platform.refresh(&app.state.context.db).await.unwrap();
    id
}

#[tokio::test]
async fn a_banner_is_seen_in_the_readers_language_until_it_is_put_away() {
    let app = TestApp::start().await;
    let (boss, ada) = (app.creator("boss").await, app.creator("ada").await);
    app.make_staff(&boss).await;
    assert!(!ada.client.get("/w/ada/media").await.text().contains("data-announcement"));
    let id = announce(&app, &boss, &[]).await;
    let page = ada.client.get("/w/ada/media").await.text();
    assert!(page.contains("data-announcement") && page.contains("Back at &lt;b&gt;noon&lt;/b&gt;") && page.contains("We move."));
    assert!(ada.client.get("/w/ada/media?lang=de").await.text().contains("Mittags zurück"));
    assert!(!app.browser().get("/pricing").await.text().contains("data-announcement"), "not on public pages");
    assert_eq!(ada.client.rpc("put_away", &[("announcement", &id)]).await.status, StatusCode::OK);
    assert!(!ada.client.get("/w/ada").await.text().contains("data-announcement"));
    assert!(boss.client.get("/w/boss").await.text().contains("data-announcement"), "only from those who put it away");
    let page = boss.client.get("/admin/announcements").await.text();
    assert!(page.contains("put away by 1") && page.contains("Shown now") && page.contains("lang=\"de\""));
    assert_eq!(boss.client.rpc("end_announcement", &[("announcement", &id), ("reason", "Over")]).await.status, StatusCode::OK);
    app.state.platform.refresh(&app.state.context.db).await.unwrap();
    assert!(!boss.client.get("/w/boss").await.text().contains("data-announcement"));
}

#[tokio::test]
async fn a_page_asks_no_statement_more_without_an_announcement_and_one_with_any() {
    let watch = Statements::watch();
    let app = TestApp::start().await;
    let (boss, ada) = (app.creator("boss").await, app.creator("ada").await);
    app.make_staff(&boss).await;
    let count = async || {
        ada.client.get("/w/ada/media").await;
        watch.take();
        assert_eq!(ada.client.get("/w/ada/media").await.status, StatusCode::OK);
        watch.take().len()
    };
    let before = count().await;
    announce(&app, &boss, &[("written[workspaces]", "boss")]).await;
    assert_eq!(count().await, before, "it is for somebody else");
    announce(&app, &boss, &[("written[plans][]", "free")]).await;
    announce(&app, &boss, &[]).await;
    assert_eq!(count().await, before + 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_draft_is_said_by_its_field() {
    let app = TestApp::start().await;
    let boss = app.creator("boss").await;
    app.make_staff(&boss).await;
    let form = [("written[titles][]", ""), ("written[bodies][]", "Only a text"), ("written[until]", "soon"), ("reason", "A test")];
    assert!(boss.client.rpc("save_announcement", &form).await.message("until").contains("date"));
    let form =
        [("written[titles][]", ""), ("written[bodies][]", "Only a text"), ("written[until]", "2020-01-01T10:00"), ("reason", "A test")];
    let refused = boss.client.rpc("save_announcement", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.message("title").contains("title") && refused.message("until").contains("time"));
}
