//! How programs stay signed in for a person: short access tokens, renewed with refresh tokens that work once each.
//!
//! All refresh tokens since one sign-in are a family. A token shown a second time means that two hold it, and one of them
//! stole it: the family ends (RFC 9700, 4.14.2). Within `GRACE` a second time is a program that refreshed twice in
//! parallel or never saw the answer; it gets a token of its own.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::{
    Error, Result,
    db::{Db, Identity},
    events,
    ids::{TokenFamilyId, UserId},
};

/// A token that nobody refreshes with ends after this time.
pub const IDLE: Duration = Duration::days(30);
/// The person signs in again after this time, whatever is refreshed.
pub const WHOLE: Duration = Duration::days(90);
/// How long a used token may be shown again.
pub const GRACE: Duration = Duration::seconds(30);

/// A refresh token that was just made: the only time its text is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub family: TokenFamilyId,
    pub user: UserId,
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// Why a family ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Revoked,
    Reused,
    PasswordReset,
}

impl Ended {
    fn name(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Reused => "reused",
            Self::PasswordReset => "password_reset",
        }
    }
}

/// Starts a family for somebody who has just signed in.
pub async fn issue(db: &Db, user: UserId, address: &str, user_agent: &str, now: DateTime<Utc>) -> Result<Issued> {
    let mut identity = db.identity().await?;
    let family = TokenFamilyId::new();
    sqlx::query!(
        "insert into token_families (id, user_id, address, user_agent, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
        family.0,
        user.0,
        address,
        user_agent.chars().take(400).collect::<String>(),
        now,
        now + WHOLE
    )
    .execute(identity.conn())
    .await?;
    let issued = add(&mut identity, family, user, now + WHOLE, now).await?;
    events::record_account(&mut identity, user, address, &events::TokensIssued { user, family }).await?;
    identity.commit().await?;
    Ok(issued)
}

/// Exchanges a refresh token for the next one.
///
/// # Errors
/// `Unauthenticated` if it is unknown, expired, of an ended family, or shown again after the grace, which ends the family.
pub async fn rotate(db: &Db, token: &str, address: &str, now: DateTime<Utc>) -> Result<Issued> {
    let mut identity = db.identity().await?;
    // The family is locked, so that parallel refreshes and a revocation see one another.
    let row = sqlx::query!(
        r#"select f.id, f.user_id, f.expires_at as family_expires_at, f.ended_at, t.expires_at, t.used_at
         from refresh_tokens t join token_families f on f.id = t.family_id
         where t.token_hash = $1 for update of f"#,
        &digest(token)[..]
    )
    .fetch_optional(identity.conn())
    .await?
    .ok_or(Error::Unauthenticated)?;
    let family = TokenFamilyId(row.id);
    if row.ended_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    if row.used_at.is_some_and(|used| now - used > GRACE) {
        end(&mut identity, family, Ended::Reused, now).await?;
        let (user, told) = (UserId(row.user_id), events::TokensReused { user: UserId(row.user_id), family });
        events::record_account(&mut identity, user, address, &told).await?;
        identity.commit().await?;
        tracing::warn!(%family, user = %row.user_id, "a refresh token was shown twice: its family has ended");
        return Err(Error::Unauthenticated);
    }
    if row.expires_at <= now || row.family_expires_at <= now {
        return Err(Error::Unauthenticated);
    }
    sqlx::query!("update refresh_tokens set used_at = coalesce(used_at, $2) where token_hash = $1", &digest(token)[..], now)
        .execute(identity.conn())
        .await?;
    let issued = add(&mut identity, family, UserId(row.user_id), row.family_expires_at, now).await?;
    identity.commit().await?;
    Ok(issued)
}

/// Whether what was issued in a family still counts: it has not ended, and its person is not suspended.
pub async fn is_alive(db: &Db, family: TokenFamilyId, now: DateTime<Utc>) -> Result<bool> {
    let alive = sqlx::query_scalar!(
        r#"select exists (
             select from token_families f join users u on u.id = f.user_id
             where f.id = $1 and f.ended_at is null and f.expires_at > $2 and u.suspended_at is null
           ) as "alive!""#,
        family.0,
        now
    )
    .fetch_one(db.pool())
    .await?;
    Ok(alive)
}

/// Ends the family of a refresh token. One that is unknown or ended already is fine (RFC 7009, 2.2).
pub async fn revoke(db: &Db, token: &str, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    let family = sqlx::query_scalar!("select family_id from refresh_tokens where token_hash = $1", &digest(token)[..])
        .fetch_optional(identity.conn())
        .await?;
    let Some(family) = family else { return Ok(()) };
    end(&mut identity, TokenFamilyId(family), Ended::Revoked, now).await?;
    identity.commit().await
}

/// Ends every family of a person.
pub(crate) async fn end_all(conn: &mut PgConnection, user: UserId, why: Ended, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update token_families set ended_at = $2, ended_because = $3 where user_id = $1 and ended_at is null",
        user.0,
        now,
        why.name()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets families that nothing can be done with any more.
pub async fn sweep(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("delete from token_families where expires_at < $1", now).execute(identity.conn()).await?;
    identity.commit().await
}

async fn end(identity: &mut Identity, family: TokenFamilyId, why: Ended, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update token_families set ended_at = $2, ended_because = $3 where id = $1 and ended_at is null",
        family.0,
        now,
        why.name()
    )
    .execute(identity.conn())
    .await?;
    Ok(())
}

async fn add(
    identity: &mut Identity,
    family: TokenFamilyId,
    user: UserId,
    family_expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Issued> {
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let expires_at = family_expires_at.min(now + IDLE);
    sqlx::query!(
        "insert into refresh_tokens (token_hash, family_id, created_at, expires_at) values ($1, $2, $3, $4)",
        &digest(&token)[..],
        family.0,
        now,
        expires_at
    )
    .execute(identity.conn())
    .await?;
    Ok(Issued { family, user, token, expires_at })
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        tenancy::Role,
        testing::{self, Test},
    };

    async fn signed_in(t: &Test) -> (Issued, DateTime<Utc>) {
        let owner = t.member(Role::Owner).await;
        // Postgres keeps microseconds.
        let now = DateTime::from_timestamp(Utc::now().timestamp(), 0).unwrap();
        (issue(&t.db(), owner.user(), "203.0.113.7", "curl", now).await.unwrap(), now)
    }

    #[tokio::test]
    async fn each_token_is_followed_by_the_next() {
        let t = testing::fresh().await;
        let (first, now) = signed_in(&t).await;
        let second = rotate(&t.db(), &first.token, "", now).await.unwrap();
        let third = rotate(&t.db(), &second.token, "", now + IDLE - GRACE).await.unwrap();
        assert_eq!((third.user, third.family), (first.user, first.family));
        assert_eq!(third.expires_at.timestamp(), (now + IDLE - GRACE + IDLE).timestamp());
        assert_eq!(rotate(&t.db(), "none", "", now).await, Err(Error::Unauthenticated));
    }

    #[tokio::test]
    async fn shown_again_after_the_grace_the_family_ends() {
        let t = testing::fresh().await;
        let (first, now) = signed_in(&t).await;
        let second = rotate(&t.db(), &first.token, "", now).await.unwrap();
        assert!(rotate(&t.db(), &first.token, "", now + GRACE).await.is_ok(), "within the grace");
        assert_eq!(rotate(&t.db(), &first.token, "", now + GRACE * 2).await, Err(Error::Unauthenticated));
        assert_eq!(rotate(&t.db(), &second.token, "", now + GRACE * 2).await, Err(Error::Unauthenticated), "the whole family");
    }

    #[tokio::test]
    async fn an_expired_token_shown_twice_is_refused_twice() {
        let t = testing::fresh().await;
        let (first, now) = signed_in(&t).await;
        let late = now + IDLE;
        for _ in 0..2 {
            assert_eq!(rotate(&t.db(), &first.token, "", late).await, Err(Error::Unauthenticated));
        }
        let (other, now) = signed_in(&t).await;
        let mut newest = other;
        for month in 1..=3 {
            newest = rotate(&t.db(), &newest.token, "", now + Duration::days(29 * month)).await.unwrap();
        }
        assert_eq!(newest.expires_at.timestamp(), (now + WHOLE).timestamp(), "no family outlives its whole time");
        assert_eq!(rotate(&t.db(), &newest.token, "", now + WHOLE).await, Err(Error::Unauthenticated));
    }

    #[tokio::test]
    async fn parallel_refreshes_stay_signed_in() {
        let t = testing::fresh().await;
        let (first, now) = signed_in(&t).await;
        let tries = (0..20).map(|_| {
            let (db, token) = (t.db(), first.token.clone());
            tokio::spawn(async move { rotate(&db, &token, "", now).await.unwrap() })
        });
        let mut tokens = Vec::new();
        for done in tries.collect::<Vec<_>>() {
            tokens.push(done.await.unwrap().token);
        }
        tokens.sort();
        tokens.dedup();
        assert_eq!(tokens.len(), 20, "everybody has a token of their own");
        for token in &tokens {
            rotate(&t.db(), token, "", now + GRACE * 10).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_family_is_revoked_and_swept() {
        let t = testing::fresh().await;
        let (first, now) = signed_in(&t).await;
        let (other, _) = signed_in(&t).await;
        for token in [&first.token, &first.token, &"none".to_owned()] {
            revoke(&t.db(), token, now).await.unwrap();
        }
        assert_eq!(rotate(&t.db(), &first.token, "", now).await, Err(Error::Unauthenticated));
        assert!(rotate(&t.db(), &other.token, "", now).await.is_ok(), "a family of somebody else goes on");
        sweep(&t.db(), now + WHOLE + GRACE).await.unwrap();
        let mut identity = t.db().identity().await.unwrap();
        let left: i64 = sqlx::query_scalar("select count(*) from refresh_tokens").fetch_one(identity.conn()).await.unwrap();
        assert_eq!(left, 0);
    }
}
