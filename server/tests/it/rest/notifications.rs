use http::Method;
use serde_json::json;

use crate::{live::happen, support::TestApp};

#[tokio::test]
async fn a_person_reads_and_marks_what_they_are_told() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.creator("ada").await, app.creator("eve").await);
    happen(&app, &ada).await;
    happen(&app, &ada).await;
    let (program, _) = app.signed_in(&ada).await;
    let all = program.get("/notifications").await.data();
    assert_eq!((all.as_array().map(Vec::len), &all[0]["topic"], &all[0]["read"]), (Some(2), &json!("device_signed_out"), &json!(false)));
    assert_eq!((&all[0]["title"], &all[0]["workspace"]), (&json!("A device was signed out"), &json!(null)));

    let first = format!("/notifications/{}", all[0]["id"].as_str().unwrap());
    assert_eq!(program.json(Method::PATCH, &first, &[], &json!({ "read": true })).await.status, 204);
    let unread = program.get("/notifications?unread=true").await.data();
    assert_eq!((unread.as_array().map(Vec::len), &unread[0]["id"]), (Some(1), &all[1]["id"]));
    assert_eq!(program.json(Method::PATCH, &first, &[], &json!({ "read": false })).await.status, 204);
    assert_eq!(program.post("/notifications/read", &json!({})).await.status, 204);
    assert_eq!(program.get("/notifications?unread=true").await.data(), json!([]));
    let before = program.get(&format!("/notifications?cursor={}", all[0]["id"].as_str().unwrap())).await.data();
    assert_eq!((before.as_array().map(Vec::len), &before[0]["id"]), (Some(1), &all[1]["id"]));

    let (hers, _) = app.signed_in(&eve).await;
    assert_eq!(hers.get("/notifications").await.data(), json!([]));
    assert_eq!(hers.json(Method::PATCH, &first, &[], &json!({ "read": false })).await.problem().0, 404);
    assert_eq!(program.json(Method::PATCH, &first, &[], &json!({ "read": "yes" })).await.problem().0, 422);
    assert_eq!(program.get("/notifications?unread=perhaps").await.problem().0, 422);
}
