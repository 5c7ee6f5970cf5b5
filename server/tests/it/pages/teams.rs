//! Inviting, accepting, moving and ending, as browsers without scripts do it.

use http::StatusCode;
use mewayz::Error;

use crate::support::{Client, Creator, PASSWORD, TestApp, rpc};

async fn confirmed(app: &TestApp, name: &str) -> Creator {
    let creator = app.creator(name).await;
    let confirm = "update users set email_verified_at = now() where email = $1";
    sqlx::query(confirm).bind(format!("{name}@example.com")).execute(&mut app.connection().await).await.unwrap();
    creator
}

/// The path of the link in the newest letter.
async fn mailed(app: &TestApp) -> String {
    let letter = app.mails().await.pop().unwrap();
    let at = letter.body_text.find("/invite/").unwrap_or_else(|| panic!("no link in {letter:?}"));
    letter.body_text[at..].split_whitespace().next().unwrap().to_owned()
}

async fn invite(ada: &Creator, email: &str, role: &str) -> mewayz::workspaces::Invited {
    ada.client.rpc("invite_member", &[("workspace", &ada.workspace), ("email", email), ("role", role), ("days", "7")]).await.json()
}

/// Presses the button of an invitation, without scripts.
async fn accept(client: &Client, path: &str) -> crate::support::Reply {
    let token = path.rsplit('/').next().unwrap();
    let reply = client.post_form(path, &rpc::path("accept_invitation"), rpc::form(&[("token", token)])).await;
    client.follow(reply).await
}

#[tokio::test]
async fn an_invitation_is_sent_accepted_and_its_role_holds() {
    let app = TestApp::start().await;
    let (ada, bob) = (confirmed(&app, "ada").await, confirmed(&app, "bob").await);
    invite(&ada, "bob@example.com", "viewer").await;
    let path = mailed(&app).await;
    let seen = bob.client.get(&path).await;
    assert_eq!((seen.status, seen.document().texts("h1")), (StatusCode::OK, vec!["Invitation".to_owned()]));
    assert_eq!(bob.client.get("/w/ada").await.status, StatusCode::NOT_FOUND, "looking is not accepting");
    let home = accept(&bob.client, &path).await;
    assert_eq!((home.status, home.path.as_str()), (StatusCode::OK, "/w/ada"));
    let refused = bob.client.rpc("create_site", &[("workspace", "ada"), ("handle", "bobs-page"), ("name", "Bob")]).await;
    assert_eq!(refused.error(), Error::Forbidden);
    let team = bob.client.get("/w/ada/settings/members").await;
    assert!(team.text().contains("bob@example.com") && !team.text().contains("Invite somebody"));
    assert_eq!(bob.client.get("/w/ada/settings/usage").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_stranger_signs_up_on_the_way_and_comes_back() {
    let app = TestApp::start().await;
    let ada = confirmed(&app, "ada").await;
    invite(&ada, "new@example.com", "editor").await;
    let path = mailed(&app).await;
    let browser = app.browser();
    let offered = browser.get(&path).await;
    assert_eq!(offered.status, StatusCode::OK);
    assert!(offered.text().contains(&format!("/signup?next={path}")), "{}", offered.text());
    let back = browser
        .submit(&format!("/signup?next={path}"), &[("Full name", "New"), ("Email", "new@example.com"), ("Password", PASSWORD)])
        .await;
    assert_eq!((back.status, back.path.as_str()), (StatusCode::OK, path.as_str()));
    // The link came to that address: it is confirmed with it.
    assert_eq!(accept(&browser, &path).await.path, "/w/ada");
    let again = app.browser().get(&path).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "it works once");
}

#[tokio::test]
async fn an_invitation_for_another_address_says_so() {
    let app = TestApp::start().await;
    let (ada, eve) = (confirmed(&app, "ada").await, confirmed(&app, "eve").await);
    invite(&ada, "bob@example.com", "admin").await;
    let path = mailed(&app).await;
    let page = eve.client.get(&path).await.text();
    assert!(page.contains("b…@example.com") && !page.contains("bob@example.com"));
    let refused = eve.client.rpc("accept_invitation", &[("token", path.rsplit('/').next().unwrap())]).await;
    assert_eq!(refused.message("form"), "This invitation is for another address. Sign in with that one.");
    assert_eq!(eve.client.get("/w/ada").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_old_address_leads_to_the_new_one() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.creator("ada").await, app.creator("eve").await);
    ada.client.rpc("move_workspace", &[("workspace", "ada"), ("slug", "analytical-engines")]).await;
    let old = ada.client.get("/w/ada/settings/members").await;
    assert_eq!((old.status, old.header("location")), (StatusCode::SEE_OTHER, "/w/analytical-engines/settings/members"));
    assert_eq!(ada.client.get("/w/analytical-engines").await.status, StatusCode::OK);
    assert_eq!(eve.client.get("/w/ada").await.status, StatusCode::NOT_FOUND);
    let taken = eve.client.rpc("move_workspace", &[("workspace", "eve"), ("slug", "ada")]).await;
    assert_eq!(taken.message("slug"), "This address is taken. Try another one.");
}

#[tokio::test]
async fn a_workspace_that_ends_takes_its_pages_along_and_gives_them_back() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    app.published(&ada, "ada-links", crate::support::samples::content(crate::support::samples::links(1))).await;
    ada.client.rpc("end_workspace", &[("workspace", "ada"), ("typed", "ada")]).await;
    assert_eq!(app.browser().get("/@ada-links").await.status, StatusCode::NOT_FOUND);
    let home = ada.client.get("/w/ada").await;
    assert!(home.status == StatusCode::OK && home.text().contains("will be deleted on"));
    ada.client.rpc("reopen_workspace", &[("workspace", "ada")]).await;
    assert!(!ada.client.get("/w/ada").await.text().contains("will be deleted on"));
}

#[tokio::test]
async fn an_export_is_a_file_for_owners_and_comes_back_as_a_workspace() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.creator("ada").await, app.creator("eve").await);
    app.published(&ada, "ada-links", crate::support::samples::content(crate::support::samples::links(2))).await;
    let form = "application/x-www-form-urlencoded";
    let file = ada.client.post("/w/ada/settings/export.json", form, "").await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/json"));
    assert!(!file.text().contains("argon2"));
    assert_eq!(eve.client.post("/w/ada/settings/export.json", form, "").await.status, StatusCode::NOT_FOUND);
    assert!(app.browser().post("/w/ada/settings/export.json", form, "").await.status.is_redirection());
    let head = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.json\"\r\ncontent-type: application/json\r\n\r\n";
    let body = [head.as_bytes(), &file.body, b"\r\n--x--\r\n"].concat();
    let restored = eve.client.post(&rpc::path("restore_workspace"), "multipart/form-data; boundary=x", body).await;
    let path = restored.header("location").to_owned();
    assert!(path.starts_with("/w/"), "{} {}", restored.status, restored.text());
    let sites = eve.client.get(&format!("{path}/sites")).await;
    assert!(sites.text().contains("ada-links-2"), "{}", sites.text());
}

#[tokio::test]
async fn requests_of_programs_are_counted() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &["bio_sites:read"]).await;
    for _ in 0..3 {
        program.get("/bio-sites").await.data();
    }
    program.get("/media").await;
    app.state.api.write_counts(&app.state.context.db).await;
    let usage: mewayz::workspaces::UsageReport = ada.client.rpc("load_usage", &[("workspace", "ada")]).await.json();
    assert_eq!(usage.api.last().map(|day| (day.requests, day.refused)), Some((4, 1)));
}
