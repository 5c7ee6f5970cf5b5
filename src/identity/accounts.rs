use chrono::{DateTime, Utc};

use super::{
    Account, FirstStep, factors, letters, password, refresh,
    rules::{SignUp, check_email, check_password, workspace_slug},
    sessions, strength, throttle,
    tokens::{self, Purpose},
    workspaces::create_workspace,
};
use crate::{
    Error, Result,
    db::{Db, Identity},
    error::OnConstraint,
    events::{self, EmailVerified, PasswordChanged, ResetRequested, SignInRefused, SignedIn, SignedUp},
    fields::Fields,
    ids::UserId,
    locale::Locale,
};

/// What sign-in says whatever was wrong, so that nobody learns which addresses have accounts.
const WRONG_CREDENTIALS: &str = "E-mail address or password is wrong.";

/// Makes a provisional account with a workspace of its own and sends a mail to confirm the address.
///
/// An address that has an account already gets the same answer after the same work; only its mail tells.
///
/// # Errors
/// `Invalid` fields, or `Limit` when one network address signs up too often.
pub async fn sign_up(db: &Db, input: SignUp, address: &str, base_url: &str, now: DateTime<Utc>) -> Result<UserId> {
    strength::refuse_common(&input.password, &[&input.full_name, &input.email])?;
    throttle::take(db, &format!("signup:address:{}", throttle::network(address)), throttle::SIGN_UP_ADDRESS, now).await?;
    let candidates = Candidates::of(db, &input.email).await?;
    // The form sent twice: the account that the first one made.
    let provisional = candidates.provisional;
    if password::verify(input.password.clone(), provisional.as_ref().and_then(|c| c.password_hash.clone())).await?
        && let Some(provisional) = provisional
    {
        refuse_suspended(&mut db.identity().await?, provisional.id).await?;
        return Ok(provisional.id);
    }
    let password_hash = password::hash(input.password).await?;
    let may_mail = throttle::take(db, &format!("mail:{}", input.email), throttle::MAIL_RECIPIENT, now).await.is_ok();

    let mut identity = db.identity().await?;
    let user = UserId::new();
    sqlx::query!(
        "insert into users (id, full_name, email, password_hash) values ($1, $2, $3, $4)",
        user.0,
        input.full_name,
        input.email,
        password_hash
    )
    .execute(identity.conn())
    .await?;
    create_workspace(&mut identity, user, &workspace_slug(&input.full_name), &input.full_name, address).await?;
    events::record_account(&mut identity, user, address, &SignedUp { user }).await?;
    if may_mail {
        let locale = Locale::default();
        let letter = match candidates.verified {
            Some(owner) => letters::already_here(locale, &owner.full_name, format!("{base_url}/login")),
            None => letters::verify(locale, &input.full_name, verify_link(&mut identity, user, base_url, now).await?),
        };
        letters::send(identity.conn(), &input.email, &letter, Some(Purpose::VerifyEmail), now).await?;
    }
    identity.commit().await?;
    Ok(user)
}

/// Who these credentials belong to. Takes as long, and answers the same, for a known and an unknown address.
///
/// # Errors
/// `Invalid` with one message for the whole form, or `Limit` per account and per network address.
pub async fn sign_in<'a>(db: &Db, email: &str, password: String, from: impl Into<Whence<'a>>, now: DateTime<Utc>) -> Result<FirstStep> {
    let from = from.into();
    let address = from.address;
    let mut fields = Fields::default();
    let email = check_email(email, &mut fields);
    fields.require(!password.is_empty(), "password", "Enter your password.");
    fields.into_result()?;
    let account_key = format!("signin:account:{email}");
    throttle::take(db, &format!("signin:address:{}", throttle::network(address)), throttle::SIGN_IN_ADDRESS, now).await?;
    throttle::take(db, &account_key, throttle::SIGN_IN_ACCOUNT, now).await?;

    let Candidates { verified, provisional } = Candidates::of(db, &email).await?;
    // Always two computations: how many accounts there are must not show in the time taken.
    let is_verified = password::verify(password.clone(), verified.as_ref().and_then(|c| c.password_hash.clone())).await?;
    let is_provisional = password::verify(password, provisional.as_ref().and_then(|c| c.password_hash.clone())).await?;
    let known = verified.as_ref().or(provisional.as_ref()).map(|candidate| candidate.id);
    let user = verified.filter(|_| is_verified).or(provisional.filter(|_| is_provisional));
    let outcome = note_sign_in(db, user.map(|candidate| candidate.id), known, from).await?;
    let Some(step) = outcome else { return Err(Error::field("form", WRONG_CREDENTIALS)) };
    throttle::reset(db, &account_key).await?;
    Ok(step)
}

/// Whether a person has a password; who came through a provider may have none.
pub async fn has_password(identity: &mut Identity, user: UserId) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select password_hash is not null as "has!" from users where id = $1"#, user.0)
        .fetch_one(identity.conn())
        .await?)
}

/// Whether this is the person's password: for acts that ask again who somebody is.
///
/// # Errors
/// `Limit` per account.
pub async fn is_password_of(db: &Db, user: UserId, password: String, now: DateTime<Utc>) -> Result<bool> {
    let key = format!("proof:{user}");
    throttle::take(db, &key, throttle::SIGN_IN_ACCOUNT, now).await?;
    let mut identity = db.identity().await?;
    let stored = sqlx::query_scalar!("select password_hash from users where id = $1", user.0).fetch_one(identity.conn()).await?;
    identity.commit().await?;
    let is = password::verify(password, stored).await?;
    if is {
        throttle::reset(db, &key).await?;
    }
    Ok(is)
}

/// # Errors
/// `Invalid` if staff have suspended the account.
pub(super) async fn refuse_suspended(identity: &mut Identity, user: UserId) -> Result<()> {
    let suspended = sqlx::query_scalar!(r#"select suspended_at is not null as "suspended!" from users where id = $1"#, user.0)
        .fetch_one(identity.conn())
        .await?;
    if suspended { Err(Error::field("form", "This account is suspended. Write to our support.")) } else { Ok(()) }
}

/// The person behind an id.
pub async fn account(identity: &mut Identity, user: UserId) -> Result<Account> {
    let row = sqlx::query!("select full_name, email, email_verified_at, locale from users where id = $1", user.0)
        .fetch_one(identity.conn())
        .await?;
    Ok(Account {
        id: user,
        full_name: row.full_name,
        email: row.email,
        verified: row.email_verified_at.is_some(),
        locale: row.locale.as_deref().and_then(Locale::from_tag),
    })
}

/// The language a person chose; none if the browser decides, or for nobody.
pub async fn locale(identity: &mut Identity, user: UserId) -> Result<Option<Locale>> {
    let tag = sqlx::query_scalar!("select locale from users where id = $1", user.0).fetch_optional(identity.conn()).await?;
    Ok(tag.flatten().as_deref().and_then(Locale::from_tag))
}

/// Keeps the language a person chose for pages and mails.
pub async fn set_locale(identity: &mut Identity, user: UserId, locale: Locale) -> Result<()> {
    sqlx::query!("update users set locale = $2 where id = $1", user.0, locale.tag()).execute(identity.conn()).await?;
    Ok(())
}

/// Confirms the address that a mailed token was sent to.
///
/// # Errors
/// `Conflict(TokenSpent)`, or `Invalid` when another account has confirmed the address meanwhile.
pub async fn verify_email(db: &Db, token: &str, address: &str, now: DateTime<Utc>) -> Result<UserId> {
    let mut identity = db.identity().await?;
    let user = tokens::spend(&mut identity, token, Purpose::VerifyEmail, now).await?;
    sqlx::query!("update users set email_verified_at = coalesce(email_verified_at, $2) where id = $1", user.0, now)
        .execute(identity.conn())
        .await
        .on_constraint("users_email_verified", || {
            Error::field("form", "This address already belongs to another account. Sign in to that one instead.")
        })?;
    tokens::revoke(&mut identity, user, Purpose::VerifyEmail).await?;
    events::record_account(&mut identity, user, address, &EmailVerified { user }).await?;
    identity.commit().await?;
    Ok(user)
}

/// Sends the mail that confirms an address once more; does nothing if it is confirmed.
pub async fn resend_verification(db: &Db, user: UserId, base_url: &str, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    let account = account(&mut identity, user).await?;
    let taken = is_taken(&mut identity, &account.email).await?;
    identity.commit().await?;
    if account.verified {
        return Ok(());
    }
    throttle::take(db, &format!("mail:{}", account.email), throttle::MAIL_RECIPIENT, now).await?;
    let mut identity = db.identity().await?;
    let locale = Locale::default();
    let letter = if taken {
        letters::already_here(locale, &account.full_name, format!("{base_url}/login"))
    } else {
        letters::verify(locale, &account.full_name, verify_link(&mut identity, user, base_url, now).await?)
    };
    letters::send(identity.conn(), &account.email, &letter, Some(Purpose::VerifyEmail), now).await?;
    identity.commit().await
}

/// Whether somebody has confirmed this address.
pub(super) async fn is_taken(identity: &mut Identity, email: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select exists (select from users where email = $1 and email_verified_at is not null) as "taken!""#, email)
        .fetch_one(identity.conn())
        .await?)
}

/// Mails a link to choose a new password, if the address has an account; says nothing about whether it has.
///
/// # Errors
/// `Invalid` if the address cannot be one, or `Limit` per network address.
pub async fn request_reset(db: &Db, email: &str, address: &str, base_url: &str, now: DateTime<Utc>) -> Result<()> {
    let mut fields = Fields::default();
    let email = check_email(email, &mut fields);
    fields.into_result()?;
    throttle::take(db, &format!("signin:address:{}", throttle::network(address)), throttle::SIGN_IN_ADDRESS, now).await?;
    let may_mail = throttle::take(db, &format!("mail:{email}"), throttle::MAIL_RECIPIENT, now).await.is_ok();
    let Candidates { verified, provisional } = Candidates::of(db, &email).await?;
    let Some(user) = verified.or(provisional).filter(|_| may_mail) else { return Ok(()) };
    let mut identity = db.identity().await?;
    let token = tokens::issue(&mut identity, user.id, Purpose::ResetPassword, now).await?;
    let locale = Locale::default();
    let letter = letters::reset(locale, &user.full_name, format!("{base_url}/reset/{token}"));
    letters::send(identity.conn(), &email, &letter, Some(Purpose::ResetPassword), now).await?;
    events::record_account(&mut identity, user.id, address, &ResetRequested { user: user.id }).await?;
    identity.commit().await
}

/// Sets a new password with a mailed token and signs every device out. Stands for the password, not for the second step.
///
/// # Errors
/// `Invalid` for the password, `Conflict(TokenSpent)` for the link.
pub async fn reset_password(
    db: &Db,
    token: &str,
    password: String,
    address: &str,
    base_url: &str,
    now: DateTime<Utc>,
) -> Result<FirstStep> {
    let mut fields = Fields::default();
    check_password(&password, &mut fields);
    fields.into_result()?;
    let mut identity = db.identity().await?;
    let owner = tokens::owner(&mut identity, token, Purpose::ResetPassword, now).await?;
    let known = account(&mut identity, owner).await?;
    identity.commit().await?;
    strength::refuse_common(&password, &[&known.full_name, &known.email])?;
    let password_hash = password::hash(password).await?;
    let mut identity = db.identity().await?;
    let user = tokens::spend(&mut identity, token, Purpose::ResetPassword, now).await?;
    let row = sqlx::query!("update users set password_hash = $2 where id = $1 returning full_name, email", user.0, password_hash)
        .fetch_one(identity.conn())
        .await?;
    tokens::revoke(&mut identity, user, Purpose::ResetPassword).await?;
    sqlx::query!("delete from sessions where user_id = $1", user.0).execute(identity.conn()).await?;
    refresh::end_all(identity.conn(), user, refresh::Ended::PasswordReset, now).await?;
    let locale = Locale::default();
    let letter = letters::password_changed(locale, &row.full_name, format!("{base_url}/forgot"));
    letters::send(identity.conn(), &row.email, &letter, None, now).await?;
    events::record_account(&mut identity, user, address, &PasswordChanged { user }).await?;
    refuse_suspended(&mut identity, user).await?;
    let second = factors::is_second_needed(&mut identity, user).await?;
    identity.commit().await?;
    Ok(FirstStep { user, second })
}

/// Makes an account whose address counts as confirmed, with a workspace at `slug`: for the operator's command line.
///
/// # Errors
/// `Invalid` on `email` if the address has an account.
pub async fn create_confirmed(db: &Db, input: SignUp, slug: &str, now: DateTime<Utc>) -> Result<UserId> {
    let password_hash = password::hash(input.password).await?;
    let mut identity = db.identity().await?;
    let user = UserId::new();
    sqlx::query!(
        "insert into users (id, full_name, email, password_hash, email_verified_at) values ($1, $2, $3, $4, $5)",
        user.0,
        input.full_name,
        input.email,
        password_hash,
        now
    )
    .execute(identity.conn())
    .await
    .on_constraint("users_email_verified", || Error::field("email", "This address has an account already."))?;
    create_workspace(&mut identity, user, slug, &input.full_name, "").await?;
    events::record_account(&mut identity, user, "", &SignedUp { user }).await?;
    identity.commit().await?;
    Ok(user)
}

/// Where a request comes from: network address and what the browser calls itself, if that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Whence<'a> {
    pub address: &'a str,
    pub user_agent: &'a str,
}

impl<'a> From<&'a str> for Whence<'a> {
    fn from(address: &'a str) -> Self {
        Self { address, user_agent: "" }
    }
}

impl<'a> From<&'a String> for Whence<'a> {
    fn from(address: &'a String) -> Self {
        address.as_str().into()
    }
}

/// The accounts that an address may mean.
struct Candidates {
    verified: Option<Candidate>,
    /// The newest one.
    provisional: Option<Candidate>,
}

struct Candidate {
    id: UserId,
    full_name: String,
    /// None if they came through another provider.
    password_hash: Option<String>,
}

impl Candidates {
    async fn of(db: &Db, email: &str) -> Result<Self> {
        let mut identity = db.identity().await?;
        let rows = sqlx::query!(
            r#"select distinct on (email_verified_at is null)
                 id, full_name, password_hash, email_verified_at is not null as "verified!"
             from users where email = $1
             order by email_verified_at is null, created_at desc, id desc"#,
            email
        )
        .fetch_all(identity.conn())
        .await?;
        identity.commit().await?;
        let mut found = Self { verified: None, provisional: None };
        for row in rows {
            let candidate = Candidate { id: UserId(row.id), full_name: row.full_name, password_hash: row.password_hash };
            if row.verified {
                found.verified = Some(candidate);
            } else {
                found.provisional = Some(candidate);
            }
        }
        Ok(found)
    }
}

/// Writes down how a sign-in ended, unless a second step is still to come. The same work for known and unknown addresses: neither
/// may show in the time taken.
async fn note_sign_in(db: &Db, user: Option<UserId>, known: Option<UserId>, from: Whence<'_>) -> Result<Option<FirstStep>> {
    let mut identity = db.identity().await?;
    let Some(user) = user else {
        let user = known.unwrap_or(UserId(uuid::Uuid::nil()));
        events::record_account(&mut identity, user, from.address, &SignInRefused { user }).await?;
        identity.commit().await?;
        return Ok(None);
    };
    refuse_suspended(&mut identity, user).await?;
    let second = factors::is_second_needed(&mut identity, user).await?;
    if !second {
        let device = sessions::device_of(from.user_agent);
        events::record_account(&mut identity, user, from.address, &SignedIn { user, device }).await?;
    }
    identity.commit().await?;
    Ok(Some(FirstStep { user, second }))
}

async fn verify_link(identity: &mut Identity, user: UserId, base_url: &str, now: DateTime<Utc>) -> Result<String> {
    Ok(format!("{base_url}/verify/{}", tokens::issue(identity, user, Purpose::VerifyEmail, now).await?))
}
