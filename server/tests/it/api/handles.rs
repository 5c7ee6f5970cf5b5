//! Claiming a handle.

use http::StatusCode;
use mewayz::Error;

use crate::support::{TestApp, rpc, samples};

#[tokio::test]
async fn of_two_claims_at_the_same_instant_one_wins() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.creator("ada").await, app.creator("bob").await);
    for round in 0..5 {
        let handle = format!("wanted-{round}x");
        let claim = |creator: &str| vec![("workspace", creator.to_owned()), ("handle", handle.clone()), ("name", "Mine".to_owned())];
        let forms = [claim("ada"), claim("bob")].map(|pairs| rpc::form(&pairs.iter().map(|(n, v)| (*n, v.as_str())).collect::<Vec<_>>()));
        let path = rpc::path("create_site");
        let kind = "application/x-www-form-urlencoded";
        let [first, second] = forms;
        let (a, b) = tokio::join!(ada.client.post(&path, kind, first), bob.client.post(&path, kind, second));
        let lost: Vec<_> = [&a, &b].into_iter().filter(|reply| reply.status == StatusCode::UNPROCESSABLE_ENTITY).collect();
        assert_eq!(lost.len(), 1, "{} {}", a.status, b.status);
        assert!(lost[0].message("handle").contains("taken"), "{}", lost[0].text());
        let sites = [app.rows(Some(&ada)).await, app.rows(Some(&bob)).await];
        let total: i64 = sites.iter().flatten().filter(|(table, _)| *table == "bio_sites").map(|(_, count)| count).sum();
        assert_eq!(total, round + 1, "the loser left nothing behind");
    }
}

#[tokio::test]
async fn refused_handles_come_back_with_what_was_typed() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.site(&ada, "ada-links", samples::content(vec![])).await;
    for (handle, about) in [
        ("ada-links", "taken"),
        ("ada-1inks", "taken"),
        ("admin", "reserved"),
        ("adm1n", "reserved"),
        ("a", "at least"),
        ("ada links", "spaces"),
        ("\u{430}da-page", "mistaken"),
    ] {
        let page = ada.client.submit("/w/ada/sites/new", &[("Handle", handle), ("Name", "Ada & Co")]).await;
        assert!(page.path.starts_with("/w/ada/sites/new?"), "{handle}: {}", page.path);
        let document = page.document();
        let message = document.error_beside("Handle").unwrap_or_default();
        assert!(message.to_lowercase().contains(about), "{handle}: {message}");
        assert_eq!((document.control("Handle").get("value"), document.control("Name").get("value")), (handle, "Ada & Co"));
    }
    assert_eq!(app.rows(Some(&ada)).await[5], ("bio_sites", 1));
}

#[tokio::test]
async fn a_site_is_made_without_scripts() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let builder = ada.client.submit("/w/ada/sites/new", &[("Handle", "Ada-Links"), ("Name", "Ada")]).await;
    assert_eq!(builder.status, StatusCode::OK);
    assert!(builder.path.starts_with("/w/ada/sites/") && builder.path.len() == "/w/ada/sites/".len() + 36, "{}", builder.path);
    assert!(builder.text().contains("ada-links"));
}

#[tokio::test]
async fn a_taken_handle_is_told_with_a_free_one() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.creator("ada").await, app.creator("bob").await);
    app.site(&ada, "ada-links", samples::content(vec![])).await;
    let check: app::bio_sites::HandleCheck = bob.client.rpc("check_handle", &[("workspace", "bob"), ("handle", "ada-links")]).await.json();
    assert_eq!(check.problem.map(|problem| problem.to_string()).as_deref(), Some("This handle is taken."));
    let free = check.suggestion.unwrap();
    let check: app::bio_sites::HandleCheck = bob.client.rpc("check_handle", &[("workspace", "bob"), ("handle", &free)]).await.json();
    assert_eq!((check.problem, check.suggestion), (None, None), "{free}");
    let elsewhere = bob.client.rpc("check_handle", &[("workspace", "ada"), ("handle", "free-one")]).await;
    assert_eq!(elsewhere.error(), Error::NotFound);
}
