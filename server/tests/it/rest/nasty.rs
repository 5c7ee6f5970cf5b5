//! What has broken programs before, in every text that a caller sends.

use http::Method;
use serde_json::{Value, json};

use crate::support::{TestApp, program::all_scopes};

#[tokio::test]
async fn hostile_values_are_no_incident() {
    let app = TestApp::with(&["--api-per-minute", "100000"]).await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    let made = program.post("/bio-sites", &json!({ "handle": "ada-links", "name": "Ada" })).await;
    let site = made.header("location").strip_prefix("/api/v1").unwrap().to_owned();
    let values = [
        json!("a\u{0}b"),
        json!("\u{202e}"),
        json!("'); drop table users; --"),
        json!(-1),
        json!(i64::MAX),
        json!(1.5),
        json!(null),
        json!([[[]]]),
        json!({}),
    ];
    for value in &values {
        for body in [json!({ "handle": value, "name": "x" }), json!({ "handle": "free-handle", "name": value }), value.clone()] {
            let reply = program.post("/bio-sites", &body).await;
            assert!(!reply.status.is_server_error(), "{body}: {}", reply.text());
        }
        for body in
            [json!({ "profile": { "name": value, "bio": value } }), json!({ "blocks": value }), json!({ "theme": { "font": value } })]
        {
            let reply = program.json(Method::PATCH, &site, &[("if-match", "*")], &body).await;
            assert!(!reply.status.is_server_error(), "{body}: {}", reply.text());
        }
        for body in [json!({ "email": value, "password": value }), json!({ "refresh_token": value })] {
            for path in ["/auth/token", "/auth/refresh", "/auth/revoke"] {
                let reply = app.stranger().post(path, &body).await;
                assert!(!reply.status.is_server_error(), "{path} {body}: {}", reply.text());
            }
        }
    }
    for (name, value) in crate::api::nasty::VALUES {
        for path in [
            "/bio-sites?q={}",
            "/bio-sites?cursor={}",
            "/bio-sites?sort={}",
            "/media?cursor={}",
            "/bio-sites/{}",
            "/bio-sites/{}/versions/{}",
            "/{}",
        ] {
            let path = path.replace("{}", &value.replace("+++", "%20"));
            if format!("/api/v1{path}").parse::<http::Uri>().is_ok() {
                let reply = program.get(&path).await;
                assert!(!reply.status.is_server_error(), "{path}: {name}: {}", reply.text());
            }
        }
    }
    let cursor = |mark: Value| {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json!({ "sort": "name", "mark": mark }).to_string())
    };
    for key in ["a\u{0}", "\\u0000", "\u{10ffff}"] {
        let path = format!("/bio-sites?cursor={}", cursor(json!({ "key": key, "id": "0192f7c1-0000-7000-8000-000000000001" })));
        assert!(!program.get(&path).await.status.is_server_error(), "{key:?}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let reply = program.send(Method::POST, "/bio-sites", &[("content-type", "application/json")], deep.into_bytes()).await;
    assert!(reply.status.is_client_error());
}
