//! The key with which this installation signs what it sends to push services.

use secrecy::SecretSlice;
use uuid::Uuid;

use crate::{
    Result,
    db::Identity,
    secrets::{Keyring, Place},
};

/// The only row there is.
const ROW: Uuid = Uuid::from_u128(1);
const PLACE: Place = Place { table: "push_keys", column: "sealed_private_key", row: ROW };

/// A key pair (P-256).
pub struct PushKey {
    /// Uncompressed.
    pub public: Vec<u8>,
    pub private: SecretSlice<u8>,
}

/// The key pair; the first who asks makes it with `make`, all others get that one.
pub async fn push_key(
    identity: &mut Identity,
    keyring: &Keyring,
    make: impl FnOnce() -> (Vec<u8>, SecretSlice<u8>) + Send,
) -> Result<PushKey> {
    if let Some(key) = find(identity, keyring).await? {
        return Ok(key);
    }
    let (public, private) = make();
    let sealed = keyring.seal(&PLACE, secrecy::ExposeSecret::expose_secret(&private))?;
    sqlx::query!(
        "insert into push_keys (id, public_key, sealed_private_key) values ($1, $2, $3) on conflict (id) do nothing",
        ROW,
        public,
        sealed
    )
    .execute(identity.conn())
    .await?;
    find(identity, keyring).await?.ok_or(crate::Error::NotFound)
}

/// What browsers subscribe to; `None` before the server has made it.
pub async fn push_public_key(identity: &mut Identity) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!("select public_key from push_keys where id = $1", ROW).fetch_optional(identity.conn()).await?)
}

/// Seals the key anew if an older one sealed it; how many were.
pub async fn reseal_push_key(identity: &mut Identity, keyring: &Keyring) -> Result<u64> {
    let row = sqlx::query_scalar!("select sealed_private_key from push_keys where id = $1 for update", ROW)
        .fetch_optional(identity.conn())
        .await?;
    let Some(sealed) = row.map(|sealed| keyring.reseal(&PLACE, &sealed)).transpose()?.flatten() else { return Ok(0) };
    sqlx::query!("update push_keys set sealed_private_key = $2 where id = $1", ROW, sealed).execute(identity.conn()).await?;
    Ok(1)
}

async fn find(identity: &mut Identity, keyring: &Keyring) -> Result<Option<PushKey>> {
    let row =
        sqlx::query!("select public_key, sealed_private_key from push_keys where id = $1", ROW).fetch_optional(identity.conn()).await?;
    row.map(|row| Ok(PushKey { public: row.public_key, private: keyring.open(&PLACE, &row.sealed_private_key)? })).transpose()
}
