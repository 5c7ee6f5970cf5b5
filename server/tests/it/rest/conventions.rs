//! What every operation owes: the envelope, problems, quotas, sizes, other origins.

use http::{Method, Request};
use serde_json::json;

use crate::support::{Program, TestApp, program::all_scopes, samples};

#[tokio::test]
async fn a_success_is_an_envelope() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.site(&ada, "ada-links", samples::content(samples::links(2))).await;
    let reply = app.program(&ada, &all_scopes()).await.get("/bio-sites").await;
    let body = reply.value();
    assert_eq!((&body["success"], &body["message"]), (&json!(true), &json!("Request successful")));
    assert!(body["meta"]["timestamp"].as_str().unwrap().ends_with('Z'));
    let pagination = json!({ "current_page": 1, "total_pages": 1, "total_items": 1, "per_page": 20, "next_cursor": null });
    assert_eq!(body["meta"]["pagination"], pagination);
    for (name, value) in [("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("content-type", "application/json")] {
        assert_eq!(reply.header(name), value, "{name}");
    }
    assert!(!reply.header("x-request-id").is_empty());
}

#[tokio::test]
async fn problems_of_the_transport() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    let json = [("content-type", "application/json")];
    let send = async |method, path: &str, headers: &[(&str, &str)], body: &str| {
        program.send(method, path, headers, body.as_bytes().to_vec()).await.problem()
    };
    let told = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(send(Method::GET, "/nothing", &[], "").await, told(404, "not_found"));
    assert_eq!(send(Method::GET, "", &[], "").await, told(404, "not_found"));
    assert_eq!(send(Method::DELETE, "/bio-sites", &[], "").await, told(405, "method_not_allowed"));
    assert_eq!(send(Method::POST, "/bio-sites", &json, "{\"handle\":").await, told(400, "malformed"));
    assert_eq!(send(Method::POST, "/bio-sites", &json, "").await, told(400, "malformed"));
    assert_eq!(send(Method::POST, "/bio-sites", &[], "{}").await, told(415, "unsupported_media_type"));
    assert_eq!(send(Method::POST, "/bio-sites", &json, "{\"handle\":1}").await, told(422, "invalid"));
    assert_eq!(send(Method::POST, "/bio-sites", &json, "{\"handle\":\"a-b-c\",\"name\":\"x\",\"more\":1}").await, told(422, "invalid"));
    assert_eq!(send(Method::GET, "/bio-sites?color=red", &[], "").await, told(422, "invalid"));
    assert_eq!(send(Method::GET, "/bio-sites/nonsense", &[], "").await, told(404, "not_found"));
    let large = format!("{{\"handle\":\"{}\"}}", "x".repeat(300_000));
    assert_eq!(send(Method::POST, "/bio-sites", &json, &large).await, told(413, "too_large"));
    let field = program.send(Method::POST, "/bio-sites", &json, b"{\"handle\":1,\"name\":\"x\"}".to_vec()).await.value();
    assert!(field["fields"]["handle"].as_str().unwrap().contains("invalid type"), "{field}");
    for path in ["/api", "/api/", "/api/v2/bio-sites", "/api/v1"] {
        assert_eq!(app.browser().ask(Method::GET, path, &[]).await.problem().0, 404, "{path}");
    }
}

#[tokio::test]
async fn quotas_are_told_and_held() {
    let app = TestApp::with(&["--api-per-minute", "3"]).await;
    let ada = app.creator("ada").await;
    let (program, other) = (app.program(&ada, &all_scopes()).await, app.program(&ada, &all_scopes()).await);
    for left in [2, 1, 0] {
        let reply = program.get("/media").await;
        assert_eq!(reply.header("ratelimit-policy"), "\"address\";q=15;w=60, \"key\";q=3;w=60");
        assert!(reply.header("ratelimit").contains(&format!("\"key\";r={left};t=")), "{}", reply.header("ratelimit"));
    }
    let refused = program.get("/media").await;
    assert_eq!(refused.problem(), (429, "rate_limited".to_owned()));
    assert!((1..=20).contains(&refused.header("retry-after").parse().unwrap()));
    assert_eq!(other.get("/media").await.status, 200, "another key has a quota of its own");
    // Whoever tries keys uses up the share of the address.
    let guesser = Program { credential: "mwz_guess".to_owned(), ..app.stranger() };
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(guesser.get("/media").await.status.as_u16());
    }
    assert_eq!((statuses[0], statuses[11]), (401, 429));
    assert!(!app.stranger().get("/media").await.header("ratelimit").is_empty());
}

#[tokio::test]
async fn other_origins_are_let_in_by_list() {
    let app = TestApp::with(&["--api-origins", "https://shop.example"]).await;
    let ask = async |origin: &str| {
        let request = Request::options("/api/v1/bio-sites")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization");
        app.browser().send(request, axum::body::Body::empty()).await
    };
    let welcome = ask("https://shop.example").await;
    assert_eq!(welcome.header("access-control-allow-origin"), "https://shop.example");
    assert_eq!(welcome.header("access-control-allow-credentials"), "");
    assert_eq!(ask("https://evil.example").await.header("access-control-allow-origin"), "");
    let closed = TestApp::start().await;
    let request = Request::get("/api/v1/bio-sites").header("origin", "https://shop.example");
    assert_eq!(closed.browser().send(request, axum::body::Body::empty()).await.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn the_api_sets_no_cookie_and_minds_no_session() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let request = Request::post("/api/v1/bio-sites").header("content-type", "application/json").header("origin", "https://evil.example");
    let reply = ada.client.send(request, "{}".into()).await;
    assert_eq!((reply.status.as_u16(), reply.header("set-cookie")), (401, ""));
    let program = app.program(&ada, &all_scopes()).await;
    let cross_site = [("sec-fetch-site", "cross-site"), ("origin", "https://shop.example")];
    let made = program.json(Method::POST, "/bio-sites", &cross_site, &json!({ "handle": "ada-links", "name": "Ada" })).await;
    assert_eq!(made.status, 201, "no guard against forged forms: there is no cookie to forge with");
}
