//! What people change about their own account: password and address. Both end every other session (ASVS 5.0, 7.4.3).

use chrono::{DateTime, Utc};

use super::{
    EmailChange, accounts, letters, password,
    rules::{check_email, check_password},
    sessions, strength, throttle,
    tokens::{self, Purpose},
};
use crate::{
    Error, Result,
    db::{Db, Identity},
    error::{Conflict, OnConstraint},
    events::{self, EmailChangeRequested, EmailChanged, PasswordChanged},
    fields::Fields,
    ids::UserId,
};

/// Which of the two addresses a link was sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Old,
    New,
}

/// Sets a password for somebody who has just proven who they are, and signs every other device out.
///
/// # Errors
/// `Invalid` on `password`.
pub async fn change_password(
    db: &Db,
    user: UserId,
    password: String,
    keep: &[u8],
    address: &str,
    base_url: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut identity = db.identity().await?;
    let account = accounts::account(&mut identity, user).await?;
    identity.commit().await?;
    let mut fields = Fields::default();
    check_password(&password, &mut fields);
    fields.into_result()?;
    strength::refuse_common(&password, &[&account.full_name, &account.email])?;
    let hash = password::hash(password).await?;
    let mut identity = db.identity().await?;
    sqlx::query!("update users set password_hash = $2 where id = $1", user.0, hash).execute(identity.conn()).await?;
    tokens::revoke(&mut identity, user, Purpose::ResetPassword).await?;
    sessions::end_elsewhere(&mut identity, user, keep, now).await?;
    let locale = account.locale.unwrap_or_default();
    let letter = letters::password_changed(locale, &account.full_name, format!("{base_url}/forgot"));
    letters::send(identity.conn(), &account.email, &letter, None, now).await?;
    events::record_account(&mut identity, user, address, &PasswordChanged { user }).await?;
    identity.commit().await
}

/// Asks both addresses whether the new one shall take the place of the old. An address that nobody has confirmed is not asked.
///
/// Whether the new address has an account already shows nowhere but in the mail to it.
///
/// # Errors
/// `Invalid` on `email`, `Limit` when mails were sent too often.
pub async fn request_email(db: &Db, user: UserId, email: &str, address: &str, base_url: &str, now: DateTime<Utc>) -> Result<()> {
    let mut fields = Fields::default();
    let email = check_email(email, &mut fields);
    fields.into_result()?;
    throttle::take(db, &format!("mail:{email}"), throttle::MAIL_RECIPIENT, now).await?;
    let mut identity = db.identity().await?;
    let account = accounts::account(&mut identity, user).await?;
    if account.email == email {
        return Err(Error::field("email", "This is your address already."));
    }
    let locale = account.locale.unwrap_or_default();
    for purpose in [Purpose::ChangeEmailOld, Purpose::ChangeEmailNew] {
        tokens::revoke(&mut identity, user, purpose).await?;
    }
    sqlx::query!(
        "insert into email_changes (user_id, email, old_agreed_at, created_at, expires_at) values ($1, $2, $3, $4, $5)
         on conflict (user_id) do update set email = excluded.email, old_agreed_at = excluded.old_agreed_at, new_agreed_at = null,
             created_at = excluded.created_at, expires_at = excluded.expires_at",
        user.0,
        email,
        (!account.verified).then_some(now),
        now,
        now + Purpose::ChangeEmailNew.lasts()
    )
    .execute(identity.conn())
    .await?;
    if account.verified {
        let link = link(&mut identity, user, Side::Old, base_url, now).await?;
        let letter = letters::change_email_old(locale, &account.full_name, &email, link);
        letters::send(identity.conn(), &account.email, &letter, Some(Purpose::ChangeEmailOld), now).await?;
    }
    let taken = accounts::is_taken(&mut identity, &email).await?;
    let letter = if taken {
        letters::already_here(locale, &account.full_name, format!("{base_url}/login"))
    } else {
        letters::change_email_new(locale, &account.full_name, link(&mut identity, user, Side::New, base_url, now).await?)
    };
    letters::send(identity.conn(), &email, &letter, Some(Purpose::ChangeEmailNew), now).await?;
    events::record_account(&mut identity, user, address, &EmailChangeRequested { user }).await?;
    identity.commit().await
}

/// Agrees for one of the addresses. When both have, the address is changed and every session and token ends, but for the one that asks.
/// True if it was changed.
///
/// # Errors
/// `Conflict(TokenSpent)`, or `Invalid` if another account has confirmed the address meanwhile.
pub async fn agree(db: &Db, token: &str, side: Side, keep: &[u8], address: &str, now: DateTime<Utc>) -> Result<bool> {
    let mut identity = db.identity().await?;
    let user = tokens::spend(&mut identity, token, side.purpose(), now).await?;
    let row = sqlx::query!(
        r#"update email_changes set old_agreed_at = case when $3 then $2 else old_agreed_at end,
             new_agreed_at = case when $3 then new_agreed_at else $2 end
           where user_id = $1 and expires_at > $2
           returning email, old_agreed_at is not null and new_agreed_at is not null as "both!""#,
        user.0,
        now,
        side == Side::Old
    )
    .fetch_optional(identity.conn())
    .await?
    .ok_or(Error::Conflict(Conflict::TokenSpent))?;
    if row.both {
        replace(&mut identity, user, &row.email, keep, address, now).await?;
    }
    identity.commit().await?;
    Ok(row.both)
}

/// What waits for agreement.
pub async fn pending_email(identity: &mut Identity, user: UserId, now: DateTime<Utc>) -> Result<Option<EmailChange>> {
    let row = sqlx::query!(
        r#"select email, old_agreed_at is not null as "old!", new_agreed_at is not null as "new!" from email_changes
           where user_id = $1 and expires_at > $2"#,
        user.0,
        now
    )
    .fetch_optional(identity.conn())
    .await?;
    Ok(row.map(|row| EmailChange { email: row.email, old_agreed: row.old, new_agreed: row.new }))
}

/// The address stays as it is; links that were sent are of no use any more.
pub async fn withdraw_email(identity: &mut Identity, user: UserId) -> Result<()> {
    sqlx::query!("delete from email_changes where user_id = $1", user.0).execute(identity.conn()).await?;
    for purpose in [Purpose::ChangeEmailOld, Purpose::ChangeEmailNew] {
        tokens::revoke(identity, user, purpose).await?;
    }
    Ok(())
}

impl Side {
    fn purpose(self) -> Purpose {
        match self {
            Self::Old => Purpose::ChangeEmailOld,
            Self::New => Purpose::ChangeEmailNew,
        }
    }
}

async fn replace(identity: &mut Identity, user: UserId, email: &str, keep: &[u8], address: &str, now: DateTime<Utc>) -> Result<()> {
    let before = accounts::account(identity, user).await?;
    sqlx::query!("update users set email = $2, email_verified_at = $3 where id = $1", user.0, email, now)
        .execute(identity.conn())
        .await
        .on_constraint("users_email_verified", || {
            Error::field("form", "This address already belongs to another account. Choose another one.")
        })?;
    withdraw_email(identity, user).await?;
    for purpose in [Purpose::VerifyEmail, Purpose::ResetPassword] {
        tokens::revoke(identity, user, purpose).await?;
    }
    sessions::end_elsewhere(identity, user, keep, now).await?;
    if before.verified {
        let letter = letters::email_changed(before.locale.unwrap_or_default(), &before.full_name, email);
        letters::send(identity.conn(), &before.email, &letter, None, now).await?;
    }
    events::record_account(identity, user, address, &EmailChanged { user }).await
}

async fn link(identity: &mut Identity, user: UserId, side: Side, base_url: &str, now: DateTime<Utc>) -> Result<String> {
    let token = tokens::issue(identity, user, side.purpose(), now).await?;
    let side = if side == Side::Old { "old" } else { "new" };
    Ok(format!("{base_url}/agree/{side}/{token}"))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::{
        identity::{rules::SignUp, sign_in, sign_up},
        testing::{self, Test},
    };

    const BASE: &str = "http://shop.test";

    async fn ada(t: &Test, verified: bool) -> UserId {
        let input = SignUp::check("Ada Lovelace", "ada@example.com", "tidal-marmot-91".to_owned()).unwrap();
        let user = sign_up(&t.db(), input, "192.0.2.1", BASE, Utc::now()).await.unwrap();
        if verified {
            sqlx::query("update users set email_verified_at = now()").execute(&mut t.owner().await).await.unwrap();
        }
        user
    }

    /// The token in the newest mail to an address that holds such a link.
    async fn token(t: &Test, to: &str, path: &str) -> String {
        let bodies: Vec<String> = sqlx::query_scalar("select body_text from mails where recipient = $1 order by id desc")
            .bind(to)
            .fetch_all(&mut t.owner().await)
            .await
            .unwrap();
        let mail = bodies.iter().find(|body| body.contains(path)).unwrap();
        mail.split(path).nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
    }

    async fn email_of(t: &Test, user: UserId) -> String {
        accounts::account(&mut t.db().identity().await.unwrap(), user).await.unwrap().email
    }

    async fn session(t: &Test, user: UserId, hash: &[u8]) {
        let stored = sessions::Stored {
            user: Some(user),
            data: serde_json::json!({}),
            user_agent: String::new(),
            address: String::new(),
            expires_at: Utc::now() + Duration::days(1),
        };
        sessions::create(&t.db(), hash, &stored).await.unwrap();
    }

    #[tokio::test]
    async fn an_address_changes_when_both_have_agreed() {
        let t = testing::fresh().await;
        let (user, now) = (ada(&t, true).await, Utc::now());
        session(&t, user, b"here").await;
        session(&t, user, b"there").await;
        request_email(&t.db(), user, " New@Example.com ", "", BASE, now).await.unwrap();
        let (old, new) = (token(&t, "ada@example.com", "/agree/old/").await, token(&t, "new@example.com", "/agree/new/").await);
        assert_eq!(
            agree(&t.db(), &old, Side::New, b"", "", now).await,
            Err(Error::Conflict(Conflict::TokenSpent)),
            "a link of the other side"
        );
        assert_eq!(agree(&t.db(), &new, Side::New, b"", "", now).await, Ok(false));
        assert_eq!(email_of(&t, user).await, "ada@example.com");
        let pending = pending_email(&mut t.db().identity().await.unwrap(), user, now).await.unwrap().unwrap();
        assert_eq!((pending.old_agreed, pending.new_agreed), (false, true));
        assert_eq!(agree(&t.db(), &old, Side::Old, b"here", "", now).await, Ok(true));
        assert_eq!(email_of(&t, user).await, "new@example.com");
        let left: Vec<Vec<u8>> = sqlx::query_scalar("select id_hash from sessions").fetch_all(&mut t.owner().await).await.unwrap();
        assert_eq!(left, [b"here".to_vec()], "other devices are signed out");
        assert_eq!(agree(&t.db(), &old, Side::Old, b"", "", now).await, Err(Error::Conflict(Conflict::TokenSpent)));
    }

    #[tokio::test]
    async fn an_address_nobody_confirmed_is_not_asked() {
        let t = testing::fresh().await;
        let (user, now) = (ada(&t, false).await, Utc::now());
        request_email(&t.db(), user, "new@example.com", "", BASE, now).await.unwrap();
        assert_eq!(agree(&t.db(), &token(&t, "new@example.com", "/agree/new/").await, Side::New, b"", "", now).await, Ok(true));
        assert_eq!(email_of(&t, user).await, "new@example.com");
    }

    #[tokio::test]
    async fn an_address_of_somebody_else_is_told_and_changes_nothing() {
        let t = testing::fresh().await;
        let bob = ada(&t, true).await;
        sqlx::query("update users set email = 'bob@example.com'").execute(&mut t.owner().await).await.unwrap();
        let user = ada(&t, true).await;
        request_email(&t.db(), user, "bob@example.com", "", BASE, Utc::now()).await.unwrap();
        let bodies: Vec<String> =
            sqlx::query_scalar("select body_text from mails where recipient = 'bob@example.com' order by id desc limit 1")
                .fetch_all(&mut t.owner().await)
                .await
                .unwrap();
        assert!(!bodies[0].contains("/agree/new/"), "no link to agree with");
        agree(&t.db(), &token(&t, "ada@example.com", "/agree/old/").await, Side::Old, b"", "", Utc::now()).await.unwrap();
        assert_eq!((email_of(&t, user).await.as_str(), email_of(&t, bob).await.as_str()), ("ada@example.com", "bob@example.com"));
    }

    #[tokio::test]
    async fn what_was_withdrawn_or_is_too_old_changes_nothing() {
        let t = testing::fresh().await;
        let (user, now) = (ada(&t, false).await, Utc::now());
        request_email(&t.db(), user, "new@example.com", "", BASE, now).await.unwrap();
        let link = token(&t, "new@example.com", "/agree/new/").await;
        let spent = Err(Error::Conflict(Conflict::TokenSpent));
        assert_eq!(agree(&t.db(), &link, Side::New, b"", "", now + Duration::days(1)).await, spent);
        let mut identity = t.db().identity().await.unwrap();
        withdraw_email(&mut identity, user).await.unwrap();
        identity.commit().await.unwrap();
        assert_eq!(agree(&t.db(), &link, Side::New, b"", "", now).await, spent);
        assert_eq!(
            request_email(&t.db(), user, "ada@example.com", "", BASE, now).await.unwrap_err().fields().unwrap().get("email"),
            Some("This is your address already.")
        );
    }

    #[tokio::test]
    async fn a_new_password_signs_other_devices_out() {
        let t = testing::fresh().await;
        let (user, now) = (ada(&t, true).await, Utc::now());
        session(&t, user, b"here").await;
        session(&t, user, b"there").await;
        for weak in ["short", "password1", "ada lovelace"] {
            assert!(change_password(&t.db(), user, weak.to_owned(), b"here", "", BASE, now).await.is_err(), "{weak}");
        }
        change_password(&t.db(), user, "otter-lantern-7".to_owned(), b"here", "", BASE, now).await.unwrap();
        let left: i64 = sqlx::query_scalar("select count(*) from sessions").fetch_one(&mut t.owner().await).await.unwrap();
        assert_eq!(left, 1);
        assert!(sign_in(&t.db(), "ada@example.com", "otter-lantern-7".to_owned(), "192.0.2.1", now).await.is_ok());
        assert!(sign_in(&t.db(), "ada@example.com", "tidal-marmot-91".to_owned(), "192.0.2.1", now).await.is_err());
    }
}
