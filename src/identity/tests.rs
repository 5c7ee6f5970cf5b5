use chrono::{Duration, Utc};

use super::{rules::SignUp, *};
use crate::{
    Error,
    db::Db,
    error::Conflict,
    testing::{self, Test},
};

const BASE: &str = "http://shop.test";

fn ada(password: &str) -> SignUp {
    SignUp::check("Ada Lovelace", "ada@example.com", password.to_owned()).unwrap()
}

/// The token in the newest mail to an address.
async fn mailed_token(db: &Db, path: &str) -> String {
    let text = newest_mail(db).await;
    let start = text.find(path).unwrap_or_else(|| panic!("no {path} in {text}")) + path.len();
    text[start..].split_whitespace().next().unwrap().to_owned()
}

async fn newest_mail(db: &Db) -> String {
    let mut identity = db.identity().await.unwrap();
    sqlx::query_scalar("select body_text from mails order by id desc limit 1").fetch_one(identity.conn()).await.unwrap()
}

async fn verified_ada(t: &Test) -> crate::ids::UserId {
    let user = sign_up(&t.db(), ada("first password"), "192.0.2.1", BASE, Utc::now()).await.unwrap();
    let token = mailed_token(&t.db(), "/verify/").await;
    assert_eq!(verify_email(&t.db(), &token, "", Utc::now()).await.unwrap(), user);
    user
}

/// In with the password alone.
fn only(user: crate::ids::UserId) -> FirstStep {
    FirstStep { user, second: false }
}

#[tokio::test]
async fn signing_up_makes_a_workspace_and_a_mail() {
    let t = testing::fresh().await;
    let user = sign_up(&t.db(), ada("first password"), "192.0.2.1", BASE, Utc::now()).await.unwrap();
    let mut identity = t.db().identity().await.unwrap();
    let mine = workspaces(&mut identity, user).await.unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!((mine[0].slug.as_str(), mine[0].role), ("ada-lovelace", crate::tenancy::Role::Owner));
    assert!(!account(&mut identity, user).await.unwrap().verified);
    drop(identity);
    let token = mailed_token(&t.db(), "/verify/").await;
    verify_email(&t.db(), &token, "", Utc::now()).await.unwrap();
    assert_eq!(verify_email(&t.db(), &token, "", Utc::now()).await, Err(Error::Conflict(Conflict::TokenSpent)));
}

#[tokio::test]
async fn a_known_address_gets_the_same_answer_and_a_different_mail() {
    let t = testing::fresh().await;
    let owner = verified_ada(&t).await;
    let other = sign_up(&t.db(), ada("guessed password"), "192.0.2.2", BASE, Utc::now()).await.unwrap();
    assert_ne!(owner, other);
    assert!(newest_mail(&t.db()).await.contains("already has an account"));
    // The owner still signs in; so does the provisional account, into its own empty workspace.
    assert_eq!(sign_in(&t.db(), "ada@example.com", "first password".into(), "192.0.2.1", Utc::now()).await, Ok(only(owner)));
    assert_eq!(sign_in(&t.db(), "ada@example.com", "guessed password".into(), "192.0.2.2", Utc::now()).await, Ok(only(other)));
}

#[tokio::test]
async fn the_form_sent_twice_makes_one_account() {
    let t = testing::fresh().await;
    let first = sign_up(&t.db(), ada("first password"), "192.0.2.1", BASE, Utc::now()).await;
    let second = sign_up(&t.db(), ada("first password"), "192.0.2.1", BASE, Utc::now()).await;
    assert_eq!(first, second);
}

#[tokio::test]
async fn wrong_and_unknown_read_the_same() {
    let t = testing::fresh().await;
    verified_ada(&t).await;
    let wrong = sign_in(&t.db(), "ada@example.com", "not it".into(), "192.0.2.1", Utc::now()).await;
    let unknown = sign_in(&t.db(), "nobody@example.com", "not it".into(), "192.0.2.1", Utc::now()).await;
    assert!(wrong.is_err());
    assert_eq!(wrong, unknown);
}

#[tokio::test]
async fn signing_in_is_throttled_per_account_and_recovers() {
    let t = testing::fresh().await;
    let now = Utc::now();
    for _ in 0..10 {
        let refused = sign_in(&t.db(), "ada@example.com", "not it".into(), "192.0.2.1", now).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    let limited = sign_in(&t.db(), "ada@example.com", "not it".into(), "192.0.2.9", now).await;
    assert!(matches!(limited, Err(Error::Limit { retry_after: 1..=60 })), "{limited:?}");
    let later = sign_in(&t.db(), "ada@example.com", "not it".into(), "192.0.2.1", now + Duration::seconds(61)).await;
    assert!(matches!(later, Err(Error::Invalid(_))), "{later:?}");
}

#[tokio::test]
async fn an_address_is_throttled_whatever_the_account() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let allowance = throttle::Allowance { burst: 3, every: Duration::seconds(10) };
    for _ in 0..3 {
        throttle::take(&t.db(), "signin:address:x", allowance, now).await.unwrap();
    }
    assert_eq!(throttle::take(&t.db(), "signin:address:x", allowance, now).await, Err(Error::Limit { retry_after: 10 }));
    throttle::take(&t.db(), "signin:address:y", allowance, now).await.unwrap();
    throttle::take(&t.db(), "signin:address:x", allowance, now + Duration::seconds(10)).await.unwrap();
}

#[tokio::test]
async fn a_burst_of_tries_takes_no_more_than_the_allowance() {
    let t = testing::fresh().await;
    let now = Utc::now();
    let allowance = throttle::Allowance { burst: 5, every: Duration::minutes(1) };
    let tries = (0..20).map(|_| {
        let db = t.db();
        tokio::spawn(async move { throttle::take(&db, "same", allowance, now).await.is_ok() })
    });
    let mut taken = 0;
    for attempt in tries.collect::<Vec<_>>() {
        taken += i32::from(attempt.await.unwrap());
    }
    assert_eq!(taken, 5);
}

#[tokio::test]
async fn a_reset_changes_the_password_and_ends_sessions() {
    let t = testing::fresh().await;
    let user = verified_ada(&t).await;
    let stored = sessions::Stored {
        user: Some(user),
        data: serde_json::json!({}),
        user_agent: String::new(),
        address: String::new(),
        expires_at: Utc::now() + Duration::days(1),
    };
    assert!(sessions::create(&t.db(), b"cookie hash", &stored).await.unwrap());
    request_reset(&t.db(), "ADA@example.com ", "192.0.2.1", BASE, Utc::now()).await.unwrap();
    let token = mailed_token(&t.db(), "/reset/").await;
    reset_password(&t.db(), &token, "second password".into(), "", BASE, Utc::now()).await.unwrap();
    assert!(sessions::load(&t.db(), b"cookie hash", Utc::now()).await.unwrap().is_none());
    assert!(sign_in(&t.db(), "ada@example.com", "first password".into(), "192.0.2.1", Utc::now()).await.is_err());
    assert_eq!(sign_in(&t.db(), "ada@example.com", "second password".into(), "192.0.2.1", Utc::now()).await, Ok(only(user)));
    let again = reset_password(&t.db(), &token, "third password".into(), "", BASE, Utc::now()).await;
    assert_eq!(again, Err(Error::Conflict(Conflict::TokenSpent)));
}

#[tokio::test]
async fn a_reset_link_expires_and_unknown_addresses_get_no_mail() {
    let t = testing::fresh().await;
    request_reset(&t.db(), "nobody@example.com", "192.0.2.1", BASE, Utc::now()).await.unwrap();
    let mut identity = t.db().identity().await.unwrap();
    let mails: i64 = sqlx::query_scalar("select count(*) from mails").fetch_one(identity.conn()).await.unwrap();
    assert_eq!(mails, 0);
    drop(identity);
    verified_ada(&t).await;
    request_reset(&t.db(), "ada@example.com", "192.0.2.1", BASE, Utc::now()).await.unwrap();
    let token = mailed_token(&t.db(), "/reset/").await;
    let late = reset_password(&t.db(), &token, "second password".into(), "", BASE, Utc::now() + Duration::hours(2)).await;
    assert_eq!(late, Err(Error::Conflict(Conflict::TokenSpent)));
}

#[tokio::test]
async fn one_token_is_spent_once_by_two_at_the_same_time() {
    let t = testing::fresh().await;
    sign_up(&t.db(), ada("first password"), "192.0.2.1", BASE, Utc::now()).await.unwrap();
    let token = mailed_token(&t.db(), "/verify/").await;
    let (a, b) = tokio::join!(verify_email_at(t.db(), &token), verify_email_at(t.db(), &token));
    assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1);
}

async fn verify_email_at(db: Db, token: &str) -> crate::Result<crate::ids::UserId> {
    verify_email(&db, token, "", Utc::now()).await
}

#[tokio::test]
async fn a_session_is_listed_and_revoked_by_its_owner_only() {
    let t = testing::fresh().await;
    let user = verified_ada(&t).await;
    let stranger = t.member(crate::tenancy::Role::Owner).await.user();
    let stored = sessions::Stored {
        user: Some(user),
        data: serde_json::json!({"n": 1}),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0".into(),
        address: "192.0.2.1".into(),
        expires_at: Utc::now() + Duration::days(1),
    };
    assert!(sessions::create(&t.db(), b"one", &stored).await.unwrap());
    assert!(!sessions::create(&t.db(), b"one", &stored).await.unwrap(), "an id is taken once");
    sessions::create(&t.db(), b"two", &stored).await.unwrap();
    let mut identity = t.db().identity().await.unwrap();
    let listed = sessions::list(&mut identity, user, b"one", Utc::now()).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0].device, "Firefox on Linux");
    let current = listed.iter().find(|s| s.current).unwrap();
    assert_eq!(sessions::revoke(&mut identity, stranger, current.reference, "").await, Err(Error::NotFound));
    sessions::revoke(&mut identity, user, current.reference, "").await.unwrap();
    identity.commit().await.unwrap();
    assert!(sessions::load(&t.db(), b"one", Utc::now()).await.unwrap().is_none());
    assert!(sessions::load(&t.db(), b"two", Utc::now()).await.unwrap().is_some());
    sessions::save(&t.db(), b"one", &stored).await.unwrap();
    assert!(sessions::load(&t.db(), b"one", Utc::now()).await.unwrap().is_none(), "a revoked session stays revoked");
}

#[tokio::test]
async fn membership_is_the_only_way_in() {
    let t = testing::fresh().await;
    let user = verified_ada(&t).await;
    let stranger = t.member(crate::tenancy::Role::Owner).await.user();
    let mut identity = t.db().identity().await.unwrap();
    assert_eq!(member(&mut identity, user, "ada-lovelace").await.unwrap().user(), user);
    assert_eq!(member(&mut identity, stranger, "ada-lovelace").await.unwrap_err(), Error::NotFound);
    assert_eq!(member(&mut identity, user, "no-such").await.unwrap_err(), Error::NotFound);
}
