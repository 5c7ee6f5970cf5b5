//! Deliveries: pending → sent | suppressed, or failed → … → dead.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Channel, Settings, Topic};
use crate::{Result, gateways::Sent, ids::UserId};

/// How an attempt to deliver ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Sent,
    /// Not worth telling any more, or nobody there.
    Suppressed,
    /// It will be tried again.
    Failed,
    /// Given up.
    Dead,
}

impl State {
    /// What an attempt leads to, and why. `gone` is said when nobody is there any more; `last`: it will not be tried again.
    pub(super) fn of<'a>(sent: &'a Sent, last: bool, gone: &'a str) -> (Self, &'a str) {
        match sent {
            Sent::Accepted => (Self::Sent, ""),
            Sent::Gone => (Self::Suppressed, gone),
            Sent::Refused(reason) => (Self::Dead, reason),
            Sent::Later { reason, .. } => (if last { Self::Dead } else { Self::Failed }, reason),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Suppressed => "suppressed",
            Self::Failed => "failed",
            Self::Dead => "dead",
        }
    }
}

/// A delivery that is due.
pub(super) struct Due {
    pub(super) id: Uuid,
    topic: String,
    urgent: bool,
    pub(super) params: serde_json::Value,
    pub(super) path: String,
    read: bool,
    /// Whether the person may still see what it tells of.
    member: bool,
}

impl Due {
    pub(super) fn topic(&self) -> Option<Topic> {
        Topic::from_name(&self.topic)
    }

    /// Why nobody needs to be told any more.
    pub(super) fn obsolete(&self, settings: &Settings, channel: Channel) -> Option<&'static str> {
        if !self.member {
            return Some("not a member any more");
        }
        if self.read && !self.urgent {
            return Some("read meanwhile");
        }
        self.topic().is_some_and(|topic| !settings.wants(topic, channel)).then_some("not wanted any more")
    }
}

/// What a channel has to tell a person now, oldest first; taken by one at a time.
pub(super) async fn due(conn: &mut PgConnection, user: UserId, channel: Channel, now: DateTime<Utc>) -> Result<Vec<Due>> {
    Ok(sqlx::query_as!(
        Due,
        r#"select d.id, d.topic, d.urgent, n.params, n.path, n.read_at is not null as "read!",
             (n.workspace_id is null or exists (
               select from memberships m where m.workspace_id = n.workspace_id and m.user_id = n.user_id)) as "member!"
           from notification_deliveries d join notifications n on n.id = d.notification_id
           where d.user_id = $1 and d.channel = $2 and d.state in ('pending', 'failed') and d.due_at <= $3
           order by d.id for update of d skip locked"#,
        user.0,
        channel.name(),
        now
    )
    .fetch_all(conn)
    .await?)
}

/// A delivery that one job takes care of.
pub(super) struct Single {
    pub(super) user_id: Uuid,
    pub(super) notification_id: Uuid,
    pub(super) target: Uuid,
    pub(super) due: Due,
}

/// A delivery that still has to be made; it waits for whoever is at it.
pub(super) async fn find(conn: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> Result<Option<Single>> {
    let row = sqlx::query!(
        r#"select d.user_id, d.notification_id, d.target, d.topic, d.urgent, n.params, n.path, n.read_at is not null as "read!",
             (n.workspace_id is null or exists (
               select from memberships m where m.workspace_id = n.workspace_id and m.user_id = n.user_id)) as "member!"
           from notification_deliveries d join notifications n on n.id = d.notification_id
           where d.id = $1 and d.state in ('pending', 'failed') and d.due_at <= $2 for update of d"#,
        id,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Single {
        user_id: row.user_id,
        notification_id: row.notification_id,
        target: row.target,
        due: Due { id, topic: row.topic, urgent: row.urgent, params: row.params, path: row.path, read: row.read, member: row.member },
    }))
}

/// Writes down how an attempt ended.
pub(super) async fn settle(conn: &mut PgConnection, ids: &[Uuid], state: State, reason: &str, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update notification_deliveries set state = $2, reason = left($3, 500), settled_at = $4, attempts = attempts + 1 where id = any($1)",
        ids,
        state.name(),
        reason,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The path of the person's first workspace: where news of the account itself lead.
pub(super) async fn home(conn: &mut PgConnection, user: UserId) -> Result<String> {
    let slug = sqlx::query_scalar!(
        "select slug from workspaces join memberships on workspace_id = id where user_id = $1 order by memberships.created_at, slug limit 1",
        user.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(slug.map_or_else(|| "/w".to_owned(), |slug| format!("/w/{slug}")))
}
