//! Links sent by mail: random, kept as a hash, working once and for a while.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};

use crate::{Error, Result, db::Identity, error::Conflict, ids::UserId};

/// What a link allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    VerifyEmail,
    ResetPassword,
    /// Agreement of the address that is left, and of the one that takes its place.
    ChangeEmailOld,
    ChangeEmailNew,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::ChangeEmailOld => "change_email_old",
            Self::ChangeEmailNew => "change_email_new",
        }
    }

    pub(crate) fn lasts(self) -> Duration {
        match self {
            Self::VerifyEmail => Duration::days(3),
            Self::ResetPassword => Duration::hours(1),
            Self::ChangeEmailOld | Self::ChangeEmailNew => Duration::days(1),
        }
    }
}

/// A fresh token; the text goes into the link and nowhere else.
pub(crate) async fn issue(identity: &mut Identity, user: UserId, purpose: Purpose, now: DateTime<Utc>) -> Result<String> {
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    sqlx::query!(
        "insert into mail_tokens (token_hash, user_id, purpose, expires_at) values ($1, $2, $3, $4)",
        digest(&token),
        user.0,
        purpose.name(),
        now + purpose.lasts()
    )
    .execute(identity.conn())
    .await?;
    Ok(token)
}

/// Whose token this is, without using it up.
///
/// # Errors
/// `Conflict(TokenSpent)` if it is unknown, used or expired.
pub(crate) async fn owner(identity: &mut Identity, token: &str, purpose: Purpose, now: DateTime<Utc>) -> Result<UserId> {
    let user = sqlx::query_scalar!(
        "select user_id from mail_tokens where token_hash = $1 and purpose = $2 and used_at is null and expires_at > $3",
        digest(token),
        purpose.name(),
        now
    )
    .fetch_optional(identity.conn())
    .await?;
    user.map(UserId).ok_or(Error::Conflict(Conflict::TokenSpent))
}

/// Uses a token up and tells whose it was. Compare-and-swap: of two uses at the same instant one wins.
///
/// # Errors
/// `Conflict(TokenSpent)` if it is unknown, used or expired.
pub(crate) async fn spend(identity: &mut Identity, token: &str, purpose: Purpose, now: DateTime<Utc>) -> Result<UserId> {
    let user = sqlx::query_scalar!(
        "update mail_tokens set used_at = $3
         where token_hash = $1 and purpose = $2 and used_at is null and expires_at > $3
         returning user_id",
        digest(token),
        purpose.name(),
        now
    )
    .fetch_optional(identity.conn())
    .await?;
    user.map(UserId).ok_or(Error::Conflict(Conflict::TokenSpent))
}

/// Makes all open links of a purpose useless, for instance once the password was reset.
pub(crate) async fn revoke(identity: &mut Identity, user: UserId, purpose: Purpose) -> Result<()> {
    sqlx::query!("delete from mail_tokens where user_id = $1 and purpose = $2", user.0, purpose.name()).execute(identity.conn()).await?;
    Ok(())
}

/// Under what a secret with 120 random bits or more is stored.
pub(super) fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
