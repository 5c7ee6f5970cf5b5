//! Keys and tokens: what opens the API and what does not.

use http::Method;
use mewayz::{api_keys, clock, identity::factors};
use serde_json::json;

use crate::support::{PASSWORD, Program, TestApp, program::all_scopes, rpc};

#[tokio::test]
async fn a_key_opens_its_own_workspace() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let program = app.program(&ada, &["bio_sites:read"]).await;
    let workspaces = program.get("/workspaces").await.data();
    assert_eq!((workspaces[0]["slug"].as_str(), workspaces.as_array().unwrap().len()), (Some("ada"), 1));
    assert_eq!(program.get("/bio-sites").await.data(), json!([]));
    assert_eq!(program.get("/users/me").await.problem(), (403, "forbidden".to_owned()), "a key is no person");
    let used = app.state.context.db.open(&ada.member).await;
    let keys = api_keys::list(&mut used.unwrap(), clock::now()).await.unwrap();
    assert_eq!(keys[0].last_address.as_deref(), Some("203.0.113.7"));
}

#[tokio::test]
async fn the_key_from_the_page_works_until_it_is_revoked_there() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let form = [("workspace", "ada"), ("name", "Shop"), ("scopes[0]", "bio_sites:read"), ("scopes[4]", "media:read"), ("days", "30")];
    let created: api_keys::Created = ada.client.rpc("create_api_key", &form).await.json();
    let program = Program { credential: created.secret, ..app.stranger() };
    assert_eq!(program.get("/bio-sites").await.status, 200);
    assert_eq!(program.get("/media").await.status, 200);
    ada.client.rpc("revoke_api_key", &[("workspace", "ada"), ("key", &created.id.to_string())]).await.json::<()>();
    let refused = program.get("/bio-sites").await;
    assert_eq!((refused.problem(), refused.header("www-authenticate")), ((401, "unauthenticated".to_owned()), "Bearer"));
}

#[tokio::test]
async fn what_is_no_key_and_no_token() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let key = app.key(&ada, &all_scopes()).await;
    let (program, _) = app.signed_in(&ada).await;
    let token = program.credential.clone();
    let flip = |text: &str, at: usize| {
        let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        format!("{}{other}{}", &text[..at], &text[at + 1..])
    };
    let far = api_keys::Draft { scopes: vec!["media:read".to_owned()], addresses: "10.0.0.0/8".to_owned(), ..Default::default() };
    let wrong = [
        String::new(),
        "mwz_".to_owned(),
        flip(&key, 20),
        flip(&key, 49),
        key[..49].to_owned(),
        flip(&token, token.len() - 20),
        flip(&token, token.find('.').unwrap() + 9),
        "a.b.c".to_owned(),
        app.key_like(&ada, &far).await.secret,
    ];
    for credential in wrong {
        let program = Program { credential: credential.clone(), workspace: Some("ada".to_owned()), ..app.stranger() };
        assert_eq!(program.get("/media").await.problem().0, 401, "{credential}");
    }
    // Neither a cookie nor a key in the address opens anything.
    assert_eq!(ada.client.get("/api/v1/media").await.status, 401);
    assert_eq!(app.stranger().get(&format!("/media?access_token={token}&api_key={key}")).await.status, 401);
}

#[tokio::test]
async fn an_access_token_works_in_every_workspace_of_its_person() {
    let app = TestApp::start().await;
    let (ada, _eve) = (app.creator("ada").await, app.creator("eve").await);
    let (mut program, _) = app.signed_in(&ada).await;
    assert_eq!(program.get("/users/me").await.data()["email"], "ada@example.com");
    assert_eq!(program.get("/bio-sites").await.status, 200);
    program.workspace = Some("eve".to_owned());
    assert_eq!(program.get("/bio-sites").await.problem(), (404, "not_found".to_owned()));
    program.workspace = None;
    let asked = program.get("/bio-sites").await;
    assert_eq!(asked.problem().0, 422);
    assert!(asked.value()["fields"]["X-Workspace"].is_string());
}

#[tokio::test]
async fn signing_in_is_throttled_and_tells_nothing() {
    let app = TestApp::start().await;
    let _ada = app.creator("ada").await;
    let sign_in =
        async |email: &str, password: &str| app.stranger().post("/auth/token", &json!({ "email": email, "password": password })).await;
    let (known, unknown) = (sign_in("ada@example.com", "wrong").await, sign_in("nobody@example.com", "wrong").await);
    assert_eq!((known.problem(), known.value()["fields"].clone()), (unknown.problem(), unknown.value()["fields"].clone()));
    let mut last = known;
    for _ in 0..12 {
        last = sign_in("ada@example.com", "wrong").await;
    }
    assert_eq!(last.problem(), (429, "rate_limited".to_owned()));
    assert!(last.header("retry-after").parse::<u32>().unwrap() > 0);
}

#[tokio::test]
async fn tokens_are_refreshed_and_a_stolen_one_ends_the_family() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let (_, tokens) = app.signed_in(&ada).await;
    let refresh = async |token: &serde_json::Value| app.stranger().post("/auth/refresh", &json!({ "refresh_token": token })).await;
    let second = refresh(&tokens["refresh_token"]).await.data();
    let program = Program { credential: second["access_token"].as_str().unwrap().to_owned(), workspace: None, ..app.stranger() };
    assert_eq!(program.get("/users/me").await.status, 200);
    // Half a minute later, as the database sees it.
    let past = "update refresh_tokens set used_at = used_at - interval '31 seconds'";
    sqlx::query(past).execute(&mut app.connection().await).await.unwrap();
    let replayed = refresh(&tokens["refresh_token"]).await;
    assert_eq!(replayed.problem(), (401, "refresh_token_invalid".to_owned()));
    assert_eq!(refresh(&second["refresh_token"]).await.problem().0, 401, "the thief's and the owner's alike");
}

#[tokio::test]
async fn twenty_parallel_refreshes_stay_signed_in() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let (_, tokens) = app.signed_in(&ada).await;
    let input = json!({ "refresh_token": tokens["refresh_token"] });
    let programs: Vec<_> = (0..20).map(|_| app.stranger()).collect();
    let replies = futures::future::join_all(programs.iter().map(|program| program.post("/auth/refresh", &input))).await;
    for reply in &replies {
        let next = json!({ "refresh_token": reply.data()["refresh_token"] });
        assert_eq!(app.stranger().post("/auth/refresh", &next).await.status, 200);
    }
}

#[tokio::test]
async fn signing_out_ends_the_family_and_is_always_fine() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let (_, tokens) = app.signed_in(&ada).await;
    let input = json!({ "refresh_token": tokens["refresh_token"] });
    for input in [&input, &input, &json!({ "refresh_token": "unknown" })] {
        assert_eq!(app.stranger().post("/auth/revoke", input).await.status, 204);
    }
    assert_eq!(app.stranger().post("/auth/refresh", &input).await.status, 401);
}

#[tokio::test]
async fn a_new_password_ends_programs_too() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let (_, tokens) = app.signed_in(&ada).await;
    app.browser().rpc("request_reset", &[("email", "ada@example.com")]).await;
    let mail = app.mails().await.into_iter().rev().find(|mail| mail.body_text.contains("/reset/")).unwrap();
    let token = mail.body_text.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    app.browser().rpc("reset_password", &[("token", &token), ("password", "another good password")]).await;
    let input = json!({ "refresh_token": tokens["refresh_token"] });
    assert_eq!(app.stranger().post("/auth/refresh", &input).await.status, 401);
    assert_ne!(PASSWORD, "another good password");
}

#[tokio::test]
async fn keys_cannot_make_keys() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let key = app.key(&ada, &all_scopes()).await;
    let request = http::Request::builder()
        .method(Method::POST)
        .uri(rpc::path("create_api_key"))
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/x-www-form-urlencoded");
    let form = rpc::form(&[("workspace", "ada"), ("name", "x"), ("scopes[0]", "media:read"), ("days", "1")]);
    assert_eq!(app.browser().send(request, form.into()).await.status, 401);
}

#[tokio::test]
async fn what_a_suspended_person_has_made_opens_nothing() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let key = app.program(&ada, &["bio_sites:read"]).await;
    let (token, _) = app.signed_in(&ada).await;
    for program in [&key, &token] {
        assert_eq!(program.get("/workspaces").await.status, 200);
    }
    sqlx::query("update users set suspended_at = now()").execute(&mut app.connection().await).await.unwrap();
    for program in [&key, &token] {
        assert_eq!(program.get("/workspaces").await.status, 401);
    }
    sqlx::query("update users set suspended_at = null").execute(&mut app.connection().await).await.unwrap();
    assert_eq!(token.get("/workspaces").await.status, 200);
    sqlx::query("update token_families set ended_at = now(), ended_because = 'revoked'")
        .execute(&mut app.connection().await)
        .await
        .unwrap();
    assert_eq!(token.get("/workspaces").await.status, 401, "signed out");
}

#[tokio::test]
async fn who_uses_an_app_sends_its_code_too() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let (db, keyring, user) = (&app.state.context.db, &app.state.context.keyring, ada.member.user());
    let mut identity = db.identity().await.unwrap();
    factors::begin(&mut identity, keyring, user).await.unwrap();
    let setup = factors::pending(&mut identity, keyring, user, "").await.unwrap().unwrap();
    let code = totp_rs::Totp::from_url(&setup.url).unwrap().generate_current().to_string();
    let recovery = factors::confirm(&mut identity, keyring, user, &code, "", chrono::Utc::now()).await.unwrap();
    identity.commit().await.unwrap();
    let sign_in = async |code: Option<&str>| {
        let body = json!({ "email": "ada@example.com", "password": PASSWORD, "code": code });
        app.stranger().post("/auth/token", &body).await
    };
    assert_eq!(sign_in(None).await.problem(), (401, "second_factor_required".to_owned()));
    assert_eq!(sign_in(Some("000000")).await.problem(), (422, "invalid".to_owned()));
    assert_eq!(sign_in(Some(&recovery[0])).await.status, 200);
    assert_eq!(sign_in(Some(&recovery[0])).await.problem(), (422, "invalid".to_owned()), "used");
}
