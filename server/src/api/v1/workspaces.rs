//! The workspaces a caller can work in, and the one a request is about.

use axum::extract::State;
use mewayz::{
    db::Db,
    identity,
    tenancy::{Scope, Standing},
    workspaces,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{
    caller::{Acting, Caller},
    envelope::{Answer, Envelope, Reply},
    extract::Json,
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

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkspaceDetails {
    id: Uuid,
    slug: String,
    name: String,
    /// `open`, `archived` (read-only), `suspended` (read-only, and unavailable to visitors) or `ending` (read-only, and deleted after its grace).
    #[schema(example = "open")]
    standing: &'static str,
    /// Addresses it had before; they go on leading to it.
    former_slugs: Vec<String>,
}

/// What to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkspacePatch {
    #[schema(nullable = false, min_length = 1, max_length = 120)]
    name: Option<String>,
}

/// Read the workspace
///
/// The one that the key opens, or that `X-Workspace` names. Scope: `bio_sites:read`.
#[utoipa::path(get, path = "/workspace", tag = "workspaces", operation_id = "workspace_get",
    security(("api_key" = ["bio_sites:read"]), ("access_token" = [])),
    responses((status = 200, description = "The workspace", body = Envelope<WorkspaceDetails>)))]
pub(super) async fn get(acting: Acting, State(db): State<Db>) -> Answer<WorkspaceDetails> {
    Ok(Reply::ok(details(&mut db.open(&acting.0).await?).await?))
}

/// Change the workspace
///
/// Scopes: `bio_sites:read`, `workspace:manage`.
#[utoipa::path(patch, path = "/workspace", tag = "workspaces", operation_id = "workspace_patch", request_body = WorkspacePatch,
    security(("api_key" = ["bio_sites:read", "workspace:manage"]), ("access_token" = [])),
    responses((status = 200, description = "As it is now", body = Envelope<WorkspaceDetails>)))]
pub(super) async fn patch(acting: Acting, State(db): State<Db>, Json(input): Json<WorkspacePatch>) -> Answer<WorkspaceDetails> {
    let mut scope = db.open(&acting.0).await?;
    scope.require_everywhere(mewayz::tenancy::Permission::ManageWorkspace)?;
    if let Some(name) = input.name {
        workspaces::rename(&mut scope, &name).await?;
    }
    let now = details(&mut scope).await?;
    scope.commit().await?;
    Ok(Reply::ok(now))
}

async fn details(scope: &mut Scope) -> mewayz::Result<WorkspaceDetails> {
    let found = workspaces::settings(scope).await?;
    let standing = match found.standing {
        Standing::Open => "open",
        Standing::Archived => "archived",
        Standing::Suspended => "suspended",
        Standing::Ending(_) => "ending",
    };
    Ok(WorkspaceDetails { id: scope.workspace().0, slug: found.slug, name: found.name, standing, former_slugs: found.former_slugs })
}
