//! The workspaces a caller can work in.

use axum::extract::State;
use mewayz::{db::Db, identity};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{
    caller::Caller,
    envelope::{Answer, Envelope, Reply},
};

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkspaceOut {
    id: Uuid,
    /// Names it in `X-Workspace`.
    slug: String,
    name: String,
    /// Of the caller, or of the person who made the key.
    #[schema(example = "owner")]
    role: String,
}

/// List workspaces
///
/// All of a person's; with an API key, the one that the key opens. No scope is needed.
#[utoipa::path(get, path = "/workspaces", tag = "workspaces", operation_id = "workspaces_list", security(("api_key" = []), ("access_token" = [])),
    responses((status = 200, description = "Oldest first", body = Envelope<Vec<WorkspaceOut>>)))]
pub(super) async fn list(caller: Caller, State(db): State<Db>) -> Answer<Vec<WorkspaceOut>> {
    let (user, only) = match caller {
        Caller::Key(member) => (member.user(), Some(member.workspace())),
        Caller::Person(user) => (user, None),
    };
    let mut identity = db.identity().await?;
    let found = identity::workspaces(&mut identity, user).await?;
    let shown = found.into_iter().filter(|workspace| only.is_none_or(|id| id == workspace.id));
    let out = |w: identity::WorkspaceSummary| WorkspaceOut { id: w.id.0, slug: w.slug, name: w.name, role: w.role.name().to_owned() };
    Ok(Reply::ok(shown.map(out).collect()))
}
