//! The same request sent twice happens once.

use http::{Method, StatusCode};
use serde_json::json;

use crate::support::{Program, Reply, TestApp, program::all_scopes};

async fn make(program: &Program, key: &str, handle: &str) -> Reply {
    program.json(Method::POST, "/bio-sites", &[("idempotency-key", key)], &json!({ "handle": handle, "name": "Ada" })).await
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    let first = make(&program, "one", "ada-links").await;
    let again = make(&program, "\"one\"", "ada-links").await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(
        (&first.body, first.header("etag"), first.header("location")),
        (&again.body, again.header("etag"), again.header("location"))
    );
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    assert_eq!(program.get("/bio-sites").await.data().as_array().unwrap().len(), 1);
    // A refusal is an answer as well.
    for _ in 0..2 {
        assert_eq!(make(&program, "two", "ada-links").await.problem(), (422, "invalid".to_owned()));
    }
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    make(&program, "one", "ada-links").await;
    assert_eq!(make(&program, "one", "ada-other").await.problem(), (422, "idempotency_mismatch".to_owned()));
    let elsewhere = json!({ "action": "publish", "ids": ["0192f7c1-0000-7000-8000-000000000001"] });
    let other = program.json(Method::POST, "/bio-sites/bulk", &[("idempotency-key", "one")], &elsewhere).await;
    assert_eq!(other.problem(), (422, "idempotency_mismatch".to_owned()));
    let colleague = app.program(&ada, &all_scopes()).await;
    assert_eq!(make(&colleague, "one", "ada-other").await.status, StatusCode::CREATED, "another program's key is another key");
    for wrong in ["", "ä", &"x".repeat(256), "\"half", "half\"", "in\"side", "\"\"", "\""] {
        let request = program.send(Method::POST, "/bio-sites", &[("idempotency-key", wrong)], b"{}".to_vec()).await;
        assert_eq!(request.problem(), (400, "idempotency_key_invalid".to_owned()), "{wrong}");
    }
}

#[tokio::test]
async fn of_twenty_at_once_one_happens() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    let replies = futures::future::join_all((0..20).map(|_| make(&program, "one", "ada-links"))).await;
    let told: Vec<u16> = replies.iter().map(|reply| reply.status.as_u16()).collect();
    assert!(told.contains(&201) && told.iter().all(|status| matches!(status, 201 | 409)), "{told:?}");
    for reply in replies.iter().filter(|reply| reply.status == StatusCode::CONFLICT) {
        assert_eq!(reply.problem().1, "idempotency_running");
    }
    assert_eq!(program.get("/bio-sites").await.data().as_array().unwrap().len(), 1);
}
