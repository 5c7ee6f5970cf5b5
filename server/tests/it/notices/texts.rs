//! Text messages, sent to a gateway on loopback that answers as it is told.

use std::sync::{Arc, Mutex};

use axum::{Router, extract::Request, http::StatusCode, response::IntoResponse, routing::any};
use base64::{Engine, engine::general_purpose::STANDARD};
use mewayz::notifications::{PhoneState, phones};
use tokio::net::TcpListener;

use super::{signed_out, work};
use crate::support::{Creator, TestApp};

const TOKEN: &str = "hunter2hunter2";
const FROM: &str = "+15005550006";

/// A text as it came.
#[derive(Debug, Clone)]
struct Came {
    path: String,
    authorization: String,
    to: String,
    from: String,
    body: String,
}

/// How the gateway answers, one answer after the other; 201 when none is left.
type Answers = Arc<Mutex<Vec<(u16, &'static str)>>>;

struct Gateway {
    base: String,
    seen: Arc<Mutex<Vec<Came>>>,
    answers: Answers,
}

async fn gateway() -> Gateway {
    let (seen, answers): (Arc<Mutex<Vec<Came>>>, Answers) = (Arc::default(), Arc::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (log, next) = (seen.clone(), answers.clone());
    let answer = move |request: Request| {
        let (log, next) = (log.clone(), next.clone());
        async move {
            let (parts, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 100_000).await.unwrap();
            let field = |name: &str| url::form_urlencoded::parse(&body).find(|(key, _)| key == name).unwrap().1.into_owned();
            let authorization = parts.headers["authorization"].to_str().unwrap().to_owned();
            let came = Came { path: parts.uri.path().to_owned(), authorization, to: field("To"), from: field("From"), body: field("Body") };
            log.lock().unwrap().push(came);
            let mut next = next.lock().unwrap();
            let (status, body) = if next.is_empty() { (201, r#"{"sid":"SM1","status":"queued"}"#) } else { next.remove(0) };
            (StatusCode::from_u16(status).unwrap(), [("retry-after", "1")], body).into_response()
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(answer))).await });
    Gateway { base, seen, answers }
}

impl Gateway {
    async fn app(&self) -> TestApp {
        let account = ["--sms-url", &self.base, "--sms-account", "AC1", "--sms-token", TOKEN, "--sms-from", FROM];
        TestApp::with(&[&["--outbound-loopback", "on"][..], &account].concat()).await
    }

    fn answer(&self, answers: &[(u16, &'static str)]) {
        *self.answers.lock().unwrap() = answers.to_vec();
    }

    fn seen(&self) -> Vec<Came> {
        self.seen.lock().unwrap().clone()
    }

    fn code(&self) -> String {
        code(&self.seen().last().unwrap().body)
    }
}

fn code(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).take(6).collect()
}

/// Confirms a number of Ada's and wishes for texts, by the forms of the page, without scripts.
async fn confirm(gateway: &Gateway, ada: &Creator, number: &str) {
    const PAGE: &str = "/w/ada/settings/notifications";
    let sent = ada.client.submit(PAGE, &[("Mobile number", number)]).await;
    assert!(sent.text().contains("We sent a code to"), "{}", sent.text());
    let confirmed = ada.client.submit(PAGE, &[("Code", &gateway.code())]).await;
    assert!(confirmed.text().contains("Confirmed"), "{}", confirmed.text());
    let wishes = [("digest", "at_once"), ("zone", "UTC"), ("quiet_from", ""), ("quiet_until", ""), ("choices[0]", "device_signed_out.sms")];
    assert_eq!(ada.client.rpc("save_notification_settings", &wishes).await.status, StatusCode::OK);
}

/// Signs a device of Ada's out, of which she is told; how texts ended.
async fn tell(app: &TestApp, ada: &Creator) -> Vec<(String, String)> {
    signed_out(app, ada).await;
    work(app, "notifications.text").await;
    let states = "select state, reason from notification_deliveries where channel = 'sms' order by id";
    sqlx::query_as(states).fetch_all(&mut app.connection().await).await.unwrap()
}

fn ended(state: &str, reason: &str) -> (String, String) {
    (state.to_owned(), reason.to_owned())
}

#[tokio::test]
async fn a_number_is_confirmed_on_the_page_and_texts_go_there() {
    let gateway = gateway().await;
    let app = gateway.app().await;
    let ada = app.creator("ada").await;
    confirm(&gateway, &ada, "+49 151 2345-6789").await;
    assert_eq!(tell(&app, &ada).await, [ended("sent", "")]);
    let came = gateway.seen();
    assert_eq!(came.len(), 2, "a code and a notice");
    for text in &came {
        assert_eq!((text.path.as_str(), text.to.as_str()), ("/2010-04-01/Accounts/AC1/Messages.json", "+4915123456789"));
        let authorization = format!("Basic {}", STANDARD.encode(format!("AC1:{TOKEN}")));
        assert_eq!((&text.authorization, text.from.as_str()), (&authorization, FROM));
    }
    assert!(came[1].body.starts_with("A device was signed out: "), "{}", came[1].body);
    assert!(came[1].body.ends_with(" https://mewayz.test/w/ada/settings"), "{}", came[1].body);
}

#[tokio::test]
async fn what_is_wrong_stands_at_the_fields() {
    let gateway = gateway().await;
    let app = gateway.app().await;
    let ada = app.creator("ada").await;
    let page = "/w/ada/settings/notifications";
    let refused = ada.client.submit(page, &[("Mobile number", "0151 23456789")]).await.document();
    assert!(refused.error_beside("Mobile number").unwrap().contains("country code"));
    assert_eq!(refused.control("Mobile number").get("value"), "0151 23456789", "what was typed stays");
    gateway.answer(&[(400, r#"{"code":21211,"message":"Invalid 'To' Phone Number"}"#)]);
    let unknown = ada.client.submit(page, &[("Mobile number", "+4915123456789")]).await.document();
    assert!(unknown.error_beside("Mobile number").unwrap().contains("takes no text messages"));
    ada.client.submit(page, &[("Mobile number", "+4915123456789")]).await;
    let wrong = ada.client.submit(page, &[("Code", "12")]).await.document();
    assert!(wrong.error_beside("Code").unwrap().contains("six digits"));
}

#[tokio::test]
async fn a_busy_gateway_is_asked_again() {
    let gateway = gateway().await;
    let app = gateway.app().await;
    let ada = app.creator("ada").await;
    confirm(&gateway, &ada, "+4915123456789").await;
    gateway.answer(&[(429, r#"{"code":20429}"#), (429, "")]);
    assert_eq!(tell(&app, &ada).await, [ended("sent", "")]);
    assert_eq!(gateway.seen().len(), 4, "the code, two refusals, the text");
}

#[tokio::test]
async fn a_gateway_with_a_fault_is_asked_again() {
    let gateway = gateway().await;
    let app = gateway.app().await;
    let ada = app.creator("ada").await;
    confirm(&gateway, &ada, "+4915123456789").await;
    gateway.answer(&[(503, "<html>")]);
    assert_eq!(tell(&app, &ada).await, [ended("sent", "")]);
    assert_eq!(gateway.seen().len(), 3);
}

#[tokio::test]
async fn who_answered_stop_gets_no_more_texts() {
    let gateway = gateway().await;
    let app = gateway.app().await;
    let ada = app.creator("ada").await;
    confirm(&gateway, &ada, "+4915123456789").await;
    gateway.answer(&[(400, r#"{"code":21610,"message":"Attempt to send to unsubscribed recipient +4915123456789"}"#)]);
    let gone = ended("suppressed", "number gone");
    assert_eq!(tell(&app, &ada).await, std::slice::from_ref(&gone));
    let mut identity = app.state.context.db.identity().await.unwrap();
    let phone = phones::phone(&mut identity, ada.member.user(), mewayz::clock::now()).await.unwrap().unwrap();
    assert_eq!(phone.state, PhoneState::Unconfirmed);
    assert_eq!(tell(&app, &ada).await, [gone], "nothing more is planned");
    assert_eq!(gateway.seen().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_given_up_and_its_words_are_not_kept() {
    let gateway = gateway().await;
    let app = gateway.app().await;
    let ada = app.creator("ada").await;
    confirm(&gateway, &ada, "+4915123456789").await;
    gateway.answer(&[(401, r#"{"code":20003,"message":"Authenticate"}"#)]);
    assert_eq!(tell(&app, &ada).await, [ended("dead", "401 20003")]);
}

#[tokio::test]
async fn development_writes_texts_to_files() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    assert_eq!(ada.client.rpc("send_phone_code", &[("number", "+4915123456789")]).await.status, StatusCode::OK);
    let folder = app.state.config.var.join("sms");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!((files.len(), files[0].extension().unwrap().to_str()), (1, Some("txt")));
    let text = std::fs::read_to_string(&files[0]).unwrap();
    let (head, words) = text.split_once("\n\n").unwrap();
    assert_eq!(head, "To: +4915123456789");
    assert_eq!(ada.client.rpc("confirm_phone", &[("code", &code(words))]).await.status, StatusCode::OK);
    assert_eq!(ada.client.rpc("remove_phone", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_a_gateway_production_offers_no_texts() {
    let secret = "a-secret-of-thirty-two-characters";
    let keys = format!("1:{}", STANDARD.encode([7; 32]));
    let token_keys = format!("a:{}", STANDARD.encode([7; 32]));
    let production = ["--environment", "production", "--url", "https://mewayz.test", "--smtp-url", "smtps://mail.test"];
    let secrets = ["--unsubscribe-key", secret, "--secret-keys", &keys, "--token-keys", &token_keys];
    let app = TestApp::with(&[&production[..], &secrets].concat()).await;
    assert!(app.state.context.sms.is_none());
    assert!(!app.state.context.channels().contains(&mewayz::notifications::Channel::Sms));
}

#[tokio::test]
async fn the_page_offers_texts_where_they_exist() {
    let app = TestApp::start().await;
    let ada = app.creator("ada").await;
    let page = ada.client.get("/w/ada/settings/notifications").await;
    assert!(page.text().contains("Text messages") && page.text().contains("device_signed_out.sms"));
}
