use chrono::{DateTime, Duration, Utc};
use totp_rs::{Builder, Secret};

use super::*;
use crate::{
    error::Error,
    identity::{self, rules::SignUp},
    testing::{self, Test},
};

const PASSWORD: &str = "tidal-marmot-91";

/// Somebody with an app, the secret in it, and their recovery codes.
struct Armed {
    t: Test,
    keyring: Keyring,
    /// As it stands in the configuration.
    keys: String,
    user: UserId,
    secret: String,
    recovery: Vec<String>,
    now: DateTime<Utc>,
}

impl Armed {
    async fn new() -> Self {
        let t = testing::fresh().await;
        let keys = Keyring::generate();
        let keyring = Keyring::parse(&keys).unwrap();
        // In the middle of a step: a code is neither early nor late.
        let now = DateTime::from_timestamp(1_800_000_015, 0).unwrap();
        let input = SignUp::check("Ada Lovelace", "ada@example.com", PASSWORD.to_owned()).unwrap();
        let user = identity::sign_up(&t.db(), input, "192.0.2.1", "http://shop.test", now).await.unwrap();
        let mut identity = t.db().identity().await.unwrap();
        begin(&mut identity, &keyring, user).await.unwrap();
        let setup = pending(&mut identity, &keyring, user, "ada@example.com").await.unwrap().unwrap();
        let secret = setup.secret.replace(' ', "");
        let recovery = confirm(&mut identity, &keyring, user, &code(&secret, now - Duration::seconds(30)), "", now).await.unwrap();
        identity.commit().await.unwrap();
        Self { t, keyring, keys, user, secret, recovery, now }
    }

    async fn try_code(&self, code: &str, now: DateTime<Utc>) -> Result<()> {
        second_step(&self.t.db(), &self.keyring, self.user, code, "192.0.2.1".into(), now).await
    }

    async fn sign_in(&self) -> FirstStep {
        identity::sign_in(&self.t.db(), "ada@example.com", PASSWORD.to_owned(), "192.0.2.1", self.now).await.unwrap()
    }

    async fn events(&self, name: &str) -> i64 {
        let mut accounts = self.t.db().job(crate::ids::WorkspaceId(uuid::Uuid::nil())).await.unwrap();
        sqlx::query_scalar("select count(*) from events where name = $1").bind(name).fetch_one(accounts.conn()).await.unwrap()
    }
}

fn code(secret: &str, at: DateTime<Utc>) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    totp.generate(u64::try_from(at.timestamp()).unwrap()).to_string()
}

#[tokio::test]
async fn the_password_alone_is_not_enough_once_an_app_is_set_up() {
    let armed = Armed::new().await;
    assert!(armed.sign_in().await.second);
    assert_eq!(armed.events("account.signed_in").await, 0, "not in before the second step");
    armed.try_code(&code(&armed.secret, armed.now), armed.now).await.unwrap();
    assert_eq!(armed.events("account.signed_in").await, 1);
}

#[tokio::test]
async fn a_code_works_once_and_for_a_step_around_its_own() {
    let armed = Armed::new().await;
    let (now, step) = (armed.now, Duration::seconds(30));
    let fits = code(&armed.secret, now);
    armed.try_code(&fits, now).await.unwrap();
    assert!(armed.try_code(&fits, now).await.is_err(), "used");
    let earlier = code(&armed.secret, now - step);
    assert!(armed.try_code(&earlier, now).await.is_err(), "of a step before one that was used");
    armed.try_code(&code(&armed.secret, now + step), now).await.unwrap();
    let much_later = now + Duration::hours(1);
    for stale in [code(&armed.secret, much_later - step * 2), code(&armed.secret, much_later + step * 2)] {
        assert!(armed.try_code(&stale, much_later).await.is_err());
    }
}

#[tokio::test]
async fn of_the_same_code_typed_twice_at_once_one_wins() {
    let armed = Armed::new().await;
    let fits = code(&armed.secret, armed.now);
    let tries = futures_of(4, || {
        let (db, keyring, user, code, now) = (armed.t.db(), armed.keyring.clone(), armed.user, fits.clone(), armed.now);
        async move { second_step(&db, &keyring, user, &code, "".into(), now).await }
    })
    .await;
    assert_eq!(tries.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{tries:?}");
}

#[tokio::test]
async fn recovery_codes_stand_in_once_each() {
    let armed = Armed::new().await;
    assert_eq!(armed.recovery.len(), 10);
    let shouted = armed.recovery[0].to_uppercase().replace('-', " ");
    armed.try_code(&shouted, armed.now).await.unwrap();
    assert!(armed.try_code(&armed.recovery[0], armed.now).await.is_err(), "used");
    let mut identity = armed.t.db().identity().await.unwrap();
    assert_eq!(codes(&mut identity, armed.user).await.unwrap().recovery_left, 9);
    let fresh = make_recovery_codes(&mut identity, armed.user, "").await.unwrap();
    identity.commit().await.unwrap();
    assert!(armed.try_code(&armed.recovery[1], armed.now).await.is_err(), "replaced");
    armed.try_code(&fresh[1], armed.now).await.unwrap();
}

#[tokio::test]
async fn guessing_is_slow() {
    let armed = Armed::new().await;
    let mut outcomes = Vec::new();
    for guess in 0..6 {
        outcomes.push(armed.try_code(&format!("{guess:06}"), armed.now).await);
    }
    assert!(matches!(outcomes.last(), Some(Err(Error::Limit { .. }))), "{outcomes:?}");
    assert!(matches!(armed.try_code(&code(&armed.secret, armed.now), armed.now).await, Err(Error::Limit { .. })), "a right one as well");
}

#[tokio::test]
async fn a_mailed_link_replaces_the_password_and_not_the_second_step() {
    let armed = Armed::new().await;
    let db = armed.t.db();
    identity::request_reset(&db, "ada@example.com", "", "http://shop.test", armed.now).await.unwrap();
    let mut owner = armed.t.owner().await;
    let mail: String = sqlx::query_scalar("select body_text from mails order by id desc limit 1").fetch_one(&mut owner).await.unwrap();
    let token = mail.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap();
    let step = identity::reset_password(&db, token, "otter-lantern-7".to_owned(), "", "http://shop.test", armed.now).await.unwrap();
    assert_eq!(step, FirstStep { user: armed.user, second: true });
}

#[tokio::test]
async fn an_app_counts_once_it_has_given_a_code_and_is_not_replaced_unasked() {
    let t = testing::fresh().await;
    let keyring = Keyring::parse(&Keyring::generate()).unwrap();
    let user = t.member(crate::tenancy::Role::Owner).await.user();
    let mut identity = t.db().identity().await.unwrap();
    begin(&mut identity, &keyring, user).await.unwrap();
    assert!(!is_second_needed(&mut identity, user).await.unwrap());
    let first = pending(&mut identity, &keyring, user, "a:b@example.com").await.unwrap().unwrap();
    begin(&mut identity, &keyring, user).await.unwrap();
    let setup = pending(&mut identity, &keyring, user, "a:b@example.com").await.unwrap().unwrap();
    assert_ne!(first.secret, setup.secret);
    assert!(setup.qr.starts_with("<svg") && setup.url.starts_with("otpauth://totp/Mewayz:"), "{}", setup.url);
    let now = Utc::now();
    assert!(confirm(&mut identity, &keyring, user, "000000", "", now).await.is_err());
    let secret = setup.secret.replace(' ', "");
    confirm(&mut identity, &keyring, user, &code(&secret, now), "", now).await.unwrap();
    assert!(begin(&mut identity, &keyring, user).await.is_err(), "has one already");
    disable(&mut identity, user, "").await.unwrap();
    assert_eq!(codes(&mut identity, user).await.unwrap(), Codes::default());
    assert_eq!(disable(&mut identity, user, "").await, Err(Error::NotFound));
}

#[tokio::test]
async fn secrets_are_sealed_and_sealed_anew() {
    let armed = Armed::new().await;
    let mut owner = armed.t.owner().await;
    let sealed: Vec<u8> = sqlx::query_scalar("select sealed_secret from totp_factors").fetch_one(&mut owner).await.unwrap();
    assert!(!sealed.windows(armed.secret.len()).any(|part| part == armed.secret.as_bytes()));
    let newer = Keyring::parse(&format!("{},{}", Keyring::generate().replacen("1:", "2:", 1), armed.keys)).unwrap();
    let mut identity = armed.t.db().identity().await.unwrap();
    assert_eq!(reseal(&mut identity, &newer).await.unwrap(), 1);
    assert_eq!(reseal(&mut identity, &newer).await.unwrap(), 0);
    identity.commit().await.unwrap();
    second_step(&armed.t.db(), &newer, armed.user, &code(&armed.secret, armed.now), "".into(), armed.now).await.unwrap();
}

async fn futures_of<F: Future<Output = Result<()>> + Send + 'static>(count: usize, make: impl Fn() -> F) -> Vec<Result<()>> {
    let tasks: Vec<_> = (0..count).map(|_| tokio::spawn(make())).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}
