//! Webhooks: made, changed, tried out and looked at by a program.

use http::{Method, StatusCode};
use mewayz::standard_webhooks;
use serde_json::json;

use crate::support::{Program, TestApp};

async fn program() -> (TestApp, Program) {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &["webhooks:manage"]).await;
    (app, program)
}

#[tokio::test]
async fn a_webhook_is_made_changed_and_removed() {
    let (_app, program) = program().await;
    let made = program.post("/webhooks", &json!({ "url": "https://hooks.example/in", "events": ["bio_site.*"] })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let (path, tag) = (made.header("location").strip_prefix("/api/v1").unwrap().to_owned(), made.header("etag").to_owned());
    assert_eq!(program.get(&path).await.data(), made.data());
    assert_eq!(program.get("/webhooks").await.data().as_array().unwrap().len(), 1);

    let change = json!({ "events": ["*"], "enabled": false });
    assert_eq!(program.json(Method::PATCH, &path, &[], &change).await.problem().0, 428);
    let changed = program.json(Method::PATCH, &path, &[("if-match", &tag)], &change).await;
    let data = changed.data();
    assert_eq!((&data["events"], &data["enabled"], &data["disabled_because"]), (&json!(["*"]), &json!(false), &json!("person")));
    assert_eq!(data["url"], "https://hooks.example/in", "what is left out stays");
    assert_eq!(program.json(Method::PATCH, &path, &[("if-match", &tag)], &change).await.problem().0, 412, "changed meanwhile");
    assert_eq!(program.send(Method::DELETE, &path, &[], vec![]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(program.get(&path).await.problem().0, 404);
}

#[tokio::test]
async fn what_is_refused_is_told_by_field() {
    let (_app, program) = program().await;
    for (input, field) in [
        (json!({ "url": "https://169.254.169.254/", "events": ["*"] }), "url"),
        (json!({ "url": "http://hooks.example/", "events": ["*"] }), "url"),
        (json!({ "url": "https://hooks.example/", "events": [] }), "events"),
        (json!({ "url": "https://hooks.example/", "events": ["nothing.there"] }), "events"),
    ] {
        let refused = program.post("/webhooks", &input).await;
        assert_eq!(refused.problem().0, 422, "{input}");
        assert!(refused.text().contains(&format!("\"{field}\"")), "{}", refused.text());
    }
}

#[tokio::test]
async fn secrets_rotate_and_deliveries_are_sent_again() {
    let (_app, program) = program().await;
    let made = program.post("/webhooks", &json!({ "url": "https://hooks.example/in", "events": ["*"] })).await.data();
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    let shown = program.get(&format!("{path}/secrets")).await;
    assert_eq!(shown.header("cache-control"), "no-store");
    let first = shown.data()[0]["secret"].clone();
    assert!(standard_webhooks::is_secret(first.as_str().unwrap()));
    let both = program.post(&format!("{path}/rotate-secret"), &json!({})).await.data();
    assert_eq!((both.as_array().unwrap().len(), &both[1]["secret"]), (2, &first));
    assert!(both[0]["expires_at"].is_null() && both[1]["expires_at"].is_string());

    let test = program.post(&format!("{path}/test"), &json!({})).await.data();
    let log = program.get(&format!("{path}/deliveries?state=waiting")).await.data();
    let sent = log.as_array().unwrap().iter().find(|line| line["id"] == test["id"]).unwrap();
    assert_eq!((&sent["event"], &sent["state"], &sent["attempts"]), (&json!("webhook.test"), &json!("waiting"), &json!(0)));
    let details = program.get(&format!("/webhook-deliveries/{}", test["id"].as_str().unwrap())).await.data();
    assert!(details["body"].as_str().unwrap().contains("webhook.test") && details["history"] == json!([]), "{details}");
    let again = program.post(&format!("/webhook-deliveries/{}/replay", test["id"].as_str().unwrap()), &json!({})).await;
    assert_eq!(again.data()["count"], 1);
    let range = json!({ "from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", "failed_only": true });
    assert_eq!(program.post(&format!("{path}/replay"), &range).await.data()["count"], 0, "nothing failed");
    assert_eq!(program.get(&format!("{path}/deliveries?state=odd")).await.problem().0, 422);
    assert_eq!(program.get(&format!("{path}/deliveries?per_page=0")).await.problem().0, 422);
}
