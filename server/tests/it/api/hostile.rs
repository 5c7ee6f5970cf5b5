//! Every form and every field, given what has broken programs before: never an incident, nothing half-written.

use http::StatusCode;
use serde_json::{Value, json};

use super::nasty::{BODIES, VALUES};
use crate::support::{Creator, PASSWORD, Reply, TestApp, rpc, samples};

const FORM: &str = "application/x-www-form-urlencoded";
const WITHOUT_SCRIPTS: [&str; 5] = ["create_site", "request_reset", "reset_password", "sign_in", "verify_email"];
/// An id that nothing has.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// A form with all fields good but one, whose encoded value is given.
fn form(good: &[(&str, &str)], bad: &str, value: &str) -> String {
    let others: Vec<_> = good.iter().filter(|(name, _)| *name != bad).copied().collect();
    format!("{}&{bad}={value}", rpc::form(&others))
}

fn assert_no_incident(reply: &Reply, what: &str) {
    assert!(!reply.status.is_server_error(), "{what}: {} {}", reply.status, reply.text());
}

/// Sends a function every bad value in every field, by script and by form, and every body that is none.
async fn attack(app: &TestApp, ada: &Creator, function: &str, good: &[(&str, &str)]) {
    let path = rpc::path(function);
    for (field, _) in good {
        app.forget_throttles().await;
        for (name, value) in VALUES {
            let body = form(good, field, value);
            let what = format!("{function}: {field} is {name}");
            // Those that people may call without scripts answer forms with redirects.
            if WITHOUT_SCRIPTS.contains(&function) {
                assert_no_incident(&ada.client.post_form("/login", &path, body.clone()).await, &what);
            }
            assert_no_incident(&ada.client.post(&path, FORM, body).await, &what);
        }
        let missing: Vec<_> = good.iter().filter(|(name, _)| name != field).copied().collect();
        assert_no_incident(&ada.client.post(&path, FORM, rpc::form(&missing)).await, &format!("{function}: {field} is missing"));
    }
    for (name, body) in BODIES {
        for kind in [FORM, "application/json", "text/plain", "multipart/form-data", ""] {
            assert_no_incident(&ada.client.post(&path, kind, body).await, &format!("{function}: {name} as {kind}"));
        }
    }
    assert_eq!(app.browser().get("/readiness").await.status, StatusCode::OK);
}

/// Every function but those that end Ada's own session or make accounts; they have tests of their own.
#[tokio::test]
async fn functions_of_a_workspace() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(samples::links(1))).await.to_string();
    let before = app.rows(Some(&ada)).await;
    let in_ada = |rest: &[(&'static str, &'static str)]| [&[("workspace", "ada")], rest].concat();
    let functions = [
        ("list_api_keys", in_ada(&[])),
        ("revoke_api_key", in_ada(&[("key", NOBODY)])),
        ("create_api_key", in_ada(&[("name", "x"), ("scopes[0]", "nothing"), ("days", "30"), ("addresses", "203.0.113.7")])),
        ("check_handle", in_ada(&[("handle", "ada-links")])),
        ("list_files", in_ada(&[("after", NOBODY), ("filter[search]", "x"), ("filter[folder]", NOBODY), ("filter[sort]", "name")])),
        ("open_library", in_ada(&[("filter[tag]", "x"), ("filter[show]", "trash")])),
        ("load_file", in_ada(&[("media", NOBODY)])),
        ("edit_file", in_ada(&[("media", NOBODY), ("details[file_name]", "a"), ("details[alt]", "b"), ("details[tags][0]", "c")])),
        ("move_files", in_ada(&[("files[0]", NOBODY), ("folder", NOBODY)])),
        ("tag_files", in_ada(&[("files[0]", NOBODY), ("add[0]", "a"), ("remove[0]", "b")])),
        ("trash_files", in_ada(&[("files[0]", NOBODY)])),
        ("restore_files", in_ada(&[("files[0]", NOBODY)])),
        ("erase_files", in_ada(&[("files[0]", NOBODY), ("even_used", "true")])),
        ("create_folder", in_ada(&[("parent", NOBODY), ("name", "a")])),
        ("rename_folder", in_ada(&[("folder", NOBODY), ("name", "a")])),
        ("move_folder", in_ada(&[("folder", NOBODY), ("parent", NOBODY)])),
        ("trash_folder", in_ada(&[("folder", NOBODY)])),
        ("list_sites", in_ada(&[])),
        ("list_versions", in_ada(&[("site", NOBODY)])),
        ("load_dashboard", in_ada(&[])),
        ("load_report", in_ada(&[("site", NOBODY), ("range", "7d"), ("zone", "UTC")])),
        ("load_site", in_ada(&[("site", NOBODY)])),
        ("load_version", in_ada(&[("site", NOBODY), ("number", "1")])),
        ("revoke_session", vec![("reference", NOBODY)]),
        ("upload_file", in_ada(&[("file", "x")])),
        ("replace_file", in_ada(&[("media", NOBODY), ("file", "x")])),
    ];
    for (function, good) in functions {
        attack(&app, &ada, function, &good).await;
    }
    let report = [("workspace", "ada"), ("site", site.as_str()), ("range", "7d"), ("zone", "UTC")];
    attack(&app, &ada, "load_report", &report).await;
    assert_eq!(app.rows(Some(&ada)).await, before);
}

#[tokio::test]
async fn making_a_site() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    attack(&app, &ada, "create_site", &[("workspace", "ada"), ("handle", "ada"), ("name", "Ada")]).await;
    let rows = app.rows(Some(&ada)).await;
    let of = |table: &str| rows.iter().find(|(name, _)| *name == table).unwrap().1;
    assert_eq!(of("handles"), of("bio_sites"), "a handle for every site: {rows:?}");
}

#[tokio::test]
async fn publishing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.site(&ada, "ada-links", samples::content(samples::links(1))).await.to_string();
    for function in ["publish_site", "unpublish_site"] {
        attack(&app, &ada, function, &[("workspace", "ada"), ("site", &site), ("version", "1")]).await;
    }
    assert_eq!(app.browser().get("/@ada-links").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn signing_up_makes_all_or_nothing() {
    let app = TestApp::with(&["--trusted-proxies", "1"]).await;
    let path = rpc::path("sign_up");
    let good = [("full_name", "Ada Lovelace"), ("email", "ada@example.com"), ("password", PASSWORD)];
    let mut counts = app.rows(None).await;
    for (n, (field, name, value)) in good.iter().flat_map(|(field, _)| VALUES.map(|(name, value)| (field, name, value))).enumerate() {
        // Everybody from an address of their own, or the throttle would answer.
        let request = http::Request::post(&path).header("content-type", FORM).header("x-forwarded-for", format!("198.51.100.{n}"));
        let reply = app.browser().send(request, form(&good, field, value).into()).await;
        let what = format!("{field} is {name}");
        assert_no_incident(&reply, &what);
        let after = app.rows(None).await;
        let made: Vec<i64> = after.iter().zip(&counts).map(|((_, now), (_, then))| now - then).take(3).collect();
        let wanted = if reply.status == StatusCode::FOUND || reply.status == StatusCode::OK { 1 } else { 0 };
        // The same address and password again is the same account.
        assert!(made == [wanted; 3] || made == [0; 3], "{what}: {} made {made:?}", reply.status);
        counts = after;
    }
    for (name, body) in BODIES {
        assert_no_incident(&app.browser().post(&path, FORM, body).await, name);
    }
    assert_eq!(app.rows(None).await, counts);
}

#[tokio::test]
async fn the_other_doors() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let before = app.rows(Some(&ada)).await;
    for (function, good) in [
        ("sign_in", vec![("email", "eve@example.com"), ("password", "not it"), ("next", "/w")]),
        ("reset_password", vec![("token", "none"), ("password", "short")]),
        ("verify_email", vec![("token", "none")]),
        ("request_reset", vec![("email", "eve@example.com")]),
    ] {
        attack(&app, &ada, function, &good).await;
    }
    assert_eq!(app.rows(Some(&ada)).await, before);
}

#[tokio::test]
async fn a_draft_in_json() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.site(&ada, "ada-links", samples::content(samples::links(1))).await.to_string();
    let good = json!({ "workspace": "ada", "site": site, "version": 1, "content": samples::content(samples::links(1)) });
    let before = app.rows(Some(&ada)).await;
    let odd = [
        Value::Null,
        json!("a\u{0}b"),
        json!("\u{202e}"),
        json!(-1),
        json!(i64::MAX),
        json!(1.5),
        json!(true),
        json!([]),
        json!({}),
        json!([[[[[]]]]]),
    ];
    for field in ["workspace", "site", "version", "content"] {
        for value in &odd {
            let mut input = good.clone();
            input[field] = value.clone();
            assert_no_incident(&ada.client.rpc_json("save_draft", &input).await, &format!("{field} is {value}"));
        }
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in ["", "{", "null", "[]", "\"", "{\"workspace\":", "{\"workspace\":\"\\ud800\"}", &deep] {
        let reply = ada.client.post(&rpc::path("save_draft"), "application/json", body.to_owned()).await;
        assert!(reply.status.is_client_error(), "{}: {}", &body[..body.len().min(40)], reply.status);
    }
    assert_eq!(app.rows(Some(&ada)).await, before);
}

/// Where in a value texts stand, as JSON pointers.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| texts(item, &format!("{at}/{n}"), found)),
        Value::Object(fields) => fields.iter().for_each(|(name, item)| texts(item, &format!("{at}/{name}"), found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_text_of_a_draft() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let site = app.site(&ada, "ada-links", samples::content(vec![])).await;
    let content = serde_json::to_value(samples::content(samples::of_every_kind())).unwrap();
    let mut places = Vec::new();
    texts(&content, "", &mut places);
    assert!(places.len() > 60, "{places:?}");
    let mut version: i32 = 2;
    for place in &places {
        for text in ["a\u{0}b", "\u{202e}<script>'); drop table users; -- \u{1f469}\u{200d}\u{1f467} \u{5d0}"] {
            let mut hostile = content.clone();
            *hostile.pointer_mut(place).unwrap() = text.into();
            let input = json!({ "workspace": "ada", "site": site, "version": version, "content": hostile });
            let saved = ada.client.rpc_json("save_draft", &input).await;
            assert_no_incident(&saved, &format!("{place} is {text:?}"));
            if saved.status == StatusCode::OK {
                version = saved.json();
                assert_no_incident(
                    &ada.client
                        .rpc("publish_site", &[("workspace", "ada"), ("site", &site.to_string()), ("version", &version.to_string())])
                        .await,
                    place,
                );
            }
        }
    }
}

#[tokio::test]
async fn addresses_of_pages() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    for (name, value) in VALUES {
        for path in [
            "/w/{}",
            "/w/{}/sites",
            "/w/ada/sites/{}",
            "/w/ada/sites/{}/history",
            "/w/ada/sites/{}/analytics.csv",
            "/w/ada/{}",
            "/reset/{}",
            "/verify/{}",
            "/login?next={}",
            "/login?__path={}&__err={}",
            "/@{}",
            "/@{}/go/{}",
            "/@ada/vcard/{}",
            "/media/{}/{}",
            "/files/{}?name={}&type={}&until={}&signature={}",
            "/{}",
        ] {
            let path = path.replace("{}", &value.replace("+++", "%20"));
            if path.parse::<http::Uri>().is_ok() {
                assert_no_incident(&ada.client.get(&path).await, &format!("{path}: {name}"));
            }
        }
    }
}
