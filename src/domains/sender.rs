use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use rsa::{
    RsaPrivateKey,
    pkcs1::{EncodeRsaPrivateKey, LineEnding},
    pkcs8::EncodePublicKey,
};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;

use super::{Record, Sender, State};
use crate::{
    Error, Result,
    ids::{DomainId, WorkspaceId},
    secrets::{Keyring, Place},
    tenancy::{Permission, Scope},
};

/// What verifiers accept and providers can sign with (RFC 8301).
const KEY_BITS: usize = 2_048;

/// A mail's signature: domain, selector and the private key (PKCS#1, PEM).
pub struct Signing {
    pub domain: String,
    pub selector: String,
    pub key: SecretString,
}

/// From which address the workspace's mail comes, if it has one of its own.
///
/// # Errors
/// `Forbidden`.
pub async fn sender(scope: &mut Scope) -> Result<Option<Sender>> {
    scope.require(Permission::ManageWorkspace)?;
    let row = sqlx::query!(
        "select s.domain_id, s.mailbox, s.selector, s.public_key, s.checked_at, s.proven_at, d.host
         from senders s join domains d on d.workspace_id = s.workspace_id and d.id = s.domain_id"
    )
    .fetch_optional(scope.conn())
    .await?;
    Ok(row.map(|row| Sender {
        domain: DomainId(row.domain_id),
        address: format!("{}@{}", row.mailbox, row.host),
        checked_at: row.checked_at,
        proven_at: row.proven_at,
        record: Record { kind: "TXT".to_owned(), name: key_name(&row.selector, &row.host), value: key_value(&row.public_key) },
    }))
}

/// Mail of the workspace shall come from `mailbox` of a name that it has proven. It does so once the key stands in the name service.
///
/// # Errors
/// `Invalid` on `form` without a plan that removes our name; on `mailbox` or `domain`.
pub async fn save_sender(scope: &mut Scope, keyring: &Keyring, domain: DomainId, mailbox: &str, now: DateTime<Utc>) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    if !is_white_label(scope.conn()).await? {
        return Err(Error::field("form", "Mail from your own domain is part of the Enterprise plan. You find it under Settings, Plan."));
    }
    let mailbox = mailbox.trim().to_lowercase();
    let state = sqlx::query_scalar!("select state from domains where id = $1", domain.0).fetch_optional(scope.conn()).await?;
    if state.as_deref().map(State::from_name) != Some(State::Active) {
        return Err(Error::field("domain", "Choose a domain that is proven."));
    }
    let kept = sqlx::query!("select domain_id, selector from senders").fetch_optional(scope.conn()).await?;
    // The key stays while the domain does: what is in the name service goes on being right.
    if kept.is_some_and(|kept| kept.domain_id == domain.0) {
        let renamed = sqlx::query!("update senders set mailbox = $1", mailbox).execute(scope.conn()).await;
        return shaped(renamed);
    }
    let (key, public) = new_key()?;
    let workspace = scope.workspace();
    let sealed = keyring.seal(&place(workspace), key.expose_secret().as_bytes())?;
    let saved = sqlx::query!(
        "insert into senders (domain_id, mailbox, selector, public_key, sealed_key, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (workspace_id) do update set domain_id = $1, mailbox = $2, selector = $3, public_key = $4, sealed_key = $5,
           created_at = $6, checked_at = null, proven_at = null",
        domain.0,
        mailbox,
        format!("mail{}", now.format("%Y%m")),
        public,
        sealed,
        now
    )
    .execute(scope.conn())
    .await;
    shaped(saved)
}

/// Mail of the workspace comes from the product's address again.
///
/// # Errors
/// `NotFound`.
pub async fn remove_sender(scope: &mut Scope) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    let done = sqlx::query!("delete from senders").execute(scope.conn()).await?;
    if done.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Where in the name service the key has to stand, and the key.
///
/// # Errors
/// `NotFound`.
pub async fn sender_to_check(scope: &mut Scope) -> Result<(String, String)> {
    let row = sqlx::query!(
        "select s.selector, s.public_key, d.host from senders s join domains d on d.workspace_id = s.workspace_id and d.id = s.domain_id"
    )
    .fetch_optional(scope.conn())
    .await?
    .ok_or(Error::NotFound)?;
    Ok((key_name(&row.selector, &row.host), row.public_key))
}

/// Takes over what the name service said: `texts` are what stands where the key should.
pub async fn check_sender(scope: &mut Scope, public_key: &str, texts: &[String], now: DateTime<Utc>) -> Result<bool> {
    let found = texts.iter().any(|text| holds_key(text, public_key));
    sqlx::query!(
        "update senders set checked_at = $2, proven_at = case when $3 then coalesce(proven_at, $2) end where public_key = $1",
        public_key,
        now,
        found
    )
    .execute(scope.conn())
    .await?;
    Ok(found)
}

/// The address from which a workspace's mail comes now, with the name it is known by: for the transaction that writes a mail. None is
/// the product's. Needs the plan, a domain that is proven and the key in the name service.
pub(crate) async fn from_address(conn: &mut PgConnection, name: &str) -> Result<Option<(String, String)>> {
    if !is_white_label(conn).await? {
        return Ok(None);
    }
    let row = sqlx::query!(
        "select s.mailbox, d.host from senders s
         join domains d on d.workspace_id = s.workspace_id and d.id = s.domain_id and d.state = 'active' where s.proven_at is not null"
    )
    .fetch_optional(conn)
    .await?;
    Ok(Some((name.to_owned(), row.map(|row| format!("{}@{}", row.mailbox, row.host)).unwrap_or_default())))
}

/// What signs mail from `address` of the workspace; none if it has no such address any more.
pub async fn signing(scope: &mut Scope, keyring: &Keyring, address: &str) -> Result<Option<Signing>> {
    let row = sqlx::query!(
        "select s.mailbox, s.selector, s.sealed_key, d.host from senders s
         join domains d on d.workspace_id = s.workspace_id and d.id = s.domain_id where s.proven_at is not null"
    )
    .fetch_optional(scope.conn())
    .await?;
    let Some(row) = row.filter(|row| format!("{}@{}", row.mailbox, row.host) == address) else { return Ok(None) };
    let key = keyring.open(&place(scope.workspace()), &row.sealed_key)?;
    let key = SecretString::from(String::from_utf8(key.expose_secret().to_vec()).map_err(Error::internal)?);
    Ok(Some(Signing { domain: row.host, selector: row.selector, key }))
}

/// Seals the key anew that an older key sealed; how many.
pub async fn reseal(scope: &mut Scope, keyring: &Keyring) -> Result<u64> {
    let (newest, place) = (i32::from(keyring.newest_id()?), place(scope.workspace()));
    let row = sqlx::query_scalar!("select sealed_key from senders where get_byte(sealed_key, 0) <> $1 for update", newest);
    let Some(sealed) = row.fetch_optional(scope.conn()).await? else { return Ok(0) };
    let Some(sealed) = keyring.reseal(&place, &sealed)? else { return Ok(0) };
    sqlx::query!("update senders set sealed_key = $1", sealed).execute(scope.conn()).await?;
    Ok(1)
}

async fn is_white_label(conn: &mut PgConnection) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from entitlements
             where key = 'white_label' and from_at <= now() and (until_at is null or until_at > now())) as "has!""#
    )
    .fetch_one(conn)
    .await?)
}

/// The private key as PEM, the public one as it stands in the name service (RFC 6376, 3.6.1).
fn new_key() -> Result<(SecretString, String)> {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, KEY_BITS).map_err(Error::internal)?;
    let public = key.to_public_key().to_public_key_der().map_err(Error::internal)?;
    let pem = key.to_pkcs1_pem(LineEnding::LF).map_err(Error::internal)?;
    Ok((SecretString::from(pem.to_string()), STANDARD.encode(public.as_bytes())))
}

fn place(workspace: WorkspaceId) -> Place {
    Place { table: "senders", column: "sealed_key", row: workspace.0 }
}

fn key_name(selector: &str, host: &str) -> String {
    format!("{selector}._domainkey.{host}")
}

fn key_value(public_key: &str) -> String {
    format!("v=DKIM1; k=rsa; p={public_key}")
}

/// Whether a text of the name service is this key; tags may come in any order, and with spaces.
fn holds_key(text: &str, public_key: &str) -> bool {
    let mut tags = text.split(';').filter_map(|tag| tag.split_once('='));
    tags.any(|(name, value)| name.trim() == "p" && value.split_whitespace().collect::<String>() == public_key)
}

fn shaped<T>(done: std::result::Result<T, sqlx::Error>) -> Result<()> {
    use crate::error::OnConstraint;
    let wrong = || Error::field("mailbox", "Use letters, digits, dots and hyphens, such as hello.");
    done.on_constraint("senders_mailbox_shape", wrong).map(drop)
}
