use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use totp_rs::{Secret, Totp};

use super::recovery;
use crate::{
    Error, Result,
    db::Identity,
    events::{self, TotpEnabled},
    identity::Setup,
    ids::UserId,
    secrets::{Keyring, Place},
};

/// Begins anew to set up an app; an app that gives codes already goes on until the new one is confirmed.
///
/// # Errors
/// `Invalid` if an app is set up: it has to be taken away first.
pub async fn begin(identity: &mut Identity, keyring: &Keyring, user: UserId) -> Result<()> {
    let sealed = keyring.seal(&place(user), Secret::generate().to_base32().as_bytes())?;
    let done = sqlx::query!(
        "insert into totp_factors (user_id, sealed_secret) values ($1, $2)
         on conflict (user_id) do update set sealed_secret = excluded.sealed_secret, created_at = now()
         where totp_factors.confirmed_at is null",
        user.0,
        sealed
    )
    .execute(identity.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::field("form", "An app is set up already. Remove it first if you want to use another one."));
    }
    Ok(())
}

/// What is being set up, if anything.
pub async fn pending(identity: &mut Identity, keyring: &Keyring, user: UserId, email: &str) -> Result<Option<Setup>> {
    let sealed = sqlx::query_scalar!("select sealed_secret from totp_factors where user_id = $1 and confirmed_at is null", user.0)
        .fetch_optional(identity.conn())
        .await?;
    let Some(sealed) = sealed else { return Ok(None) };
    let totp = open(keyring, user, &sealed, email)?;
    let url = totp.to_url().map_err(Error::internal)?;
    Ok(Some(Setup { secret: in_groups(&totp.secret().to_base32()), qr: square(&url)?, url }))
}

/// Proves with a first code that the app works; answers the recovery codes, which are never shown again.
///
/// # Errors
/// `Invalid` on `code`.
pub async fn confirm(
    identity: &mut Identity,
    keyring: &Keyring,
    user: UserId,
    code: &str,
    address: &str,
    now: DateTime<Utc>,
) -> Result<Vec<String>> {
    let sealed =
        sqlx::query_scalar!("select sealed_secret from totp_factors where user_id = $1 and confirmed_at is null for update", user.0)
            .fetch_optional(identity.conn())
            .await?
            .ok_or(Error::NotFound)?;
    let wrong = || Error::field("code", "This code does not fit. Check that the clock of your device is right, and enter the newest code.");
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = check(&open(keyring, user, &sealed, "")?, &digits, now).ok_or_else(wrong)?;
    sqlx::query!("update totp_factors set confirmed_at = $2, last_step = $3 where user_id = $1", user.0, now, step)
        .execute(identity.conn())
        .await?;
    events::record_account(identity, user, address, &TotpEnabled { user }).await?;
    recovery::replace(identity, user).await
}

/// Whether the code is of this moment and was not taken before: of two at the same instant one wins.
pub(super) async fn take(identity: &mut Identity, keyring: &Keyring, user: UserId, code: &str, now: DateTime<Utc>) -> Result<bool> {
    let sealed = sqlx::query_scalar!("select sealed_secret from totp_factors where user_id = $1 and confirmed_at is not null", user.0)
        .fetch_optional(identity.conn())
        .await?;
    let Some(sealed) = sealed else { return Ok(false) };
    let Some(step) = check(&open(keyring, user, &sealed, "")?, code, now) else { return Ok(false) };
    let done = sqlx::query!("update totp_factors set last_step = $2 where user_id = $1 and last_step < $2", user.0, step)
        .execute(identity.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Seals anew what an older key sealed; how many were.
pub async fn reseal(identity: &mut Identity, keyring: &Keyring) -> Result<u64> {
    let rows =
        sqlx::query!("select user_id, sealed_secret from totp_factors order by user_id for update").fetch_all(identity.conn()).await?;
    let mut count = 0;
    for row in rows {
        let Some(sealed) = keyring.reseal(&place(UserId(row.user_id)), &row.sealed_secret)? else { continue };
        sqlx::query!("update totp_factors set sealed_secret = $2 where user_id = $1", row.user_id, sealed).execute(identity.conn()).await?;
        count += 1;
    }
    Ok(count)
}

/// The step to which a code belongs: this one, the one before or the next (RFC 6238, 5.2).
fn check(totp: &Totp, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let step = totp.check(code, u64::try_from(now.timestamp()).ok()?)?;
    i64::try_from(step).ok()
}

fn open(keyring: &Keyring, user: UserId, sealed: &[u8], email: &str) -> Result<Totp> {
    let opened = keyring.open(&place(user), sealed)?;
    let text = std::str::from_utf8(opened.expose_secret()).map_err(Error::internal)?;
    let secret = Secret::try_from_base32(text).map_err(Error::internal)?;
    // A colon would end the name in the address.
    let name = if email.is_empty() { "account".to_owned() } else { email.replace(':', " ") };
    totp_rs::Builder::new().with_secret(secret).with_account_name(name).with_issuer(Some("Mewayz")).build().map_err(Error::internal)
}

fn place(user: UserId) -> Place {
    Place { table: "totp_factors", column: "sealed_secret", row: user.0 }
}

fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn square(url: &str) -> Result<String> {
    use fast_qr::convert::{Builder, svg::SvgBuilder};
    let code = fast_qr::QRBuilder::new(url).build().map_err(|e| Error::internal(e.to_string()))?;
    Ok(SvgBuilder::default().margin(2).to_str(&code))
}
