//! What staff do across workspaces, as everybody meets it.

use std::time::Duration;

use http::StatusCode;
use mewayz::{
    ids::SiteId,
    office::{LogPage, Run},
    reports::QueuePage,
};
use server::work;
use tokio::sync::watch;

use crate::support::{Client, Creator, Reply, TestApp, rpc, samples};

/// How long a change may take to reach visitors, or a job to be done.
const SOON: Duration = Duration::from_secs(20);

/// The product with pages that hear of changes, somebody with a published page, and staff.
async fn stage() -> (TestApp, Creator, SiteId, Creator) {
    let app = TestApp::start().await;
    tokio::spawn(app.state.pages.clone().follow_notices());
    let ada = app.creator("ada").await;
    let site = app.published(&ada, "ada-page", samples::content(samples::links(1))).await;
    let boss = app.creator("boss").await;
    app.make_staff(&boss).await;
    (app, ada, site, boss)
}

/// The first answer that is as wanted.
async fn until(browser: &Client, path: &str, wanted: StatusCode) -> Reply {
    let asked = async {
        loop {
            let reply = browser.get(path).await;
            if reply.status == wanted {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(SOON, asked).await.unwrap_or_else(|_| panic!("{path} never answered {wanted}"))
}

/// Reports a page through the form, opened so many seconds ago.
async fn report(app: &TestApp, page: &str, seconds: i64, website: &str) -> Reply {
    let at = (mewayz::clock::now().timestamp() - seconds).to_string();
    let opened = format!("{at}.{}", app.state.context.keyring.sign("report form", &at).unwrap());
    let fields = [
        ("page", page),
        ("concern", "fraud"),
        ("words", "It asks for passwords"),
        ("email", ""),
        ("website", website),
        ("opened", &opened),
    ];
    let browser = app.browser();
    let reply = browser.post_form("/report", &rpc::path("report_content"), rpc::form(&fields)).await;
    browser.follow(reply).await
}

async fn waiting(boss: &Creator) -> QueuePage {
    boss.client.rpc("list_reported", &[]).await.json()
}

#[tokio::test]
async fn a_suspended_workspace_is_gone_for_visitors_and_programs_and_says_why_to_members() {
    let (app, ada, _, boss) = stage().await;
    let program = app.program(&ada, &["bio_sites:read"]).await;
    assert_eq!(program.get("/workspace").await.status, StatusCode::OK);
    let visitor = app.browser();
    assert_eq!(visitor.get("/@ada-page").await.status, StatusCode::OK);
    let tenant = ada.member.workspace().to_string();
    assert_eq!(
        boss.client.rpc("suspend_workspace", &[("tenant", &tenant)]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "not without a reason"
    );
    let done = boss.client.rpc("suspend_workspace", &[("tenant", &tenant), ("reason", "Sells <nothing> good")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let gone = until(&visitor, "/@ada-page", StatusCode::GONE).await;
    assert!(gone.text().contains("Not available") && gone.header("cache-control").contains("no-store"));
    assert_eq!(program.get("/workspace").await.status, StatusCode::UNAUTHORIZED);
    let home = ada.client.get("/w/ada").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text().contains("This workspace is suspended") && home.text().contains("Sells &lt;nothing&gt; good"), "{}", home.text());
    let refused = ada.client.rpc("rename_workspace", &[("workspace", "ada"), ("name", "Other")]).await;
    assert_eq!(refused.error(), mewayz::Error::Conflict(mewayz::error::Conflict::Suspended));
    let page = boss.client.get(&format!("/admin/workspaces/{tenant}")).await;
    assert!(page.text().contains("Lift suspension"), "{}", page.text());
    boss.client.rpc("release_workspace", &[("tenant", &tenant), ("reason", "Sold")]).await;
    until(&visitor, "/@ada-page", StatusCode::OK).await;
    assert_eq!(program.get("/workspace").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_page_of_the_office_is_there_for_staff_and_for_nobody_else() {
    let (_app, ada, site, boss) = stage().await;
    let tenant = ada.member.workspace().to_string();
    let paths = [
        "/admin/log".to_owned(),
        "/admin/log?act=person&from=2026-01-01&subject=nonsense&before=x".to_owned(),
        "/admin/workspaces?text=ada".to_owned(),
        format!("/admin/workspaces/{tenant}"),
        "/admin/mails?receiver=ada@example.com".to_owned(),
        "/admin/webhooks".to_owned(),
        "/admin/reports".to_owned(),
        format!("/admin/reports/{site}"),
        "/admin/data".to_owned(),
    ];
    for path in &paths {
        let page = boss.client.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        assert_eq!(ada.client.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let mail: mewayz::office::MailPage = boss.client.rpc("list_mails", &[]).await.json();
    let letter = boss.client.get(&format!("/admin/mails/{}", mail.mails[0].id)).await;
    assert_eq!(letter.status, StatusCode::OK);
    assert!(!letter.text().contains("/verify/"), "no link that opens an account");
    for nothing in ["/admin/mails/x", "/admin/workspaces/x", "/admin/reports/x", "/admin/data/x"] {
        assert_eq!(boss.client.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test]
async fn what_staff_did_is_shown_and_taken_away_as_a_file() {
    let (app, ada, _, boss) = stage().await;
    let tenant = ada.member.workspace().to_string();
    boss.client.rpc("close_workspace", &[("tenant", &tenant), ("reason", "=cmd")]).await;
    let log: LogPage = boss.client.rpc("load_staff_log", &[("query[subject]", &tenant)]).await.json();
    assert_eq!(log.actions.iter().map(|action| action.act.as_str()).collect::<Vec<_>>(), ["workspace.archive"]);
    let page = boss.client.get("/admin/log").await.text();
    assert!(page.contains("Workspace archived") && page.contains(&format!("/admin/workspaces/{tenant}")), "{page}");
    let file = boss.client.get(&format!("/admin/log.csv?subject={tenant}")).await;
    assert!(file.header("content-type").starts_with("text/csv"));
    assert_eq!(file.text().lines().count(), 2);
    assert!(file.text().contains("'=cmd"), "no formula: {}", file.text());
    assert_eq!(ada.client.get("/admin/log.csv").await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.browser().get("/admin/log.csv").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_page_is_reported_without_scripts_taken_down_objected_to_and_restored() {
    let (app, ada, site, boss) = stage().await;
    let visitor = app.browser();
    assert!(visitor.get("/@ada-page").await.text().contains("/report?page=ada-page"), "in the footer");
    let form = visitor.get("/report?page=ada-page").await;
    assert!(form.text().contains("value=\"ada-page\"") && !form.text().contains("<script src"), "{}", form.text());

    let quick = report(&app, "ada-page", 0, "").await;
    assert!(quick.text().contains("very quick") && quick.text().contains("It asks for passwords"), "what was typed is kept");
    report(&app, "ada-page", 60, "https://spam.example").await;
    assert_eq!(waiting(&boss).await.open, 0, "who fills in what people do not see is none");
    let unknown = report(&app, "nobody-here", 60, "").await;
    assert!(unknown.text().contains("There is no page at this address."));
    let sent = report(&app, "http://127.0.0.1:3000/@ada-page", 60, "").await;
    assert!(sent.text().contains("Somebody will look at the page"), "{}", sent.text());
    assert_eq!(waiting(&boss).await.pages.iter().map(|page| page.site).collect::<Vec<_>>(), [site]);

    let id = site.to_string();
    let taken = boss.client.rpc("take_page_down", &[("site", &id), ("reason", "It asks for passwords")]).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    let gone = until(&visitor, "/@ada-page", StatusCode::GONE).await;
    assert!(!gone.text().contains("passwords"), "the page is neutral");
    let again = boss.client.rpc("dismiss_reports", &[("site", &id), ("reason", "Fine")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "one decision counts");
    let shown = ada.client.get(&format!("/w/ada/sites/{id}/appeal")).await;
    assert!(shown.text().contains("It asks for passwords") && shown.text().contains("Your words"), "{}", shown.text());
    let objected = ada.client.rpc("appeal_ruling", &[("workspace", "ada"), ("site", &id), ("text", "It is a cake")]).await;
    assert_eq!(objected.status, StatusCode::OK, "{}", objected.text());
    assert!(boss.client.get(&format!("/admin/reports/{id}")).await.text().contains("It is a cake"));
    assert_eq!(waiting(&boss).await.appeals, 1);
    boss.client.rpc("restore_page", &[("site", &id), ("reason", "A cake indeed")]).await;
    until(&visitor, "/@ada-page", StatusCode::OK).await;
}

/// Waits for a run to be over.
async fn over(boss: &Creator, run: &str) -> Run {
    let asked = async {
        loop {
            let found: Run = boss.client.rpc("load_run", &[("run", run)]).await.json();
            if found.finished_at.is_some() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(SOON, asked).await.expect("the run ends")
}

/// Starts a tool by its form; the answer leads to the run.
async fn start(boss: &Creator, function: &str, fields: &[(&str, &str)]) -> String {
    let reply = boss.client.post_form("/admin/data", &rpc::path(function), rpc::form(fields)).await;
    reply.header("location").rsplit_once('/').unwrap_or_else(|| panic!("{}", reply.text())).1.to_owned()
}

#[tokio::test]
async fn data_tools_show_first_and_do_it_once_and_ended_workspaces_are_erased() {
    let (app, ada, _, boss) = stage().await;
    let owner = app.database.owner_url().to_owned();
    let config = mewayz_config(&app, &owner);
    let (stop, stopped) = watch::channel(false);
    let worker = work::worker(&app.state.context.db, &app.state.context.storage, &config).unwrap();
    let working = tokio::spawn(worker.run(stopped));

    let nothing = over(&boss, &start(&boss, "try_tool", &[("tool", "erase_workspaces")]).await).await;
    assert_eq!((nothing.total, nothing.can_be_done, nothing.state.as_str()), (0, false, "done"));
    sqlx::query("update workspaces set ends_at = now() where id = $1")
        .bind(ada.member.workspace().0)
        .execute(&mut app.connection().await)
        .await
        .unwrap();
    let dry = over(&boss, &start(&boss, "try_tool", &[("tool", "erase_workspaces")]).await).await;
    assert_eq!((dry.total, dry.examples, dry.can_be_done), (1, vec!["/w/ada".to_owned()], true));
    let id = dry.id.to_string();
    let real = start(&boss, "do_tool", &[("run", &id), ("reason", "Now")]).await;
    let twice = boss.client.rpc("do_tool", &[("run", &id), ("reason", "Now")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let real = over(&boss, &real).await;
    assert_eq!((real.state.as_str(), real.total, real.error), ("done", 1, None));
    let left: i64 =
        sqlx::query_scalar("select count(*) from workspaces where slug = 'ada'").fetch_one(&mut app.connection().await).await.unwrap();
    assert_eq!(left, 0);

    let replay = [("tool", "replay_events"), ("consumer", "audit"), ("place", "boss"), ("days", "7")];
    let dry = over(&boss, &start(&boss, "try_tool", &replay).await).await;
    assert!(dry.total > 0 && dry.examples[0].contains("workspace.created"), "{dry:?}");
    let bad = boss.client.rpc("try_tool", &[("tool", "replay_events"), ("consumer", "nobody")]).await;
    assert_eq!(bad.message("consumer"), "Choose who is told.");

    let storage = &app.state.context.storage;
    storage.put("media/orphan-key-orphan-key/1.webp", "x".into(), "image/webp").await.unwrap();
    let orphans = over(&boss, &start(&boss, "try_tool", &[("tool", "orphans")]).await).await;
    assert_eq!((orphans.total, orphans.state.as_str()), (0, "done"), "what was written a moment ago may be an upload");
    let server::adapters::storage::StorageConfig::Folder(folder) = &app.state.config.storage else { panic!("files lie in a folder") };
    let file = std::fs::File::options().write(true).open(folder.join("media/orphan-key-orphan-key/1.webp")).unwrap();
    file.set_modified(std::time::SystemTime::from(mewayz::clock::now()) - Duration::from_secs(200_000)).unwrap();
    let orphans = over(&boss, &start(&boss, "try_tool", &[("tool", "orphans")]).await).await;
    assert_eq!((orphans.total, orphans.examples.as_slice()), (1, ["media/orphan-key-orphan-key".to_owned()].as_slice()));
    let done = over(&boss, &start(&boss, "do_tool", &[("run", &orphans.id.to_string()), ("reason", "Tidy")]).await).await;
    assert_eq!((done.total, done.state.as_str()), (1, "done"));
    assert!(storage.get("media/orphan-key-orphan-key/1.webp").await.is_err());
    stop.send(true).unwrap();
    working.await.unwrap();
}

/// The configuration of the app, in a process that may act as the owner of the database.
fn mewayz_config(app: &TestApp, owner: &str) -> server::config::Config {
    server::config::Config { database_owner_url: Some(owner.into()), ..server::config::Config::clone(&app.state.config) }
}
