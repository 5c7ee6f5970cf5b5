//! Bio sites from end to end.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Program, Reply, TestApp, program::all_scopes, samples};

async fn make(program: &Program, handle: &str) -> Reply {
    let made = program.post("/bio-sites", &json!({ "handle": handle, "name": "Ada" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made
}

fn path(made: &Reply) -> String {
    made.header("location").strip_prefix("/api/v1").unwrap().to_owned()
}

#[tokio::test]
async fn a_site_is_made_edited_published_and_taken_offline() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    let made = make(&program, "ada-links").await;
    let site = path(&made);
    let link = json!({ "id": "0192f7c1-0000-7000-8000-000000000001", "type": "link", "title": "Shop", "url": "https://example.com" });
    let patch = json!({ "blocks": [link], "profile": { "name": "Ada Lovelace" }, "theme": { "preset": "neon" } });
    let saved = program.json(Method::PATCH, &site, &[("if-match", made.header("etag"))], &patch).await;
    let data = saved.data();
    assert_eq!((&data["version"], &data["blocks"][0]["title"], &data["theme"]["preset"]), (&json!(2), &json!("Shop"), &json!("neon")));
    let published = program.send(Method::PUT, &format!("{site}/publication"), &[("if-match", saved.header("etag"))], vec![]).await;
    assert_eq!((&published.data()["published_number"], &published.data()["unpublished_changes"]), (&json!(1), &json!(false)));
    assert!(app.browser().get("/@ada-links").await.text().contains("Ada Lovelace"));
    let versions = program.get(&format!("{site}/versions")).await.data();
    assert_eq!((&versions[0]["number"], &versions[0]["current"]), (&json!(1), &json!(true)));
    let first = program.get(&format!("{site}/versions/1")).await.data();
    assert_eq!(first["blocks"], data["blocks"]);
    assert_eq!(program.get(&format!("{site}/versions/2")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(program.get(&format!("{site}/analytics?range=30d&zone=Europe/Lisbon")).await.data()["series"].as_array().unwrap().len(), 30);

    assert_eq!(program.send(Method::DELETE, &format!("{site}/publication"), &[], vec![]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(program.get(&site).await.data()["published_number"], Value::Null);
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    let made = make(&program, "ada-links").await;
    let (site, tag) = (path(&made), made.header("etag").to_owned());
    let patch = json!({ "profile": { "name": "New" } });
    assert_eq!(program.json(Method::PATCH, &site, &[], &patch).await.problem(), (428, "if_match_required".to_owned()));
    assert_eq!(program.json(Method::PATCH, &site, &[("if-match", "\"9.9\"")], &patch).await.problem(), (412, "stale_version".to_owned()));
    // Of many with the same version one is saved.
    let headers = [("if-match", tag.as_str())];
    let all = (0..8).map(|_| program.json(Method::PATCH, &site, &headers, &patch));
    let statuses: Vec<u16> = futures::future::join_all(all).await.iter().map(|reply| reply.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|s| **s == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|s| matches!(s, 200 | 412)), "{statuses:?}");
    let publication = format!("{site}/publication");
    assert_eq!(program.send(Method::PUT, &publication, &[], vec![]).await.status.as_u16(), 428);
    assert_eq!(program.send(Method::PUT, &publication, &headers, vec![]).await.status.as_u16(), 412);
    // Who has it already is told so.
    let now = program.get(&site).await;
    let known = program.send(Method::GET, &site, &[("if-none-match", now.header("etag"))], vec![]).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn lists_are_walked_by_cursor_and_by_page() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    for letter in ["c", "a", "e", "b", "d"] {
        make(&program, &format!("site-{letter}")).await;
    }
    let handles = |reply: &Reply| -> Vec<String> {
        let data = reply.data();
        data.as_array().unwrap().iter().map(|site| site["handle"].as_str().unwrap().replace("site-", "")).collect()
    };
    let mut walked = Vec::new();
    let mut cursor = String::new();
    loop {
        let reply = program.get(&format!("/bio-sites?sort=-handle&per_page=2{cursor}")).await;
        walked.push(handles(&reply).concat());
        let meta = reply.value()["meta"]["pagination"].clone();
        assert_eq!((&meta["total_items"], &meta["total_pages"]), (&json!(5), &json!(3)));
        let Some(next) = meta["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(walked, ["ed", "cb", "a"]);
    assert_eq!(handles(&program.get("/bio-sites?sort=handle&per_page=2&page=3").await), ["e"]);
    assert_eq!(handles(&program.get("/bio-sites?q=SITE-B").await), ["b"]);
    assert_eq!(handles(&program.get("/bio-sites?published=true").await).len(), 0);
    assert_eq!(handles(&program.get("/bio-sites").await)[0], "d", "last changed first");
    let next = program.get("/bio-sites?per_page=1").await.value()["meta"]["pagination"]["next_cursor"].as_str().unwrap().to_owned();
    for wrong in [
        "per_page=0",
        "per_page=101",
        "page=0",
        "cursor=x",
        "sort=color",
        &format!("cursor={next}&page=1"),
        &format!("cursor={next}&sort=name"),
    ] {
        assert_eq!(program.get(&format!("/bio-sites?{wrong}")).await.problem().0, 422, "{wrong}");
    }
}

#[tokio::test]
async fn many_at_once_are_told_one_by_one() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    let good = app.site(&ada, "ada-links", samples::content(samples::links(1))).await.to_string();
    let bad = app.site(&ada, "ada-empty", samples::content(vec![samples::link(1, "", "nowhere")])).await.to_string();
    let nobody = "0192f7c1-0000-7000-8000-000000000001";
    let done = program.post("/bio-sites/bulk", &json!({ "action": "publish", "ids": [good, bad, nobody] })).await.data();
    let statuses: Vec<_> = done.as_array().unwrap().iter().map(|one| one["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [200, 422, 404]);
    assert_eq!(done[1]["problem"]["code"], "invalid");
    assert_eq!(app.browser().get("/@ada-links").await.status, StatusCode::OK);
    for ids in [json!([]), json!(vec![nobody; 51])] {
        assert_eq!(program.post("/bio-sites/bulk", &json!({ "action": "publish", "ids": ids })).await.problem().0, 422);
    }
}

#[tokio::test]
async fn every_kind_of_block_comes_back_as_it_was_sent() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &all_scopes()).await;
    let made = make(&program, "ada-links").await;
    let blocks = serde_json::to_value(samples::of_every_kind()).unwrap();
    let saved = program.json(Method::PATCH, &path(&made), &[("if-match", made.header("etag"))], &json!({ "blocks": blocks })).await;
    assert_eq!(saved.data()["blocks"], blocks);
    let wrong =
        json!({ "blocks": [{ "id": "0192f7c1-0000-7000-8000-000000000001", "type": "link", "title": "x", "url": "y", "colour": 1 }] });
    let refused = program.json(Method::PATCH, &path(&made), &[("if-match", saved.header("etag"))], &wrong).await;
    assert_eq!((refused.problem().0, refused.value()["fields"]["blocks.0.colour"].is_string()), (422, true), "{}", refused.text());
    let empty = program.json(Method::PATCH, &path(&made), &[("if-match", saved.header("etag"))], &json!({})).await;
    assert_eq!(empty.problem().0, 422);
}
