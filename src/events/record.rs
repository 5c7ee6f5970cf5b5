use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Event;
use crate::{
    Error, Result,
    db::Identity,
    ids::{UserId, WorkspaceId},
    tenancy::Scope,
};

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub kind: ActorKind,
    /// The person, or the key they made.
    pub id: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    User,
    ApiKey,
    Visitor,
    Staff,
    System,
}

impl ActorKind {
    pub const ALL: [Self; 5] = [Self::User, Self::ApiKey, Self::Visitor, Self::Staff, Self::System];

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::ApiKey => "api_key",
            Self::Visitor => "visitor",
            Self::Staff => "staff",
            Self::System => "system",
        }
    }

    pub(crate) fn from_name(name: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|kind| kind.name() == name);
        known.ok_or_else(|| Error::internal(format!("unknown actor {name}")))
    }
}

/// An event as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    pub id: Uuid,
    pub seq: i64,
    /// `None` for what people do with their own account.
    pub workspace: Option<WorkspaceId>,
    pub name: String,
    pub version: i16,
    pub record_kind: String,
    pub record_id: Uuid,
    pub data: Value,
    pub actor: Actor,
    /// Network address of the request; empty for work of the system.
    pub address: String,
    pub happened_at: DateTime<Utc>,
}

/// Writes that something happened in the workspace, in the name of who opened the scope.
pub(crate) async fn record<E: Event>(scope: &mut Scope, event: &E) -> Result<()> {
    let (actor, address) = (scope.actor.as_event_actor(), scope.address.clone());
    insert(scope.conn(), event, actor, &address).await
}

/// Writes that something happened in the workspace that the connection is in.
pub(crate) async fn record_as<E: Event>(conn: &mut PgConnection, actor: Actor, address: &str, event: &E) -> Result<()> {
    insert(conn, event, actor, address).await
}

/// Writes that a person did something with their own account.
pub(crate) async fn record_account<E: Event>(identity: &mut Identity, user: UserId, address: &str, event: &E) -> Result<()> {
    // Accounts are a tenant of their own, the nil one: the walls stay as they are.
    record_workspace(identity, WorkspaceId(Uuid::nil()), user, address, event).await
}

/// Writes that a person did something to a workspace as a whole, from outside it.
pub(crate) async fn record_workspace<E: Event>(
    identity: &mut Identity,
    workspace: WorkspaceId,
    user: UserId,
    address: &str,
    event: &E,
) -> Result<()> {
    enter(identity.conn(), workspace.0).await?;
    let actor = Actor { kind: ActorKind::User, id: Some(user.0) };
    insert(identity.conn(), event, actor, address).await?;
    leave(identity.conn()).await
}

/// Shows the rest of the transaction the rows of one workspace.
pub(crate) async fn enter(conn: &mut PgConnection, workspace: Uuid) -> Result<()> {
    sqlx::query!("select set_config('app.workspace', $1, true)", workspace.to_string()).fetch_one(conn).await?;
    Ok(())
}

/// Shows the rest of the transaction no workspace's rows.
pub(crate) async fn leave(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("select set_config('app.workspace', '', true)").fetch_one(conn).await?;
    Ok(())
}

async fn insert<E: Event>(conn: &mut PgConnection, event: &E, actor: Actor, address: &str) -> Result<()> {
    let data = serde_json::to_value(event).map_err(Error::internal)?;
    sqlx::query!(
        "with event as (
             insert into events (id, name, version, record_kind, record_id, data, actor_kind, actor_id, address, happened_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())
             returning seq, workspace_id, id, record_id
         ), queued as (
             insert into event_queue (seq, workspace_id, event_id, record_id) select seq, workspace_id, id, record_id from event
         )
         select pg_notify('event_recorded', '')",
        Uuid::now_v7(),
        E::NAME,
        E::VERSION,
        E::RECORD,
        event.record(),
        data,
        actor.kind.name(),
        actor.id,
        address
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}
