//! Which language an answer is in, and how people choose one without scripts.

use app::identity::ChooseLanguage;
use http::{Method, StatusCode};
use mewayz::{identity, locale::Locale};
use server_fn::ServerFn;

use crate::support::{Client, TestApp, rpc};

/// The language a page says it is in.
async fn language(client: &Client, path: &str, accepted: &str) -> (String, String) {
    let reply = client.ask(Method::GET, path, &[("accept-language", accepted)]).await;
    let document = reply.document();
    let html = document.all("html").next().unwrap();
    (html.get("lang").to_owned(), html.get("dir").to_owned())
}

async fn choose(client: &Client, from: &str, tag: &str) -> crate::support::Reply {
    client.post_form(from, ChooseLanguage::PATH, rpc::form(&[("locale", tag)])).await
}

#[tokio::test]
async fn address_account_cookie_and_browser_decide_in_this_order() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let pair = |lang: &str, dir: &str| (lang.to_owned(), dir.to_owned());
    assert_eq!(language(&ada.client, "/w/ada", "").await, pair("en", "ltr"));
    assert_eq!(language(&ada.client, "/w/ada", "tlh, fr-CA;q=0.8, de;q=0.5").await, pair("fr", "ltr"));
    ada.client.set_cookie("locale", "ja");
    assert_eq!(language(&ada.client, "/w/ada", "fr").await, pair("ja", "ltr"));
    let mut account = app.state.context.db.identity().await.unwrap();
    identity::set_locale(&mut account, ada.member.user(), Locale::Ar).await.unwrap();
    account.commit().await.unwrap();
    assert_eq!(language(&ada.client, "/w/ada", "fr").await, pair("ar", "rtl"));
    assert_eq!(language(&ada.client, "/", "fr").await, pair("ar", "rtl"), "outside the workspace as well");
    assert_eq!(language(&ada.client, "/w/ada?lang=es", "fr").await, pair("es", "ltr"));
    assert_eq!(language(&ada.client, "/w/ada?lang=xx", "fr").await, pair("ar", "rtl"));
    assert_eq!(language(&app.browser(), "/login", "de").await, pair("de", "ltr"), "a stranger has no account");
}

#[tokio::test]
async fn a_stranger_chooses_a_language_without_scripts() {
    let app = TestApp::start().await;
    let stranger = app.browser();
    let answer = choose(&stranger, "/login?lang=fr&next=%2Fw", "de").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, "/login?next=%2Fw"));
    assert_eq!(stranger.cookie("locale").as_deref(), Some("de"));
    let page = stranger.get("/login").await.document();
    assert_eq!(page.texts("h1"), ["Anmelden"]);
    let failed = stranger.submit("/login", &[("E-Mail", "nobody"), ("Passwort", "x")]).await.document();
    assert_eq!(failed.error_beside("E-Mail").as_deref(), Some("Gib eine E-Mail-Adresse wie name@example.com ein."));
    let unknown = choose(&stranger, "/login", "xx").await;
    assert!(stranger.cookie("locale").as_deref() == Some("de"), "{}", unknown.status);
}

#[tokio::test]
async fn the_choice_of_an_account_follows_it_to_other_devices() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    choose(&ada.client, "/w/ada/settings", "pt").await;
    let elsewhere = app.browser();
    elsewhere.set_cookie("locale", "ja");
    elsewhere.set_cookie("__Host-session", &ada.client.cookie("__Host-session").unwrap());
    let page = elsewhere.get("/w/ada/settings").await.document();
    assert_eq!(page.texts("h1"), ["Configurações"]);
    let mut account = app.state.context.db.identity().await.unwrap();
    assert_eq!(identity::locale(&mut account, ada.member.user()).await.unwrap(), Some(Locale::Pt));
}

#[tokio::test]
async fn the_texts_of_a_page_are_where_it_says_and_may_be_kept_forever() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let page = ada.client.ask(Method::GET, "/w/ada", &[("accept-language", "ar")]).await.document();
    let source = page.by_id("words").unwrap().get("href").to_owned();
    assert!(source.starts_with("/words/ar-"), "{source}");
    let texts = app.browser().get(&source).await;
    assert_eq!(texts.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(texts.text().contains("تسجيل الدخول"));
    assert_eq!(app.browser().get("/words/ar-0.txt").await.status, StatusCode::NOT_FOUND);
    assert!(app.browser().get("/login").await.document().by_id("words").is_none(), "pages without scripts fetch none");
}
