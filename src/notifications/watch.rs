//! What the clock tells of: keys that end soon, work that was given up.

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Channel, Topic,
    tell::{News, tell},
};
use crate::{Result, db::Identity, tenancy::Scope};

/// How long before its end a key is told of.
const ENDS_SOON: Duration = Duration::days(7);

/// Tells owners of a workspace of keys that end within a week; once a key, by the ways that are offered.
pub async fn watch_workspace(scope: &mut Scope, offered: &[Channel], now: DateTime<Utc>) -> Result<()> {
    let workspace = scope.workspace();
    let keys = sqlx::query!(
        r#"select id, name, expires_at as "expires_at!" from api_keys
           where revoked_at is null and expires_at > $1 and expires_at <= $2"#,
        now,
        now + ENDS_SOON
    )
    .fetch_all(scope.conn())
    .await?;
    if keys.is_empty() {
        return Ok(());
    }
    let conn = scope.conn();
    let owners =
        sqlx::query_scalar!("select user_id from memberships where workspace_id = $1 and role = 'owner' order by user_id", workspace.0)
            .fetch_all(&mut *conn)
            .await?;
    let slug = sqlx::query_scalar!("select slug from workspaces where id = $1", workspace.0).fetch_one(&mut *conn).await?;
    for key in keys {
        let day = key.expires_at.format("%Y-%m-%d").to_string();
        let news = News {
            event: key.id,
            topic: Topic::ApiKeyExpiring,
            workspace: Some(workspace),
            params: [("key".to_owned(), key.name), ("day".to_owned(), day)].into(),
            path: format!("/w/{slug}/settings/api-keys"),
            happened_at: now,
        };
        tell(conn, &news, &owners, offered, now).await?;
    }
    Ok(())
}

/// Tells staff of work that was given up within the last day; once a day for each kind, by the ways that are offered.
pub async fn watch_jobs(identity: &mut Identity, offered: &[Channel], now: DateTime<Utc>) -> Result<()> {
    let conn: &mut PgConnection = identity.conn();
    let given_up = sqlx::query!(
        r#"select name, count(*) as "count!" from jobs where state = 'dead' and failed_at > $1 group by name order by name"#,
        now - Duration::days(1)
    )
    .fetch_all(&mut *conn)
    .await?;
    if given_up.is_empty() {
        return Ok(());
    }
    let staff = sqlx::query_scalar!("select user_id from staff order by user_id").fetch_all(&mut *conn).await?;
    for kind in given_up {
        let news = News {
            event: stand_in(&[Topic::JobsGivenUp.name(), &kind.name, &now.date_naive().to_string()]),
            topic: Topic::JobsGivenUp,
            workspace: None,
            params: [("job".to_owned(), kind.name), ("count".to_owned(), kind.count.to_string())].into(),
            path: "/admin/jobs?state=dead".to_owned(),
            happened_at: now,
        };
        tell(conn, &news, &staff, offered, now).await?;
    }
    Ok(())
}

/// An id in place of an event's: the same for the same words.
fn stand_in(words: &[&str]) -> Uuid {
    let hash: [u8; 32] = Sha256::digest(words.join("\n").as_bytes()).into();
    let [.., a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = hash;
    uuid::Builder::from_custom_bytes([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]).into_uuid()
}
