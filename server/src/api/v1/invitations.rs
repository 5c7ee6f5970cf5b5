//! Invitations to a workspace.

use axum::extract::State;
use chrono::{DateTime, Utc};
use http::StatusCode;
use mewayz::{
    clock,
    ids::{InvitationId, SiteId},
    workspaces::{self, Draft, Invitation},
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
pub(super) struct InvitationOut {
    id: Uuid,
    /// Null for a link.
    #[schema(required)]
    email: Option<String>,
    #[schema(example = "editor")]
    role: &'static str,
    #[schema(required)]
    role_name: Option<String>,
    /// Invites a guest.
    only_assigned: bool,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvitedOut {
    id: Uuid,
    /// For whoever has it, once; null when a mail was sent. It is not shown again.
    #[schema(required)]
    link: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvitationIn {
    /// Whom to invite by mail; without it there is a link.
    #[serde(default)]
    #[schema(max_length = 254, example = "ada@example.com")]
    email: String,
    /// A role of the product, or the id of one that the workspace made.
    #[schema(min_length = 1, max_length = 40, example = "viewer")]
    role: String,
    /// Sites of a guest; without any, the whole workspace.
    #[serde(default)]
    #[schema(max_items = 50)]
    sites: Vec<Uuid>,
    #[serde(default = "a_week")]
    #[schema(minimum = 1, maximum = 30, default = 7)]
    days: u16,
}

fn a_week() -> u16 {
    7
}

/// List invitations
///
/// Those that can still be accepted or sent again. Scope: `members:write`.
#[utoipa::path(get, path = "/invitations", tag = "members", operation_id = "invitations_list",
    security(("api_key" = ["members:write"]), ("access_token" = [])),
    responses((status = 200, description = "Newest first", body = Envelope<Vec<InvitationOut>>)))]
pub(super) async fn list(acting: Acting, State(state): State<AppState>) -> Answer<Vec<InvitationOut>> {
    let mut scope = state.context.db.open(&acting.0).await?;
    Ok(Reply::ok(workspaces::invitations(&mut scope).await?.into_iter().map(out).collect()))
}

/// Invite somebody
///
/// By mail, or with a link that works once. A key gives no role that has power over others. Scope: `members:write`.
#[utoipa::path(post, path = "/invitations", tag = "members", operation_id = "invitations_create", request_body = InvitationIn,
    security(("api_key" = ["members:write"]), ("access_token" = [])),
    responses((status = 201, description = "Invited", body = Envelope<InvitedOut>, headers(("Location" = String, description = "To take it back")))))]
pub(super) async fn create(acting: Acting, State(state): State<AppState>, Json(input): Json<InvitationIn>) -> Answer<InvitedOut> {
    let draft = Draft { email: input.email, role: input.role, sites: input.sites.into_iter().map(SiteId).collect(), days: input.days };
    let mut scope = state.context.db.open(&acting.0).await?;
    let made = workspaces::invite(&mut scope, &draft, &state.context.settings.base_url, clock::now()).await?;
    scope.commit().await?;
    Ok(Reply::created(InvitedOut { id: made.id.0, link: made.link }, &format!("/api/v1/invitations/{}", made.id)))
}

/// Take an invitation back
///
/// Its link is dead at once. Scope: `members:write`.
#[utoipa::path(delete, path = "/invitations/{id}", tag = "members", operation_id = "invitations_delete", params(("id" = Uuid, Path)),
    security(("api_key" = ["members:write"]), ("access_token" = [])), responses((status = 204, description = "Taken back")))]
pub(super) async fn delete(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    let mut scope = state.context.db.open(&acting.0).await?;
    workspaces::revoke_invitation(&mut scope, InvitationId(id), clock::now()).await?;
    scope.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn out(one: Invitation) -> InvitationOut {
    InvitationOut {
        id: one.id.0,
        email: one.email,
        role: one.role.name(),
        role_name: one.role_name,
        only_assigned: one.only_assigned,
        created_at: one.created_at,
        expires_at: one.expires_at,
    }
}
