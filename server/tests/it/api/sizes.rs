//! Too much at once.

use axum::body::{Body, Bytes};
use futures::stream;
use http::{Request, StatusCode};
use serde_json::json;

use crate::support::{PASSWORD, Reply, TestApp, rpc, samples};

const FORM: &str = "application/x-www-form-urlencoded";

fn assert_too_much(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", reply.text());
    assert_eq!(reply.document().texts("h1"), ["That is too much at once"]);
    assert!(reply.text().contains("Nothing was changed."));
}

#[tokio::test]
async fn forms_that_announce_too_much_are_refused_unread() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let before = app.rows(Some(&ada)).await;
    let large = "x".repeat(300 * 1024);
    let forms = [
        ("sign_up", rpc::form(&[("full_name", &large), ("email", "bob@example.com"), ("password", PASSWORD)])),
        ("sign_in", rpc::form(&[("email", &large), ("password", PASSWORD)])),
        ("create_site", rpc::form(&[("workspace", "ada"), ("handle", "ada-links"), ("name", &large)])),
        ("publish_site", rpc::form(&[("workspace", "ada"), ("site", &large), ("version", "1")])),
    ];
    for (function, body) in forms {
        let request = Request::post(rpc::path(function)).header("content-type", FORM).header("content-length", body.len());
        assert_too_much(&ada.client.send(request, body.into()).await);
    }
    assert_eq!(app.rows(Some(&ada)).await, before);
}

#[tokio::test]
async fn bodies_that_do_not_announce_their_size_are_cut_off() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let before = app.rows(Some(&ada)).await;
    let chunks = (0..10_000).map(|_| Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 1024])));
    let request = Request::post(rpc::path("create_site")).header("content-type", FORM);
    let reply = ada.client.send(request, Body::from_stream(stream::iter(chunks))).await;
    assert!(reply.status.is_client_error(), "{}: {}", reply.status, reply.text());
    assert_eq!(app.rows(Some(&ada)).await, before);
}

#[tokio::test]
async fn long_fields_get_a_message_each() {
    let app = TestApp::start().await;
    let long = "x".repeat(5_000);
    let reply = app.browser().rpc("sign_up", &[("full_name", &long), ("email", &format!("{long}@example.com")), ("password", &long)]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["full_name", "email", "password"] {
        assert!(!reply.message(field).is_empty(), "{field}");
    }
    let ada = app.creator("ada").await;
    let named = ada.client.rpc("create_site", &[("workspace", "ada"), ("handle", &long), ("name", "Ada")]).await;
    assert!(!named.message("handle").is_empty());
    let named = ada.client.rpc("create_site", &[("workspace", "ada"), ("handle", "ada-links"), ("name", &long)]).await;
    assert!(!named.message("name").is_empty());
}

#[tokio::test]
async fn a_draft_of_a_thousand_blocks_is_kept_and_a_larger_one_refused() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.site(&ada, "ada-links", samples::content(vec![])).await;
    let input = |blocks| json!({ "workspace": "ada", "site": site, "version": 2, "content": samples::content(samples::links(blocks)) });
    let more = ada.client.rpc_json("save_draft", &input(1_001)).await;
    assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", more.text());
    let version: i32 = ada.client.rpc_json("save_draft", &input(1_000)).await.json();
    assert_eq!(version, 3);
    let huge = json!({ "workspace": "ada", "site": site, "version": 3, "content": "x".repeat(6 * 1024 * 1024) }).to_string();
    let request = Request::post(rpc::path("save_draft")).header("content-type", "application/json").header("content-length", huge.len());
    assert_too_much(&ada.client.send(request, huge.into()).await);
}
