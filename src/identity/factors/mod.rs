//! The second step of signing in: codes of an authenticator app (RFC 6238), and recovery codes for the day it is lost.
//!
//! Somebody who set up an app needs a code besides the password, whichever way the password was proven: typed, or chosen
//! anew through a mailed link. A passkey needs none, since the device has verified its owner.

mod recovery;
#[cfg(test)]
mod tests;
mod totp;

pub use recovery::make as make_recovery_codes;
pub use totp::{begin, confirm, pending, reseal};

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::{
    Codes,
    accounts::{Whence, refuse_suspended},
    sessions, throttle,
};
use crate::{
    Error, Result,
    db::{Db, Identity},
    events::{self, SignInRefused, SignedIn, TotpDisabled},
    ids::UserId,
    secrets::Keyring,
};

/// What an account is asked after its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstStep {
    pub user: UserId,
    /// Whether a code is needed before the person is in.
    pub second: bool,
}

/// Codes tried for one account: five at once, then one every three minutes.
const CODES: throttle::Allowance = throttle::Allowance { burst: 5, every: Duration::minutes(3) };

/// The second step of signing in; writes the sign-in down.
///
/// # Errors
/// `Invalid` on `code`, `Limit` when too many were tried.
pub async fn second_step(db: &Db, keyring: &Keyring, user: UserId, code: &str, from: Whence<'_>, now: DateTime<Utc>) -> Result<()> {
    refuse_suspended(&mut db.identity().await?, user).await?;
    prove(db, keyring, user, code, from, now).await?;
    let device = sessions::device_of(from.user_agent);
    let mut identity = db.identity().await?;
    events::record_account(&mut identity, user, from.address, &SignedIn { user, device }).await?;
    identity.commit().await
}

/// Takes a code of the app or a recovery code; neither works again.
///
/// # Errors
/// `Invalid` on `code`, `Limit` when too many were tried.
pub async fn prove(db: &Db, keyring: &Keyring, user: UserId, code: &str, from: Whence<'_>, now: DateTime<Utc>) -> Result<()> {
    let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_lowercase();
    if code.is_empty() {
        return Err(Error::field("code", "Enter the code."));
    }
    let key = format!("code:{user}");
    throttle::take(db, &key, CODES, now).await?;
    let mut identity = db.identity().await?;
    let taken = match code.len() {
        6 => totp::take(&mut identity, keyring, user, &code, now).await?,
        _ => recovery::take(&mut identity, user, &code, from.address, now).await?,
    };
    if !taken {
        events::record_account(&mut identity, user, from.address, &SignInRefused { user }).await?;
        identity.commit().await?;
        return Err(Error::field("code", "This code is wrong, too old or was used already."));
    }
    identity.commit().await?;
    throttle::reset(db, &key).await
}

/// Which codes an account has.
pub async fn codes(identity: &mut Identity, user: UserId) -> Result<Codes> {
    codes_on(identity.conn(), user).await
}

/// The same through any door.
pub(super) async fn codes_on(conn: &mut PgConnection, user: UserId) -> Result<Codes> {
    let row = sqlx::query!(
        r#"select (select confirmed_at from totp_factors where user_id = $1) as app_since,
             (select count(*) from recovery_codes where user_id = $1 and used_at is null) as "left!""#,
        user.0
    )
    .fetch_one(conn)
    .await?;
    Ok(Codes { app_since: row.app_since, recovery_left: row.left })
}

/// Whether the password alone does not sign this person in.
pub async fn is_second_needed(identity: &mut Identity, user: UserId) -> Result<bool> {
    Ok(codes(identity, user).await?.app_since.is_some())
}

/// Takes the app and the recovery codes away.
///
/// # Errors
/// `NotFound` if there is no app.
pub async fn disable(identity: &mut Identity, user: UserId, address: &str) -> Result<()> {
    let done =
        sqlx::query!("delete from totp_factors where user_id = $1 and confirmed_at is not null", user.0).execute(identity.conn()).await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    sqlx::query!("delete from recovery_codes where user_id = $1", user.0).execute(identity.conn()).await?;
    events::record_account(identity, user, address, &TotpDisabled { user }).await
}
