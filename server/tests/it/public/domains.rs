//! Names of people's own: proven in the name service, led to a page, and nothing of the product behind them.

use fakes::Handle;
use http::{Method, StatusCode};
use mewayz::domains::State;

use crate::support::{Creator, Reply, TestApp, samples};

const HOST: &str = "links.ada.test";

/// A product that asks a name service on loopback.
pub async fn with_names() -> (TestApp, Handle) {
    server::install_crypto();
    let fakes = fakes::start().await.unwrap();
    let app = TestApp::with(&["--names", &fakes.names()]).await;
    tokio::spawn(app.state.hosts.clone().follow_notices());
    tokio::spawn(app.state.pages.clone().follow_notices());
    (app, fakes)
}

/// What the page of domains shows.
pub async fn shown(ada: &Creator) -> app::domains::Domains {
    ada.client.rpc("load_domains", &[("workspace", &ada.workspace)]).await.json()
}

/// Claims a name for a site, writes the proof into the name service and has it looked at.
pub async fn proven(ada: &Creator, fakes: &Handle, host: &str, site: &str) {
    let added = ada.client.rpc("add_domain", &[("workspace", &ada.workspace), ("host", host), ("site", site)]).await;
    assert!(added.status.is_success(), "{}", added.text());
    let domain = shown(ada).await.domains.into_iter().find(|domain| domain.host == host).unwrap();
    fakes.outside().name(&domain.records[0].name, &[&domain.records[0].value]);
    let looked = ada.client.rpc("check_domain", &[("workspace", &ada.workspace), ("domain", &domain.id.to_string())]).await;
    assert!(looked.status.is_success(), "{}", looked.text());
}

pub async fn at(app: &TestApp, host: &str, path: &str) -> Reply {
    app.browser().ask(Method::GET, path, &[("host", host), ("accept", "text/html")]).await
}

#[tokio::test]
async fn a_proven_name_shows_the_page_and_is_its_address() {
    let (app, fakes) = with_names().await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(samples::links(2))).await;
    proven(&ada, &fakes, HOST, &site.to_string()).await;
    assert_eq!(shown(&ada).await.domains[0].state, State::Active);
    let page = at(&app, HOST, "/").await;
    assert_eq!(page.status, StatusCode::OK);
    let base = &app.state.config.base_url;
    let scheme = base.split("://").next().unwrap();
    assert!(page.text().contains(&format!("<link rel=\"canonical\" href=\"{scheme}://{HOST}/\">")), "{}", page.text());
    let usual = app.browser().get("/@ada-links").await;
    assert!(usual.text().contains(&format!("{scheme}://{HOST}/")), "the page names its own address everywhere");
    let report = format!("href=\"{base}/report?page=ada-links\"");
    assert!(
        page.text().contains(&report) && page.text().contains(&format!("href=\"{base}/\"")),
        "what is about the product leads to the product"
    );
    let link = page.document().all("a").find(|a| a.get("href").contains("/go/")).unwrap().get("href").to_owned();
    assert_eq!(at(&app, HOST, &link).await.status, StatusCode::FOUND, "links of the page work there");
}

#[tokio::test]
async fn nothing_but_the_page_is_there_and_unproven_names_are_nobodys() {
    let (app, fakes) = with_names().await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(vec![])).await;
    app.published(&ada, "ada-other", samples::content(vec![])).await;
    proven(&ada, &fakes, HOST, &site.to_string()).await;
    for path in ["/w", "/w/ada", "/login", "/signup", "/admin", "/pricing", "/api/v1/me", "/@ada-other", "/sitemap.xml", "/dev/mailbox"] {
        assert_eq!(at(&app, HOST, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // A name that only points here, and one in the middle of which ours stands, are not somebody's.
    assert_eq!(at(&app, "evil.test", "/login").await.status, StatusCode::OK, "as any unknown host: the product, which trusts no host");
    assert_eq!(at(&app, &format!("{HOST}.evil.test"), "/@ada-links").await.status, StatusCode::OK);
    let ask = |host: &'static str| mewayz::domains::is_ours(&app.state.context.db, host);
    assert!(ask(HOST).await.unwrap() && !ask("evil.test").await.unwrap(), "certificates are for proven names");
}

#[tokio::test]
async fn another_workspace_gets_a_name_only_with_a_proof_of_its_own() {
    let (app, fakes) = with_names().await;
    let (ada, eve) = (app.creator("ada").await, app.creator("eve").await);
    let site = app.published(&ada, "ada-links", samples::content(vec![])).await;
    proven(&ada, &fakes, HOST, &site.to_string()).await;
    let claim = eve.client.rpc("add_domain", &[("workspace", "eve"), ("host", HOST), ("site", "")]).await;
    assert!(claim.status.is_success(), "a claim is no proof");
    let hers = shown(&eve).await.domains.remove(0);
    let looked = eve.client.rpc("check_domain", &[("workspace", "eve"), ("domain", &hers.id.to_string())]).await;
    assert!(looked.status.is_success());
    assert_eq!(shown(&eve).await.domains[0].state, State::Pending, "the token of another proves nothing");
    let foreign = shown(&ada).await.domains.remove(0).id.to_string();
    let stolen = eve.client.rpc("remove_domain", &[("workspace", "eve"), ("domain", &foreign)]).await;
    assert_eq!(stolen.status, StatusCode::NOT_FOUND);
    let theirs =
        eve.client.rpc("lead_domain", &[("workspace", "eve"), ("domain", &hers.id.to_string()), ("site", &site.to_string())]).await;
    assert_eq!(theirs.status, StatusCode::UNPROCESSABLE_ENTITY, "a site of another workspace cannot stand there");
    let removed = ada.client.rpc("remove_domain", &[("workspace", "ada"), ("domain", &foreign)]).await;
    assert!(removed.status.is_success());
    fakes.outside().name(&hers.records[0].name, &[&hers.records[0].value]);
    eve.client.rpc("check_domain", &[("workspace", "eve"), ("domain", &hers.id.to_string())]).await;
    assert_eq!(shown(&eve).await.domains[0].state, State::Active);
}

#[tokio::test]
async fn a_name_service_that_does_not_answer_changes_nothing() {
    let (app, fakes) = with_names().await;
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-links", samples::content(vec![])).await;
    proven(&ada, &fakes, HOST, &site.to_string()).await;
    drop(fakes);
    let domain = shown(&ada).await.domains.remove(0);
    let looked = ada.client.rpc("check_domain", &[("workspace", "ada"), ("domain", &domain.id.to_string())]).await;
    assert_eq!(looked.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(shown(&ada).await.domains.remove(0), domain);
    assert_eq!(at(&app, HOST, "/").await.status, StatusCode::OK);
    let refused = ada.client.rpc("add_domain", &[("workspace", "ada"), ("host", "127.0.0.1"), ("site", "")]).await;
    assert_eq!((refused.status, refused.message("host").is_empty()), (StatusCode::UNPROCESSABLE_ENTITY, false));
}
