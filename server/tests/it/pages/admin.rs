//! The back office: not there for everybody else.

use http::StatusCode;
use mewayz::{
    identity, jobs,
    jobs::{Board, JobList},
};

use crate::support::{Creator, TestApp, rpc};

const FUNCTIONS: [&str; 4] = ["discard_jobs", "list_jobs", "load_board", "retry_jobs"];

async fn jobs_in(app: &TestApp, count: usize) {
    let mut identity = app.state.context.db.identity().await.unwrap();
    for _ in 0..count {
        jobs::enqueue(&mut identity, &identity::Sweep {}).await.unwrap();
    }
    identity.commit().await.unwrap();
}

/// The acts on record, oldest first, without the mere visits.
async fn acts(app: &TestApp) -> Vec<(String, String)> {
    let sql = "select act, reason from staff_actions where act <> 'enter' order by id";
    sqlx::query_as(sql).fetch_all(&mut app.connection().await).await.unwrap()
}

async fn staff(app: &TestApp) -> Creator {
    let ada = app.creator("ada").await;
    app.make_staff(&ada).await;
    ada
}

#[tokio::test]
async fn strangers_are_led_to_the_entrance_and_everybody_else_finds_nothing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    for path in ["/admin", "/admin/jobs", "/admin/nowhere"] {
        let page = app.browser().get(path).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(page.header("location").starts_with("/login?next=%2Fadmin"), "{path}");
        assert_eq!(ada.client.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for name in FUNCTIONS {
        assert_eq!(ada.client.rpc(name, &[]).await.status, StatusCode::NOT_FOUND, "{name}");
        let stranger = app.browser().post(&rpc::path(name), "application/x-www-form-urlencoded", "").await;
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "{name}");
    }
    assert_eq!(acts(&app).await, []);
}

#[tokio::test]
async fn staff_see_the_queues_and_it_ends_when_they_are_no_longer_staff() {
    let app = TestApp::start().await;
    let ada = staff(&app).await;
    jobs_in(&app, 3).await;
    assert_eq!(ada.client.get("/admin").await.header("location"), "/admin/jobs");
    let page = ada.client.get("/admin/jobs").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["Nobody works", "identity.sweep", "Ready"] {
        assert!(page.text().contains(text), "{text}");
    }
    let board: Board = ada.client.rpc("load_board", &[]).await.json();
    assert_eq!(board.queues[0].ready, 3);
    mewayz::staff::revoke(app.database.owner_url(), "ada@example.com").await.unwrap();
    assert_eq!(ada.client.get("/admin/jobs").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn filters_stand_in_the_address() {
    let app = TestApp::start().await;
    let ada = staff(&app).await;
    jobs_in(&app, 1).await;
    assert!(ada.client.get("/admin/jobs?state=ready&name=identity.sweep").await.text().contains("Attempts"));
    assert!(ada.client.get("/admin/jobs?state=dead").await.text().contains("Nothing was given up"));
    assert!(ada.client.get("/admin/jobs?name=%3Cscript%3E").await.text().contains("No job is like this"));
}

#[tokio::test]
async fn discarding_needs_a_reason_and_both_acts_are_on_record() {
    let app = TestApp::start().await;
    let ada = staff(&app).await;
    jobs_in(&app, 2).await;
    let refused = ada.client.rpc("discard_jobs", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let list: JobList = ada.client.rpc("list_jobs", &[]).await.json();
    let first = list.rows[0].id.to_string();
    let discarded: i64 = ada.client.rpc("discard_jobs", &[("only[0]", &first), ("reason", "A test")]).await.json();
    assert_eq!(discarded, 1);
    let rest: i64 = ada.client.rpc("discard_jobs", &[("asked[name]", "identity.sweep"), ("reason", "All of them")]).await.json();
    assert_eq!(rest, 1);
    let retried: i64 = ada.client.rpc("retry_jobs", &[]).await.json();
    assert_eq!(retried, 0);
    let expected = [("jobs.discard", "A test"), ("jobs.discard", "All of them"), ("jobs.retry", "Trying again")];
    assert_eq!(acts(&app).await, expected.map(|(act, reason)| (act.to_owned(), reason.to_owned())));
}
