//! Sessions in Postgres. The cookie holds a random id; the table its hash.

use app::session::{
    LASTS,
    keys::{ADDRESS, USER, USER_AGENT},
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mewayz::{clock, db::Db, identity::sessions, ids::UserId};
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store,
};

/// `__Host-`: sent to this host only, over TLS or loopback only, for all paths (RFC 6265bis).
pub const COOKIE: &str = "__Host-session";
/// The layer that gives requests their session. It reads the database only if a session is asked for.
pub fn layer(db: Db) -> SessionManagerLayer<PgStore> {
    SessionManagerLayer::new(PgStore { db })
        .with_name(COOKIE)
        .with_secure(true)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::days(LASTS.num_days())))
}

/// What a session id in a cookie is stored under.
pub fn hash(id: &str) -> [u8; 32] {
    Sha256::digest(id.as_bytes()).into()
}

/// The session id in a Cookie header.
pub fn cookie(headers: &http::HeaderMap) -> Option<&str> {
    let mut pairs = headers.get_all(http::header::COOKIE).iter().filter_map(|h| h.to_str().ok()).flat_map(|h| h.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

#[derive(Debug, Clone)]
pub struct PgStore {
    db: Db,
}

#[async_trait]
impl SessionStore for PgStore {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        let mut stored = to_stored(record)?;
        while !sessions::create(&self.db, &hash(&record.id.to_string()), &stored).await.map_err(backend)? {
            record.id = Id::default();
            stored = to_stored(record)?;
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        sessions::save(&self.db, &hash(&record.id.to_string()), &to_stored(record)?).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let stored = sessions::load(&self.db, &hash(&id.to_string()), clock::now()).await.map_err(backend)?;
        stored.map(|stored| to_record(*id, stored)).transpose()
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        sessions::delete(&self.db, &hash(&id.to_string())).await.map_err(backend)
    }
}

fn to_stored(record: &Record) -> session_store::Result<sessions::Stored> {
    let text = |key: &str| record.data.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(sessions::Stored {
        user: record.data.get(USER).and_then(|v| serde_json::from_value::<UserId>(v.clone()).ok()),
        data: serde_json::to_value(&record.data).map_err(|e| session_store::Error::Encode(e.to_string()))?,
        user_agent: text(USER_AGENT),
        address: text(ADDRESS),
        expires_at: DateTime::<Utc>::from_timestamp(record.expiry_date.unix_timestamp(), 0).unwrap_or_default(),
    })
}

fn to_record(id: Id, stored: sessions::Stored) -> session_store::Result<Record> {
    let decode = |e: String| session_store::Error::Decode(e);
    Ok(Record {
        id,
        data: serde_json::from_value(stored.data).map_err(|e| decode(e.to_string()))?,
        expiry_date: OffsetDateTime::from_unix_timestamp(stored.expires_at.timestamp()).map_err(|e| decode(e.to_string()))?,
    })
}

fn backend(error: mewayz::Error) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}
