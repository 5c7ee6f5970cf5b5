use chrono::{DateTime, Duration, Utc};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::ShownSecret;
use crate::{
    Error, Result, events,
    ids::EndpointId,
    secrets::{Keyring, Place},
    standard_webhooks,
    tenancy::{Permission, Scope},
};

/// How long the secret before a rotation stays valid.
const OVERLAP: Duration = Duration::hours(24);
/// How long a delivery that is done with stays in the log.
const KEPT: Duration = Duration::days(30);

/// The secrets that are valid now, newest first.
///
/// # Errors
/// `NotFound`.
pub async fn reveal(scope: &mut Scope, keyring: &Keyring, id: EndpointId, now: DateTime<Utc>) -> Result<Vec<ShownSecret>> {
    scope.require(Permission::ManageWebhooks)?;
    let valid = valid(scope, keyring, &[id.0], now).await?;
    if valid.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(valid.into_iter().map(|s| ShownSecret { secret: s.secret.expose_secret().to_owned(), expires_at: s.expires_at }).collect())
}

/// Makes a new secret. The one before stays valid for a day; every message is signed with both until then.
///
/// # Errors
/// `NotFound`.
pub async fn rotate(scope: &mut Scope, keyring: &Keyring, id: EndpointId, now: DateTime<Utc>) -> Result<()> {
    scope.require(Permission::ManageWebhooks)?;
    sqlx::query!("select id from webhook_endpoints where id = $1 for update", id.0).fetch_one(scope.conn()).await?;
    sqlx::query!("delete from webhook_secrets where endpoint_id = $1 and expires_at is not null", id.0).execute(scope.conn()).await?;
    sqlx::query!("update webhook_secrets set expires_at = $2 where endpoint_id = $1", id.0, now + OVERLAP).execute(scope.conn()).await?;
    add(scope, keyring, id).await?;
    events::record(scope, &events::WebhookSecretRotated { endpoint: id }).await
}

/// Seals secrets anew that an older key sealed; how many.
pub async fn reseal(scope: &mut Scope, keyring: &Keyring) -> Result<u64> {
    let newest = i32::from(keyring.newest_id()?);
    let rows = sqlx::query!("select id, sealed_secret from webhook_secrets where get_byte(sealed_secret, 0) <> $1 for update", newest)
        .fetch_all(scope.conn())
        .await?;
    let mut count = 0;
    for row in rows {
        if let Some(sealed) = keyring.reseal(&place(row.id), &row.sealed_secret)? {
            sqlx::query!("update webhook_secrets set sealed_secret = $2 where id = $1", row.id, sealed).execute(scope.conn()).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// Drops what is old: deliveries that are done with, and secrets that have expired. How many deliveries.
pub async fn purge(scope: &mut Scope, now: DateTime<Utc>) -> Result<u64> {
    sqlx::query!("delete from webhook_secrets where expires_at < $1", now).execute(scope.conn()).await?;
    let gone = sqlx::query!("delete from webhook_deliveries where created_at < $1 and state <> 'waiting'", now - KEPT);
    Ok(gone.execute(scope.conn()).await?.rows_affected())
}

/// A secret that is valid, and of which endpoint.
pub(super) struct Valid {
    pub(super) endpoint: Uuid,
    pub(super) secret: SecretString,
    expires_at: Option<DateTime<Utc>>,
}

/// The valid secrets of endpoints, newest first.
pub(super) async fn valid(scope: &mut Scope, keyring: &Keyring, endpoints: &[Uuid], now: DateTime<Utc>) -> Result<Vec<Valid>> {
    let rows = sqlx::query!(
        "select id, endpoint_id, sealed_secret, expires_at from webhook_secrets
         where endpoint_id = any ($1) and (expires_at is null or expires_at > $2) order by id desc",
        endpoints,
        now
    )
    .fetch_all(scope.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let opened = keyring.open(&place(row.id), &row.sealed_secret)?;
            let secret = String::from_utf8(opened.expose_secret().to_vec()).map_err(|_| Error::internal("a webhook secret is no text"))?;
            Ok(Valid { endpoint: row.endpoint_id, secret: secret.into(), expires_at: row.expires_at })
        })
        .collect()
}

/// Adds a fresh secret.
pub(super) async fn add(scope: &mut Scope, keyring: &Keyring, endpoint: EndpointId) -> Result<()> {
    let id = Uuid::now_v7();
    let sealed = keyring.seal(&place(id), standard_webhooks::new_secret().expose_secret().as_bytes())?;
    sqlx::query!("insert into webhook_secrets (id, endpoint_id, sealed_secret) values ($1, $2, $3)", id, endpoint.0, sealed)
        .execute(scope.conn())
        .await?;
    Ok(())
}

fn place(row: Uuid) -> Place {
    Place { table: "webhook_secrets", column: "sealed_secret", row }
}
