//! First steps, as browsers without scripts take them.

use chrono::{Duration, Utc};
use http::StatusCode;
use mewayz::{
    Error, dispatch,
    onboarding::{self, Board, Goal, SampleState, Step, StepState, Trade},
    platform::State,
};

use crate::support::{Client, Creator, PASSWORD, Reply, TestApp, rpc, samples};

/// What `load_welcome` answers.
type Welcome = app::onboarding::Welcome;

async fn settle(app: &TestApp) {
    while dispatch::round(&app.state.context.db, Utc::now() + Duration::minutes(1)).await.unwrap().again {}
}

/// Presses a button of the page, without scripts, and goes where it leads.
async fn press(client: &Client, page: &str, function: &str, fields: &[(&str, &str)]) -> Reply {
    let reply = client.post_form(page, &rpc::path(function), rpc::form(fields)).await;
    client.follow(reply).await
}

async fn welcome(ada: &Creator) -> Welcome {
    ada.client.rpc("load_welcome", &[("workspace", "ada")]).await.json()
}

async fn begun(app: &TestApp) -> Creator {
    let ada = app.creator("ada").await;
    let choice = [("workspace", "ada"), ("trade", "coach"), ("goals[]", "team")];
    let page = press(&ada.client, "/w/ada/welcome", "choose_journey", &choice).await;
    assert!(page.status == StatusCode::OK && page.path.starts_with("/w/ada/welcome"), "{}", page.path);
    ada
}

#[tokio::test]
async fn a_newcomer_is_asked_begins_and_steps_do_themselves() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    assert!(ada.client.get("/w/ada").await.text().contains("What do you do?"), "offered after signing up");
    let asked = ada.client.get("/w/ada/welcome").await.document();
    assert_eq!((asked.control("You are").name.as_str(), asked.texts("option").len()), ("select", 5));
    let choice = [("workspace", "ada"), ("trade", "coach")];
    let page = press(&ada.client, "/w/ada/welcome", "choose_journey", &choice).await;
    assert!(page.text().contains("0 of 5 done"), "{}", page.text());
    let home = ada.client.get("/w/ada").await;
    assert!(home.text().contains("All first steps") && home.text().contains(r#"href="/w/ada/sites/new""#));
    app.published(&ada, "ada-links", samples::content(samples::links(1))).await;
    settle(&app).await;
    let steps = welcome(&ada).await.journey.steps;
    let done: Vec<Step> = steps.iter().filter(|view| matches!(view.state, StepState::Done(_))).map(|view| view.step).collect();
    assert_eq!(done, [Step::CreateSite, Step::PublishSite]);
    assert!(ada.client.get("/w/ada").await.text().contains("2 of 5 done"));
}

#[tokio::test]
async fn every_step_leads_to_a_page_that_is_there() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    for step in Step::ALL {
        let path = format!("/w/ada{}", step.path());
        assert_eq!(ada.client.get(&path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn steps_are_left_out_and_taken_up_and_the_whole_is_put_away_and_called_back() {
    let app = TestApp::start().await;
    let ada = begun(&app).await;
    let page = "/w/ada/welcome";
    let step = [("workspace", "ada"), ("step", "invite_team")];
    let state = async || welcome(&ada).await.journey.steps.into_iter().find(|view| view.step == Step::InviteTeam).unwrap().state;
    assert!(press(&ada.client, page, "skip_step", &step).await.text().contains("Take up again: Invite somebody"));
    assert_eq!(state().await, StepState::Skipped);
    assert!(press(&ada.client, page, "take_up_step", &step).await.text().contains("Leave out: Invite somebody"));
    assert_eq!(state().await, StepState::Open);
    let home = press(&ada.client, "/w/ada", "put_away_steps", &[("workspace", "ada")]).await;
    assert!(!home.text().contains("All first steps") && home.text().contains(r#"href="/w/ada/welcome""#), "a link leads back");
    let back = press(&ada.client, page, "call_back_steps", &[("workspace", "ada")]).await;
    assert!(!back.text().contains("are put away"));
    assert!(ada.client.get("/w/ada").await.text().contains("All first steps"));
}

#[tokio::test]
async fn a_sample_is_put_in_and_taken_out() {
    let app = TestApp::start().await;
    let ada = begun(&app).await;
    let put = [("workspace", "ada"), ("locale", "de")];
    for _ in 0..2 {
        let page = press(&ada.client, "/w/ada/welcome", "put_sample", &put).await;
        assert!(page.text().contains("Beispiel: Seite eines Coaches"), "in the language of the page");
    }
    let sample = welcome(&ada).await.sample.unwrap();
    assert_eq!(sample.state, SampleState::Untouched);
    assert_eq!(app.browser().get(&format!("/@{}", sample.handle)).await.status, StatusCode::NOT_FOUND, "nobody else sees it");
    let builder = ada.client.get(&format!("/w/ada/sites/{}", sample.site)).await;
    assert_eq!(builder.status, StatusCode::OK);
    let content = samples::content(samples::links(2));
    let input = serde_json::json!({ "workspace": "ada", "site": sample.site, "version": 2, "content": content });
    assert_eq!(ada.client.rpc_json("save_draft", &input).await.status, StatusCode::OK);
    assert!(ada.client.get("/w/ada/welcome").await.text().contains("unless you say below that it should go"), "asked first");
    let page = press(&ada.client, "/w/ada/welcome", "take_out_sample", &[("workspace", "ada"), ("with_changes", "true")]).await;
    assert!(page.text().contains("Put the sample in"));
    assert_eq!(ada.client.get(&format!("/w/ada/sites/{}", sample.site)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn it_concerns_those_who_manage_the_workspace() {
    let app = TestApp::start().await;
    let (ada, bob) = (begun(&app).await, app.creator("bob").await);
    let join = "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'editor')";
    let ids = (ada.member.workspace().0, bob.member.user().0);
    sqlx::query(join).bind(ids.0).bind(ids.1).execute(&mut app.connection().await).await.unwrap();
    let home = bob.client.get("/w/ada").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(!home.text().contains("All first steps") && !home.text().contains("What do you do?"));
    assert_eq!(bob.client.get("/w/ada/welcome").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn staff_set_steps_see_figures_and_offer_it_to_nobody() {
    let app = TestApp::start().await;
    let ada = begun(&app).await;
    app.make_staff(&ada).await;
    settle(&app).await;
    app.published(&ada, "ada-links", samples::content(samples::links(1))).await;
    settle(&app).await;
    let page = ada.client.get("/admin/onboarding?days=90").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["From an account to the first published page", "How far people come", "Shown 1, done 1, left out 0"] {
        assert!(page.text().contains(text), "{text}");
    }
    let board: Board = ada.client.rpc("load_onboarding", &[("days", "30")]).await.json();
    assert_eq!((board.offered, board.overall.people, board.overall.published), (State::On, 1, 1));
    assert!(board.overall.median.is_some() && board.overall.median == board.overall.p90);
    let fields = [
        ("trade", "coach"),
        ("shown[publish_site]", "always"),
        ("places[publish_site]", "1"),
        ("shown[invite_team]", "for_goal"),
        ("places[invite_team]", "2"),
    ];
    assert_eq!(ada.client.rpc("set_outline", &fields).await.message("reason"), "Say why, in up to 500 characters.");
    let wrong = [&fields[..4], &[("places[invite_team]", "-1"), ("reason", "Fewer steps")]].concat();
    assert_eq!(ada.client.rpc("set_outline", &wrong).await.message("form"), "Enter a place from 0 to 999.");
    let right = [&fields[..], &[("reason", "Fewer steps")]].concat();
    assert_eq!(ada.client.rpc("set_outline", &right).await.status, StatusCode::OK);
    let steps: Vec<Step> = welcome(&ada).await.journey.steps.into_iter().map(|view| view.step).collect();
    assert_eq!(steps, [Step::InviteTeam, Step::PublishSite], "the goal comes first");
    ada.client.rpc("offer_onboarding", &[("offered", "false"), ("reason", "A pause")]).await;
    app.state.platform.refresh(&app.state.context.db).await.unwrap();
    assert_eq!(ada.client.rpc("load_welcome", &[("workspace", "ada")]).await.error(), Error::switched_off());
    assert!(!ada.client.get("/w/ada").await.text().contains("All first steps"));
    let acts: Vec<(String, String)> = sqlx::query_as("select act, reason from staff_actions where act <> 'enter' order by id")
        .fetch_all(&mut app.connection().await)
        .await
        .unwrap();
    let expected = [("onboarding.set", "Fewer steps"), ("flags.set", "A pause")];
    assert_eq!(acts, expected.map(|(act, reason)| (act.to_owned(), reason.to_owned())));
}

#[tokio::test]
async fn home_takes_one_statement_more_for_it() {
    let watch = crate::support::statements::Statements::watch();
    let app = TestApp::start().await;
    let ada = begun(&app).await;
    ada.client.get("/w/ada").await;
    watch.take();
    ada.client.get("/w/ada").await;
    let asked: Vec<String> = watch.take().into_iter().filter(|statement| statement.contains("onboarding")).collect();
    assert!(asked.len() <= 1, "{asked:?}");
    let mut scope = app.state.context.db.open(&ada.member).await.unwrap();
    let journey = onboarding::journey(&mut scope).await.unwrap();
    assert_eq!((journey.trade, journey.goals), (Some(Trade::Coach), vec![Goal::Team]));
}

#[tokio::test]
async fn somebody_without_a_workspace_is_told_so_and_makes_one() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    assert_eq!(ada.client.get("/w").await.header("location"), "/w/ada");
    sqlx::query("delete from memberships").execute(&mut app.connection().await).await.unwrap();
    let lobby = ada.client.get("/w").await;
    assert_eq!(lobby.status, StatusCode::OK);
    assert_eq!(lobby.document().texts("h1"), ["You are in no workspace"]);
    assert_eq!(ada.client.get("/w/ada").await.status, StatusCode::NOT_FOUND);
    let refused = ada.client.submit("/w", &[("Name of the workspace", " ")]).await;
    assert!(refused.path.starts_with("/w?"), "{}", refused.path);
    assert!(refused.document().error_beside("Name of the workspace").is_some());
    let home = ada.client.submit("/w", &[("Name of the workspace", "Second Studio")]).await;
    assert_eq!((home.status, home.path.as_str()), (StatusCode::OK, "/w/second-studio"));
    assert!(home.text().contains("What do you do?"), "offered after making a workspace");
    let stranger = app.browser();
    assert!(stranger.get("/w").await.header("location").starts_with("/login"));
    let signed_up = app.sign_up("Bob", "bob@example.com", PASSWORD).await;
    assert_eq!(signed_up.get("/w").await.header("location"), "/w/bob");
}
