use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use rand::distr::{Alphanumeric, SampleString};
use sha2::{Digest, Sha256};

use super::{ApiKey, Created, Network, State, rules};
use crate::{
    Error, Result,
    db::Db,
    events,
    ids::{ApiKeyId, UserId, WorkspaceId},
    tenancy::{Grants, Limit, Member, Permission, Scope},
};

/// How precisely the last use is kept; spares a write a request.
const LAST_USE_PRECISION: Duration = Duration::minutes(1);

/// Makes a key. Its text is in the answer and nowhere else.
///
/// # Errors
/// `Invalid` on the fields of the draft, or on `form` when the workspace has too many.
pub async fn create(scope: &mut Scope, draft: &rules::Draft, now: DateTime<Utc>) -> Result<Created> {
    let user = scope.require(Permission::ManageApiKeys)?;
    let checked = draft.check(scope.access()?.rights, now)?;
    let used = sqlx::query_scalar!(
        r#"select count(*) as "count!" from api_keys where revoked_at is null and (expires_at is null or expires_at > $1)"#,
        now
    )
    .fetch_one(scope.conn())
    .await?;
    scope.allow(Limit::ApiKeys, used).await?;
    let (id, secret) = (ApiKeyId::new(), rules::compose(&Alphanumeric.sample_string(&mut rand::rng(), rules::RANDOM)));
    let scopes: Vec<String> = checked.permissions.iter().filter_map(|p| p.scope()).map(str::to_owned).collect();
    let addresses: Vec<String> = checked.addresses.iter().map(Network::to_string).collect();
    sqlx::query!(
        "insert into api_keys (id, name, hint, scopes, addresses, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5::text[]::cidr[], $6, $7, $8)",
        id.0,
        checked.name,
        rules::hint(&secret),
        &scopes,
        &addresses,
        user.0,
        now,
        checked.expires_at
    )
    .execute(scope.conn())
    .await?;
    let workspace = scope.workspace();
    sqlx::query!("insert into api_key_hashes (key_hash, workspace_id, key_id) values ($1, $2, $3)", &hash(&secret)[..], workspace.0, id.0)
        .execute(scope.conn())
        .await?;
    events::record(scope, &events::ApiKeyCreated { key: id, name: checked.name, scopes: scopes.join(" ") }).await?;
    Ok(Created { id, secret })
}

/// The keys of the workspace, newest first, revoked ones after the others.
pub async fn list(scope: &mut Scope, now: DateTime<Utc>) -> Result<Vec<ApiKey>> {
    scope.require(Permission::ManageApiKeys)?;
    let rows = sqlx::query!(
        r#"select k.id, k.name, k.hint, k.scopes, k.addresses::text[] as "addresses!", u.full_name, k.created_at, k.expires_at, k.revoked_at,
             k.last_used_at, k.last_address
         from api_keys k join users u on u.id = k.created_by
         order by k.revoked_at is not null, k.id desc limit 200"#
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ApiKey {
            id: ApiKeyId(row.id),
            name: row.name,
            hint: row.hint,
            scopes: row.scopes,
            addresses: row.addresses,
            created_by: row.full_name,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
            last_address: row.last_address,
            state: match (row.revoked_at, row.expires_at) {
                (Some(_), _) => State::Revoked,
                (None, Some(at)) if at <= now => State::Expired,
                (None, _) => State::Working,
            },
        })
        .collect())
}

/// Ends a key at once. One that is revoked already stays as it was.
///
/// # Errors
/// `NotFound` if this workspace has no such key.
pub async fn revoke(scope: &mut Scope, id: ApiKeyId, now: DateTime<Utc>) -> Result<()> {
    let user = scope.require(Permission::ManageApiKeys)?;
    let key = sqlx::query!("select name, revoked_at from api_keys where id = $1 for update", id.0).fetch_one(scope.conn()).await?;
    if key.revoked_at.is_some() {
        return Ok(());
    }
    sqlx::query!("update api_keys set revoked_at = $2, revoked_by = $3 where id = $1", id.0, now, user.0).execute(scope.conn()).await?;
    events::record(scope, &events::ApiKeyRevoked { key: id, name: key.name }).await
}

/// Who acts with a key: the person who made it, bound to what the key was given. Notes the use.
///
/// # Errors
/// `Unauthenticated` for a key that is mistyped, unknown, revoked, expired, of somebody who left the workspace, or shown
/// from an address it is not meant for; which of these is not told.
pub async fn authenticate(db: &Db, key: &str, address: IpAddr, now: DateTime<Utc>) -> Result<Member> {
    if !rules::is_well_formed(key) {
        return Err(Error::Unauthenticated);
    }
    let row = sqlx::query!(
        r#"select key as "key!", workspace as "workspace!", maker as "maker!", scopes as "scopes!", addresses as "addresses!",
             expires_at, revoked_at, last_used_at
         from api_key_by_hash($1)"#,
        &hash(key)[..]
    )
    .fetch_optional(db.pool())
    .await?
    .ok_or(Error::Unauthenticated)?;
    let networks: Vec<Network> = row.addresses.iter().filter_map(|text| text.parse().ok()).collect();
    let is_welcome = row.addresses.is_empty() || networks.iter().any(|network| network.contains(address));
    if row.revoked_at.is_some() || row.expires_at.is_some_and(|at| at <= now) || !is_welcome {
        return Err(Error::Unauthenticated);
    }
    // A scope that this version does not know grants nothing.
    let grants: Grants = row.scopes.iter().filter_map(|name| Permission::from_scope(name)).collect();
    let member = Member::new(UserId(row.maker), WorkspaceId(row.workspace))
        .through(ApiKeyId(row.key), grants)
        .at(address.to_canonical().to_string());
    if row.last_used_at.is_none_or(|last| now - last >= LAST_USE_PRECISION) {
        note_use(db, &member, ApiKeyId(row.key), address, now).await?;
    }
    Ok(member)
}

async fn note_use(db: &Db, member: &Member, id: ApiKeyId, address: IpAddr, now: DateTime<Utc>) -> Result<()> {
    let mut scope = db.open(member).await?;
    // Of many requests at the same moment one writes.
    sqlx::query!(
        "update api_keys set last_used_at = $2, last_address = $3 where id = $1 and (last_used_at is null or last_used_at <= $4)",
        id.0,
        now,
        address.to_canonical().to_string(),
        now - LAST_USE_PRECISION
    )
    .execute(scope.conn())
    .await?;
    scope.commit().await
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}
