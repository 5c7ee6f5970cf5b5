//! Pages of a workspace and their files, asked by those who do not belong to it.

use http::StatusCode;
use leptos_axum::generate_route_list;
use mewayz::{
    ids::EndpointId,
    webhooks::{self, Draft},
};

use crate::support::{Creator, TestApp, samples};

/// Every page under a workspace, from the router itself, with its parameters filled in.
fn pages(workspace: &str, site: &str, endpoint: &str) -> Vec<String> {
    let listed = generate_route_list(app::App);
    let mut paths: Vec<String> = listed.iter().map(|route| route.path().to_owned()).filter(|path| path.starts_with("/w/{")).collect();
    paths.push("/w/{workspace}/sites/{site}/analytics.csv".to_owned());
    paths.push("/w/{workspace}/settings/audit.csv".to_owned());
    paths.into_iter().map(|path| path.replace("{workspace}", workspace).replace("{site}", site).replace("{endpoint}", endpoint)).collect()
}

/// A webhook of somebody's.
async fn endpoint(app: &TestApp, creator: &Creator) -> EndpointId {
    let context = &app.state.context;
    let draft = Draft { url: "https://hooks.example/ada-links".to_owned(), patterns: vec!["*".to_owned()], ..Draft::default() };
    let mut scope = context.db.open(&creator.member).await.unwrap();
    let id = webhooks::create(&mut scope, &context.keyring, &context.settings.outbound, &draft).await.unwrap();
    scope.commit().await.unwrap();
    id
}

async fn arrange(app: &TestApp) -> (Creator, Vec<String>) {
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(samples::links(1))).await;
    let paths = pages("ada", &site.to_string(), &endpoint(app, &ada).await.to_string());
    (ada, paths)
}

#[tokio::test]
async fn there_are_these_pages_and_their_member_sees_them() {
    let app = TestApp::start().await;
    let (ada, paths) = arrange(&app).await;
    let mut tails: Vec<_> =
        paths.iter().map(|path| path.split('/').skip(3).filter(|part| part.len() < 36).collect::<Vec<_>>().join("/")).collect();
    tails.sort();
    assert_eq!(
        tails,
        [
            "",
            "media",
            "new-workspace",
            "notifications",
            "settings",
            "settings/api-keys",
            "settings/audit",
            "settings/audit.csv",
            "settings/billing",
            "settings/domains",
            "settings/groups",
            "settings/members",
            "settings/notifications",
            "settings/roles",
            "settings/security",
            "settings/sharing",
            "settings/usage",
            "settings/webhooks",
            "settings/webhooks",
            "settings/workspace",
            "sites",
            "sites",
            "sites/analytics",
            "sites/analytics.csv",
            "sites/appeal",
            "sites/history",
            "sites/new",
            "welcome"
        ]
    );
    for path in &paths {
        let page = ada.client.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn strangers_are_led_to_the_entrance_and_back() {
    let app = TestApp::start().await;
    let (_, paths) = arrange(&app).await;
    for path in &paths {
        let page = app.browser().get(path).await;
        let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, format!("/login?next={next}").as_str()), "{path}");
    }
}

#[tokio::test]
async fn members_of_another_workspace_find_nothing() {
    let app = TestApp::start().await;
    let (ada, paths) = arrange(&app).await;
    let eve = app.creator("eve").await;
    let site = paths.iter().find_map(|path| path.strip_prefix("/w/ada/sites/")?.strip_suffix("/history")).unwrap();
    let hook = paths.iter().find_map(|path| path.strip_prefix("/w/ada/settings/webhooks/")).unwrap();
    // A site or a webhook of Ada's is not found in a workspace of Eve's either.
    let in_her_own = pages("eve", site, hook).into_iter().filter(|path| path.contains(site) || path.contains(hook));
    for path in paths.iter().cloned().chain(in_her_own) {
        let page = eve.client.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        for secret in ["ada-links", "Ada Lovelace", "Link number 1", "ada@example.com", &ada.member.workspace().to_string()] {
            assert!(!page.text().contains(secret), "{path} tells {secret}");
        }
    }
}
