use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    super::{phones, texts, *},
    telling::{seen, settle as dispatched, signed_out},
};
use crate::{
    Error, Result,
    gateways::{Sent, Sms},
    tenancy::{Member, Role},
    testing::{self, Test},
};

const FROM: &str = "192.0.2.1";
const NUMBER: &str = "+4915123456789";

/// A gateway that answers as it is told and keeps what was sent.
struct Gateway {
    answer: Sent,
    sent: Mutex<Vec<(String, String)>>,
}

#[async_trait]
impl Sms for Gateway {
    async fn send(&self, to: &str, text: &str) -> Sent {
        self.sent.lock().unwrap().push((to.to_owned(), text.to_owned()));
        self.answer.clone()
    }
}

fn gateway(answer: Sent) -> Gateway {
    Gateway { answer, sent: Mutex::default() }
}

impl Gateway {
    /// The code in the last text.
    fn code(&self) -> String {
        let sent = self.sent.lock().unwrap();
        let digits: String = sent.last().unwrap().1.chars().filter(char::is_ascii_digit).take(6).collect();
        assert_eq!(digits.len(), 6);
        digits
    }
}

/// Six digits that are not these.
fn other(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

async fn asked(t: &Test, member: &Member, number: &str, now: DateTime<Utc>) -> String {
    let service = gateway(Sent::Accepted);
    phones::send_code(&t.db(), &service, member.user(), FROM, number, now).await.unwrap();
    service.code()
}

async fn confirm(t: &Test, member: &Member, code: &str, now: DateTime<Utc>) -> Result<()> {
    phones::confirm(&t.db(), member.user(), "192.0.2.1", code, now).await
}

/// Gives somebody a number that is theirs.
async fn confirmed(t: &Test, member: &Member) {
    let code = asked(t, member, NUMBER, Utc::now()).await;
    confirm(t, member, &code, Utc::now()).await.unwrap();
}

async fn state(t: &Test, member: &Member, now: DateTime<Utc>) -> Option<PhoneState> {
    let phone = phones::phone(&mut t.db().identity().await.unwrap(), member.user(), now).await.unwrap();
    phone.map(|phone| phone.state)
}

fn said(refused: Result<()>, field: &str) -> String {
    refused.unwrap_err().fields().unwrap().message(field).unwrap().to_string()
}

async fn wants_texts(t: &Test, member: &Member, quiet: Option<Quiet>) {
    let mut wishes = Settings { quiet, ..Settings::default() };
    for topic in Topic::ALL {
        wishes.choices.entry(topic).or_default().insert(Channel::Sms, true);
    }
    let mut identity = t.db().identity().await.unwrap();
    save_settings(&mut identity, member.user(), &wishes, "").await.unwrap();
    identity.commit().await.unwrap();
}

/// Deliveries by text: id, state and reason.
async fn deliveries(t: &Test) -> Vec<(Uuid, String, String)> {
    sqlx::query_as("select id, state, reason from notification_deliveries where channel = 'sms' order by id")
        .fetch_all(t.db().identity().await.unwrap().conn())
        .await
        .unwrap()
}

async fn events(t: &Test, member: &Member) -> Vec<String> {
    let mut identity = t.db().identity().await.unwrap();
    sqlx::query("select set_config('app.workspace', $1, true)").bind(Uuid::nil().to_string()).execute(identity.conn()).await.unwrap();
    sqlx::query_scalar("select name from events where record_id = $1 and name like 'account.phone%' order by seq")
        .bind(member.user().0)
        .fetch_all(identity.conn())
        .await
        .unwrap()
}

async fn prepared(t: &Test, delivery: Uuid, now: DateTime<Utc>) -> Option<texts::Text> {
    let mut identity = t.db().identity().await.unwrap();
    let text = texts::prepare(&mut identity, delivery, "https://mewayz.test", now).await.unwrap();
    identity.commit().await.unwrap();
    text
}

#[tokio::test]
async fn a_number_is_confirmed_with_the_code_that_was_sent_to_it() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let now = Utc::now();
    assert_eq!(state(&t, &ada, now).await, None);
    let service = gateway(Sent::Accepted);
    phones::send_code(&t.db(), &service, ada.user(), FROM, "+49 151 2345-6789", now).await.unwrap();
    let (to, text) = service.sent.lock().unwrap()[0].clone();
    assert_eq!(
        (to.as_str(), text.replace(&service.code(), "#")),
        (NUMBER, "Mewayz: # is your code. It is valid for 10 minutes. Give it to nobody.".to_owned())
    );
    assert_eq!(state(&t, &ada, now).await, Some(PhoneState::Asked));
    confirm(&t, &ada, &service.code(), now).await.unwrap();
    assert_eq!(state(&t, &ada, now).await, Some(PhoneState::Confirmed));
    let left: i64 =
        sqlx::query_scalar("select count(*) from phones where code_hash is not null").fetch_one(&mut t.owner().await).await.unwrap();
    assert_eq!(left, 0, "codes are forgotten after use");
    assert!(said(confirm(&t, &ada, &service.code(), now).await, "code").contains("not valid any more"));
    let other = phones::send_code(&t.db(), &service, ada.user(), FROM, "+4915100000000", now).await;
    assert!(said(other, "number").contains("confirmed number"), "one that is confirmed is not replaced by mistake");
    let mut identity = t.db().identity().await.unwrap();
    phones::remove(&mut identity, ada.user(), "192.0.2.1").await.unwrap();
    phones::remove(&mut identity, ada.user(), "192.0.2.1").await.unwrap();
    identity.commit().await.unwrap();
    assert_eq!(state(&t, &ada, now).await, None);
    assert_eq!(events(&t, &ada).await, ["account.phone_confirmed", "account.phone_removed"]);
}

#[tokio::test]
async fn a_code_may_be_tried_five_times() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let now = Utc::now();
    let code = asked(&t, &ada, NUMBER, now).await;
    assert!(said(confirm(&t, &ada, "12345", now).await, "code").contains("six digits"), "what is no code uses up no try");
    for _ in 0..4 {
        assert!(said(confirm(&t, &ada, &other(&code), now).await, "code").contains("look again"));
    }
    assert!(said(confirm(&t, &ada, &other(&code), now).await, "code").contains("last try"));
    assert!(said(confirm(&t, &ada, &code, now).await, "code").contains("not valid any more"));
    assert_eq!(state(&t, &ada, now).await, Some(PhoneState::Unconfirmed));
    let again = asked(&t, &ada, NUMBER, now).await;
    confirm(&t, &ada, &again, now).await.unwrap();
}

#[tokio::test]
async fn guesses_at_once_are_five_as_well() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let now = Utc::now();
    let code = asked(&t, &ada, NUMBER, now).await;
    let mut guesses = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (db, user, wrong) = (t.db(), ada.user(), other(&code));
        guesses.spawn(async move { phones::confirm(&db, user, "192.0.2.1", &wrong, now).await });
    }
    let heard: Vec<String> = guesses.join_all().await.into_iter().map(|refused| said(refused, "code")).collect();
    assert_eq!(heard.iter().filter(|text| text.contains("not the code")).count(), 5, "{heard:?}");
}

#[tokio::test]
async fn a_code_lasts_ten_minutes_and_is_forgotten_by_the_clock() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let now = Utc::now();
    let code = asked(&t, &ada, NUMBER, now).await;
    let late = now + Duration::minutes(10);
    assert!(said(confirm(&t, &ada, &code, late).await, "code").contains("not valid any more"));
    assert_eq!(state(&t, &ada, late).await, Some(PhoneState::Unconfirmed));
    let mut identity = t.db().identity().await.unwrap();
    sweep(&mut identity, late).await.unwrap();
    identity.commit().await.unwrap();
    assert!(said(confirm(&t, &ada, &code, now).await, "code").contains("not valid any more"), "it is gone");
}

#[tokio::test]
async fn another_code_takes_the_place_of_the_one_before() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let now = Utc::now();
    let first = asked(&t, &ada, NUMBER, now).await;
    let second = asked(&t, &ada, "+4915100000000", now).await;
    assert!(said(confirm(&t, &ada, &first, now).await, "code").contains("not the code"), "it was sent to another number");
    confirm(&t, &ada, &second, now).await.unwrap();
    let phone = phones::phone(&mut t.db().identity().await.unwrap(), ada.user(), now).await.unwrap().unwrap();
    assert_eq!((phone.number.as_str(), phone.state), ("+4915100000000", PhoneState::Confirmed));
}

#[tokio::test]
async fn three_codes_an_hour_for_a_person_and_to_a_number() {
    let t = testing::fresh().await;
    let (ada, bob) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let (now, service) = (Utc::now(), gateway(Sent::Accepted));
    for number in [NUMBER, NUMBER, "+4915100000001"] {
        phones::send_code(&t.db(), &service, ada.user(), FROM, number, now).await.unwrap();
    }
    let fourth = phones::send_code(&t.db(), &service, ada.user(), FROM, "+4915100000002", now + Duration::minutes(59)).await;
    assert!(matches!(fourth, Err(Error::Limit { .. })), "{fourth:?}");
    phones::send_code(&t.db(), &service, bob.user(), FROM, NUMBER, now).await.unwrap();
    let to_number = phones::send_code(&t.db(), &service, bob.user(), FROM, NUMBER, now).await;
    assert!(matches!(to_number, Err(Error::Limit { .. })), "{to_number:?}");
    assert_eq!(service.sent.lock().unwrap().len(), 4);
    phones::send_code(&t.db(), &service, ada.user(), FROM, "+4915100000002", now + Duration::minutes(61)).await.unwrap();
}

#[tokio::test]
async fn many_accounts_in_one_network_share_an_allowance() {
    let t = testing::fresh().await;
    let (now, service) = (Utc::now(), gateway(Sent::Accepted));
    let mut refused = 0;
    for n in 0..22 {
        let member = t.member(Role::Owner).await;
        let number = format!("+49151000001{n:02}");
        let address = format!("198.51.100.{n}");
        match phones::send_code(&t.db(), &service, member.user(), &address, &number, now).await {
            Ok(()) => {}
            Err(Error::Limit { .. }) => refused += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((refused, service.sent.lock().unwrap().len()), (2, 20));
    let elsewhere = t.member(Role::Owner).await;
    phones::send_code(&t.db(), &service, elsewhere.user(), FROM, NUMBER, now).await.unwrap();
}

#[tokio::test]
async fn confirmed_twice_at_once_it_is_confirmed_once() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let now = Utc::now();
    let code = asked(&t, &ada, NUMBER, now).await;
    let (one, two) = tokio::join!(confirm(&t, &ada, &code, now), confirm(&t, &ada, &code, now));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert_eq!(events(&t, &ada).await, ["account.phone_confirmed"]);
}

#[tokio::test]
async fn a_number_may_be_confirmed_by_several_people_each_with_their_own_code() {
    let t = testing::fresh().await;
    let (ada, bob) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let now = Utc::now();
    let (adas, bobs) = (asked(&t, &ada, NUMBER, now).await, asked(&t, &bob, NUMBER, now).await);
    if adas != bobs {
        assert!(confirm(&t, &bob, &adas, now).await.is_err());
    }
    confirm(&t, &ada, &adas, now).await.unwrap();
    confirm(&t, &bob, &bobs, now).await.unwrap();
    let mut identity = t.db().identity().await.unwrap();
    phones::remove(&mut identity, bob.user(), "").await.unwrap();
    identity.commit().await.unwrap();
    assert_eq!(state(&t, &ada, now).await, Some(PhoneState::Confirmed), "one's own is removed");
}

#[tokio::test]
async fn a_number_that_cannot_be_reached_is_told_at_the_field_and_not_kept() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let later = Sent::Later { reason: "503".to_owned(), pause: None };
    for (answer, part) in [(Sent::Gone, "takes no text"), (Sent::Refused("400".to_owned()), "could not send"), (later, "right now")] {
        let refused = phones::send_code(&t.db(), &gateway(answer), ada.user(), FROM, NUMBER, Utc::now()).await;
        assert!(said(refused, "number").contains(part));
        assert_eq!(state(&t, &ada, Utc::now()).await, None);
    }
}

#[tokio::test]
async fn a_text_is_planned_only_if_it_is_wanted_and_possible_and_the_number_confirmed() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    wants_texts(&t, &ada, None).await;
    signed_out(&t, &ada).await;
    assert_eq!(deliveries(&t).await, [], "no number");
    let code = asked(&t, &ada, NUMBER, Utc::now()).await;
    signed_out(&t, &ada).await;
    assert_eq!(deliveries(&t).await, [], "not confirmed");
    confirm(&t, &ada, &code, Utc::now()).await.unwrap();
    dispatched(&t).await;
    signed_out(&t, &ada).await;
    assert_eq!(deliveries(&t).await.len(), 1);
    let mut identity = t.db().identity().await.unwrap();
    save_settings(&mut identity, ada.user(), &Settings::default(), "").await.unwrap();
    identity.commit().await.unwrap();
    signed_out(&t, &ada).await;
    assert_eq!(deliveries(&t).await.len(), 1, "not wanted, which is the default");
    assert_eq!(prepared(&t, deliveries(&t).await[0].0, Utc::now() + Duration::minutes(1)).await, None);
    assert_eq!(deliveries(&t).await[0].2, "not wanted any more", "a text is a choice, for security notices too");
}

#[tokio::test]
async fn without_a_gateway_no_text_is_planned() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    confirmed(&t, &ada).await;
    wants_texts(&t, &ada, None).await;
    let mut identity = t.db().identity().await.unwrap();
    let event = crate::events::SessionRevoked { user: ada.user(), session: crate::ids::SessionRef(Uuid::now_v7()) };
    crate::events::record_account(&mut identity, ada.user(), "192.0.2.1", &event).await.unwrap();
    identity.commit().await.unwrap();
    let offered = [Channel::InApp, Channel::Email, Channel::Push];
    while crate::dispatch::round_offering(&t.db(), &offered, Utc::now() + Duration::minutes(1)).await.unwrap().again {}
    assert_eq!((seen(&t, &ada).await.len(), deliveries(&t).await), (1, vec![]));
}

#[tokio::test]
async fn a_text_says_what_happened_and_is_sent_once() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    confirmed(&t, &ada).await;
    wants_texts(&t, &ada, Some(Quiet { from: 0, until: 1439 })).await;
    signed_out(&t, &ada).await;
    let (id, now) = (deliveries(&t).await[0].0, Utc::now() + Duration::minutes(1));
    let text = prepared(&t, id, now).await.unwrap();
    assert_eq!(text.number, NUMBER);
    let start = "A device was signed out: It was signed out from the list of your devices, from 192.0.2.1. https://mewayz.test/w/w";
    assert!(text.text.starts_with(start), "{}", text.text);
    let mut identity = t.db().identity().await.unwrap();
    let busy = Sent::Later { reason: "503".to_owned(), pause: None };
    texts::settle(&mut identity, id, &text, &busy, false, now).await.unwrap();
    texts::settle(&mut identity, id, &text, &Sent::Accepted, false, now).await.unwrap();
    identity.commit().await.unwrap();
    assert_eq!(deliveries(&t).await[0].1, "sent");
    assert_eq!(prepared(&t, id, now).await, None, "sent is sent");
}

#[tokio::test]
async fn quiet_hours_hold_texts_back() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    let bob = t.colleague(ada.workspace(), Role::Editor).await;
    confirmed(&t, &bob).await;
    wants_texts(&t, &bob, Some(Quiet { from: 0, until: 1439 })).await;
    super::telling::published(&t, &ada, "ada-links").await;
    let id = deliveries(&t).await[0].0;
    let early = Utc::now().date_naive().and_hms_opt(23, 58, 0).unwrap().and_utc();
    if Utc::now() < early - Duration::minutes(1) {
        assert_eq!(prepared(&t, id, early).await, None);
        assert_eq!(deliveries(&t).await[0].1, "pending");
    }
    assert!(prepared(&t, id, early + Duration::days(1) + Duration::minutes(1)).await.is_some());
}

#[tokio::test]
async fn a_number_that_was_removed_gets_nothing() {
    let t = testing::fresh().await;
    let ada = t.member(Role::Owner).await;
    confirmed(&t, &ada).await;
    wants_texts(&t, &ada, None).await;
    signed_out(&t, &ada).await;
    let mut identity = t.db().identity().await.unwrap();
    phones::remove(&mut identity, ada.user(), "192.0.2.1").await.unwrap();
    identity.commit().await.unwrap();
    let id = deliveries(&t).await[0].0;
    assert_eq!(prepared(&t, id, Utc::now() + Duration::minutes(1)).await, None);
    assert_eq!(deliveries(&t).await[0], (id, "suppressed".to_owned(), "no confirmed number".to_owned()));
    signed_out(&t, &ada).await;
    assert_eq!(deliveries(&t).await.len(), 1);
}

#[tokio::test]
async fn a_number_that_is_gone_has_to_be_confirmed_anew() {
    let t = testing::fresh().await;
    let (ada, bob) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    confirmed(&t, &ada).await;
    confirmed(&t, &bob).await;
    wants_texts(&t, &ada, None).await;
    signed_out(&t, &ada).await;
    let (id, now) = (deliveries(&t).await[0].0, Utc::now() + Duration::minutes(1));
    let text = prepared(&t, id, now).await.unwrap();
    let mut identity = t.db().identity().await.unwrap();
    texts::settle(&mut identity, id, &text, &Sent::Gone, false, now).await.unwrap();
    identity.commit().await.unwrap();
    assert_eq!(deliveries(&t).await[0], (id, "suppressed".to_owned(), "number gone".to_owned()));
    assert_eq!((state(&t, &ada, now).await, state(&t, &bob, now).await), (Some(PhoneState::Unconfirmed), Some(PhoneState::Confirmed)));
    confirmed(&t, &ada).await;
}
