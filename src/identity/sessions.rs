//! Sessions: what a cookie stands for. Only the hash of the secret is kept.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{SessionSummary, refresh};
use crate::{
    Error, Result,
    db::{Db, Identity},
    events::{self, SessionRevoked, SignedOutEverywhere},
    ids::{SessionRef, UserId, WorkspaceId},
};

/// A device that is not used ends after this time, whatever its cookie says.
pub const IDLE: Duration = Duration::days(14);
/// How precisely the last use is kept; spares a write a request.
const LAST_USE_PRECISION: Duration = Duration::minutes(1);

/// A session as it is stored.
#[derive(Debug, Clone)]
pub struct Stored {
    pub user: Option<UserId>,
    pub data: Value,
    pub user_agent: String,
    pub address: String,
    pub expires_at: DateTime<Utc>,
}

/// Adds a session; false if the id is taken.
pub async fn create(db: &Db, id_hash: &[u8], stored: &Stored) -> Result<bool> {
    let mut identity = db.identity().await?;
    let done = sqlx::query!(
        "insert into sessions (id_hash, reference, user_id, data, user_agent, address, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (id_hash) do nothing",
        id_hash,
        Uuid::new_v4(),
        stored.user.map(|u| u.0),
        stored.data,
        stored.user_agent,
        stored.address,
        stored.expires_at
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await?;
    Ok(done.rows_affected() == 1)
}

/// Replaces what a session holds. A revoked one stays revoked, and none lasts longer for being used: whoever proves who they are gets
/// another one (ASVS 5.0, 7.3.2).
pub async fn save(db: &Db, id_hash: &[u8], stored: &Stored) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!(
        "update sessions set user_id = $2, data = $3, user_agent = $4, address = $5, expires_at = least(expires_at, $6)
         where id_hash = $1",
        id_hash,
        stored.user.map(|u| u.0),
        stored.data,
        stored.user_agent,
        stored.address,
        stored.expires_at
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await
}

/// What a live session holds, noting that it was used.
pub async fn load(db: &Db, id_hash: &[u8], now: DateTime<Utc>) -> Result<Option<Stored>> {
    let mut identity = db.identity().await?;
    let row = sqlx::query!(
        "select user_id, data, user_agent, address, expires_at, last_used_at from sessions
         where id_hash = $1 and expires_at > $2 and last_used_at > $3
           and not exists (select from users u where u.id = sessions.user_id and u.suspended_at is not null)",
        id_hash,
        now,
        now - IDLE
    )
    .fetch_optional(identity.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    if now - row.last_used_at > LAST_USE_PRECISION {
        sqlx::query!("update sessions set last_used_at = $2 where id_hash = $1", id_hash, now).execute(identity.conn()).await?;
    }
    identity.commit().await?;
    Ok(Some(Stored {
        user: row.user_id.map(UserId),
        data: row.data,
        user_agent: row.user_agent,
        address: row.address,
        expires_at: row.expires_at,
    }))
}

/// Ends a session.
pub async fn delete(db: &Db, id_hash: &[u8]) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("delete from sessions where id_hash = $1", id_hash).execute(identity.conn()).await?;
    identity.commit().await
}

/// The devices a person is signed in on, last used first.
pub async fn list(identity: &mut Identity, user: UserId, current: &[u8], now: DateTime<Utc>) -> Result<Vec<SessionSummary>> {
    list_on(identity.conn(), user, current, now).await
}

/// The same through any door.
pub(super) async fn list_on(conn: &mut PgConnection, user: UserId, current: &[u8], now: DateTime<Utc>) -> Result<Vec<SessionSummary>> {
    let rows = sqlx::query!(
        r#"select reference, user_agent, address, created_at, last_used_at, id_hash = $2 as "current!"
         from sessions where user_id = $1 and expires_at > $3 and last_used_at > $4 order by last_used_at desc, created_at desc"#,
        user.0,
        current,
        now,
        now - IDLE
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionSummary {
            reference: SessionRef(row.reference),
            device: device_name(&row.user_agent),
            address: row.address,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            current: row.current,
        })
        .collect())
}

/// Signs one of a person's devices out.
///
/// # Errors
/// `NotFound` if it is not theirs or signed out already.
pub async fn revoke(identity: &mut Identity, user: UserId, reference: SessionRef, address: &str) -> Result<()> {
    let done =
        sqlx::query!("delete from sessions where user_id = $1 and reference = $2", user.0, reference.0).execute(identity.conn()).await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    events::record_account(identity, user, address, &SessionRevoked { user, session: reference }).await
}

/// Signs every device out and ends what programs hold, but for the session `keep` (its hash; empty keeps none). Writes it down.
pub async fn revoke_all(identity: &mut Identity, user: UserId, keep: &[u8], address: &str, now: DateTime<Utc>) -> Result<()> {
    end_elsewhere(identity, user, keep, now).await?;
    events::record_account(identity, user, address, &SignedOutEverywhere { user }).await
}

/// Ends every session but one and all refresh tokens: what proves the person has changed, so what was proven before counts no more
/// (ASVS 5.0, 7.4.3).
pub(super) async fn end_elsewhere(identity: &mut Identity, user: UserId, keep: &[u8], now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("delete from sessions where user_id = $1 and id_hash <> $2", user.0, keep).execute(identity.conn()).await?;
    refresh::end_all(identity.conn(), user, refresh::Ended::Revoked, now).await
}

/// Whether the session belongs to somebody in the workspace: such visits are the owner's own.
pub async fn is_member_session(identity: &mut Identity, id_hash: &[u8], workspace: WorkspaceId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (
             select from sessions join memberships using (user_id) where id_hash = $1 and workspace_id = $2
         ) as "found!""#,
        id_hash,
        workspace.0
    )
    .fetch_one(identity.conn())
    .await?;
    Ok(found)
}

/// Forgets sessions that have ended.
pub async fn sweep(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("delete from sessions where expires_at < $1 or last_used_at < $2", now, now - IDLE).execute(identity.conn()).await?;
    identity.commit().await
}

/// The same for events, which say nothing of an unknown browser.
pub(super) fn device_of(user_agent: &str) -> String {
    if user_agent.is_empty() { String::new() } else { device_name(user_agent) }
}

/// A user agent in words.
pub fn device_name(user_agent: &str) -> String {
    let parser = woothee::parser::Parser::new();
    match parser.parse(user_agent) {
        Some(found) if found.os != "UNKNOWN" => format!("{} on {}", found.name, found.os),
        Some(found) if found.name != "UNKNOWN" => found.name.to_owned(),
        _ => "Unknown device".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{tenancy::Role, testing};

    #[tokio::test]
    async fn a_device_ends_when_it_is_not_used_and_lasts_no_longer_for_being_used() {
        let t = testing::fresh().await;
        let user = t.member(Role::Owner).await.user();
        let now = DateTime::from_timestamp(Utc::now().timestamp(), 0).unwrap();
        let stored = |days| Stored {
            user: Some(user),
            data: serde_json::json!({}),
            user_agent: String::new(),
            address: String::new(),
            expires_at: now + Duration::days(days),
        };
        create(&t.db(), b"a", &stored(30)).await.unwrap();
        save(&t.db(), b"a", &stored(60)).await.unwrap();
        assert_eq!(load(&t.db(), b"a", now).await.unwrap().unwrap().expires_at, now + Duration::days(30));
        assert!(load(&t.db(), b"a", now + IDLE + Duration::minutes(1)).await.unwrap().is_none(), "not used for two weeks");
        let mut at = now;
        for _ in 0..3 {
            at += Duration::days(9);
            assert!(load(&t.db(), b"a", at).await.unwrap().is_some());
        }
        assert!(load(&t.db(), b"a", at + Duration::days(9)).await.unwrap().is_none(), "30 days at most, however it is used");
    }

    #[test]
    fn devices_in_words() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
        assert_eq!(device_name(firefox), "Firefox on Linux");
        assert_eq!(device_name(""), "Unknown device");
    }
}
