//! Who works in a workspace.

use axum::extract::State;
use chrono::{DateTime, Utc};
use http::StatusCode;
use mewayz::{
    Error, clock,
    ids::UserId,
    tenancy::{Permission, Scope},
    workspaces::{self, Person},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{
    caller::Acting,
    envelope::{Answer, Envelope, Reply},
    extract::{Json, Path},
    problem::Problem,
};
use crate::state::AppState;

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemberOut {
    /// Of the person.
    id: Uuid,
    full_name: String,
    email: String,
    /// `owner`, `admin`, `editor`, `viewer`, or `custom` for a role that the workspace made.
    #[schema(example = "editor")]
    role: &'static str,
    /// Of a role that the workspace made.
    #[schema(required)]
    role_id: Option<Uuid>,
    #[schema(required)]
    role_name: Option<String>,
    /// A guest: sees nothing but the sites that are assigned to them.
    only_assigned: bool,
    joined_at: DateTime<Utc>,
    /// The last thing in the audit log that they did here.
    #[schema(required)]
    last_active_at: Option<DateTime<Utc>>,
    /// Names of the groups they are in.
    groups: Vec<String>,
}

/// What to give them; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberPatch {
    /// A role of the product, or the id of one that the workspace made.
    #[schema(nullable = false, min_length = 1, max_length = 40, example = "viewer")]
    role: Option<String>,
    #[schema(nullable = false)]
    only_assigned: Option<bool>,
}

/// List members
///
/// Scope: `members:read`.
#[utoipa::path(get, path = "/members", tag = "members", operation_id = "members_list",
    security(("api_key" = ["members:read"]), ("access_token" = [])),
    responses((status = 200, description = "All of them, by name", body = Envelope<Vec<MemberOut>>)))]
pub(super) async fn list(acting: Acting, State(state): State<AppState>) -> Answer<Vec<MemberOut>> {
    let mut scope = state.context.db.open(&acting.0).await?;
    Ok(Reply::ok(workspaces::people(&mut scope).await?.into_iter().map(out).collect()))
}

/// Change a member
///
/// Gives them another role, or makes them a guest. Nobody gives or takes more than they may do themselves, and a key moves no role that has power
/// over others. Scopes: `members:read`, `members:write`.
#[utoipa::path(patch, path = "/members/{id}", tag = "members", operation_id = "members_patch", request_body = MemberPatch,
    params(("id" = Uuid, Path)),
    security(("api_key" = ["members:read", "members:write"]), ("access_token" = [])),
    responses((status = 200, description = "As they are now", body = Envelope<MemberOut>)))]
pub(super) async fn patch(
    acting: Acting,
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    Json(input): Json<MemberPatch>,
) -> Answer<MemberOut> {
    let mut scope = state.context.db.alone(&acting.0).await?;
    scope.require(Permission::ManageMembers)?;
    let before = find(&mut scope, id).await?;
    let role = input.role.unwrap_or_else(|| before.role_id.map_or_else(|| before.access.role.name().to_owned(), |id| id.to_string()));
    let role = role.parse().map_err(|()| Error::field("role", "Choose a role."))?;
    let only_assigned = input.only_assigned.unwrap_or(before.access.only_assigned);
    workspaces::give_role(&mut scope, UserId(id), role, only_assigned, clock::now()).await?;
    let now = find(&mut scope, id).await?;
    scope.commit().await?;
    Ok(Reply::ok(out(now)))
}

/// Remove a member
///
/// At once: what they are in the middle of comes to nothing, and their keys stop working. Scope: `members:write`.
#[utoipa::path(delete, path = "/members/{id}", tag = "members", operation_id = "members_delete", params(("id" = Uuid, Path)),
    security(("api_key" = ["members:write"]), ("access_token" = [])), responses((status = 204, description = "Removed")))]
pub(super) async fn delete(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    let mut scope = state.context.db.alone(&acting.0).await?;
    workspaces::remove_member(&mut scope, UserId(id), &state.context.settings.base_url, clock::now()).await?;
    scope.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn find(scope: &mut Scope, id: Uuid) -> mewayz::Result<Person> {
    workspaces::people(scope).await?.into_iter().find(|person| person.id.0 == id).ok_or(Error::NotFound)
}

fn out(person: Person) -> MemberOut {
    MemberOut {
        id: person.id.0,
        full_name: person.full_name,
        email: person.email,
        role: person.access.role.name(),
        role_id: person.role_id.map(|id| id.0),
        role_name: person.role_name,
        only_assigned: person.access.only_assigned,
        joined_at: person.joined_at,
        last_active_at: person.last_active_at,
        groups: person.groups,
    }
}
