//! Whoever pays for having our name removed: it is on no page under their name, in no answer and in no mail of theirs.

use http::{Method, StatusCode};
use server::mailer::{Mailer, Stationery, Transport};

use crate::{
    public::domains::{at, proven, shown, with_names},
    support::{Creator, TestApp, samples, smtp::BadSmtp},
};

const HOST: &str = "links.ada.test";

async fn without_our_name(app: &TestApp, ada: &Creator) {
    let mut connection = app.connection().await;
    let workspace = ada.member.workspace();
    sqlx::query("select set_config('app.workspace', $1, false)").bind(workspace.to_string()).execute(&mut connection).await.unwrap();
    let given = "insert into entitlements (key, source, amount, from_at) values ('white_label', 'subscription', 1, now())";
    sqlx::query(given).execute(&mut connection).await.unwrap();
}

/// Mail of the product, from the queue to a mail server.
async fn sent(app: &TestApp) -> Vec<String> {
    let smtp = BadSmtp::start([]).await;
    let address = server::adapters::smtp::SmtpAddress::parse(&smtp.url).unwrap();
    let transport = Transport::Smtp(server::adapters::smtp::Smtp::new(address, "mx.test", server::adapters::smtp::Patience::default()));
    let from = "Mewayz <hello@mewayz.test>".parse().unwrap();
    let stationery = Stationery { from, base_url: app.state.config.base_url.clone(), key: app.state.unsubscribe.clone() };
    let mailer = Mailer { db: app.state.context.db.clone(), transport, stationery, keyring: app.state.context.keyring.clone() };
    mailer.round().await;
    smtp.mails()
}

/// Our name, anywhere but in addresses of the installation itself.
fn names_us(text: &str) -> bool {
    text.to_lowercase().contains("mewayz")
}

#[tokio::test]
async fn a_crawl_of_their_pages_finds_our_name_nowhere() {
    let (app, fakes) = with_names().await;
    let ada = app.creator("ada").await;
    without_our_name(&app, &ada).await;
    let site = app.published(&ada, "ada-links", samples::content(samples::of_every_kind())).await;
    proven(&ada, &fakes, HOST, &site.to_string()).await;
    let (mut ahead, mut seen) = (vec!["/".to_owned()], Vec::new());
    let guessed = ["/@ada-links", "/@ada-links/go/nothing", "/nothing", "/w", "/login", "/admin", "/api/v1/me", "/pricing", "/report"];
    let files = ["/robots.txt", "/sitemap.xml", "/manifest.webmanifest", "/favicon.svg", "/offline", "/media/none/640.webp", "/files/none"];
    ahead.extend(guessed.iter().chain(&files).map(|path| (*path).to_owned()));
    while let Some(path) = ahead.pop() {
        let page = at(&app, HOST, &path).await;
        assert!(!names_us(&page.text()), "{path}: {}", page.text());
        assert!(page.headers.values().all(|value| !names_us(&String::from_utf8_lossy(value.as_bytes()))), "{path}: {:?}", page.headers);
        let document = page.document();
        let found = document.all("a").chain(document.all("link")).map(|element| element.get("href").to_owned());
        let own = found.filter(|href| href.starts_with('/') && !href.starts_with("//"));
        ahead.extend(own.filter(|href| !seen.contains(href)).collect::<Vec<_>>());
        seen.push(path);
        ahead.retain(|path| !seen.contains(path));
    }
    assert!(seen.len() > 20, "the page's own links were followed: {seen:?}");
    let head = app.browser().ask(Method::HEAD, "/", &[("host", HOST)]).await;
    assert_eq!(head.status, StatusCode::OK);
}

#[tokio::test]
async fn their_mail_comes_from_them_signed_by_their_domain() {
    let (app, fakes) = with_names().await;
    let ada = app.creator("ada").await;
    without_our_name(&app, &ada).await;
    app.published(&ada, "ada-links", samples::content(vec![])).await;
    proven(&ada, &fakes, HOST, "").await;
    sent(&app).await;
    let invite = async |email: &str| {
        let form = [("workspace", "ada"), ("email", email), ("role", "viewer"), ("days", "7")];
        let invited = ada.client.rpc("invite_member", &form).await;
        assert!(invited.status.is_success(), "{}", invited.text());
        sent(&app).await.pop().unwrap()
    };
    let first = invite("one@example.com").await;
    assert!(first.contains("From: ada <hello@mewayz.test>"), "under their name, until they have an address: {first}");
    let domain = shown(&ada).await.domains.remove(0).id.to_string();
    let saved = ada.client.rpc("save_sender", &[("workspace", "ada"), ("domain", &domain), ("mailbox", "hello")]).await;
    assert!(saved.status.is_success(), "{}", saved.text());
    assert!(!invite("two@example.com").await.contains("DKIM-Signature"), "the key is not in the name service yet");
    let record = shown(&ada).await.sender.unwrap().record;
    fakes.outside().name(&record.name, &[&record.value]);
    assert!(ada.client.rpc("check_sender", &[("workspace", "ada")]).await.status.is_success());
    let mail = invite("three@example.com").await;
    assert!(mail.contains(&format!("From: ada <hello@{HOST}>")), "{mail}");
    let signed = mail.split("DKIM-Signature:").nth(1).expect("a signature").replace("\r\n", "").replace(' ', "");
    assert!(signed.contains(&format!("d={HOST};")) && signed.contains("a=rsa-sha256"), "{signed}");
    // Where the link leads is an address of the installation; nothing a reader reads is.
    let host = app.state.config.base_url.split("://").nth(1).unwrap();
    let read = mail.replace("=\r\n", "").replace(host, "");
    assert!(!names_us(&read), "{read}");
    // Who stops paying is served by us again.
    sqlx::query("delete from entitlements where key = 'white_label'")
        .execute(&mut crate::walls::rows::within(&app, Some(&ada)).await)
        .await
        .unwrap();
    assert!(invite("four@example.com").await.contains("From: Mewayz <hello@mewayz.test>"));
}
