use axum::extract::State;
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode};
use mewayz::{
    Error,
    bio_sites::{self, Block, Profile, Theme, VersionSummary},
    db::Db,
    ids::SiteId,
    tenancy::Member,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    super::super::{
        caller::Acting,
        envelope::{Answer, Envelope, Reply},
        extract::{Json, Path},
        problem::Problem,
    },
    BioSiteDetail, content, detail, matching, precondition, read, tag,
};
use crate::state::AppState;

/// Most sites in one request.
const MOST: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum BulkAction {
    /// The draft as it is now.
    Publish,
    Unpublish,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct BulkIn {
    action: BulkAction,
    #[schema(min_items = 1, max_items = 50)]
    ids: Vec<Uuid>,
}

/// What became of one of many.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct BulkOut {
    id: Uuid,
    /// As a request about this one alone would have answered.
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct VersionOut {
    number: i32,
    published_at: DateTime<Utc>,
    /// Full name.
    published_by: String,
    /// How many.
    blocks: i64,
    /// What visitors see now.
    current: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct ContentOut {
    #[schema(value_type = content::Profile)]
    profile: Profile,
    #[schema(value_type = content::Theme)]
    theme: Theme,
    #[schema(value_type = Vec<content::Block>)]
    blocks: Vec<Block>,
}

/// Publish
///
/// Makes the draft what visitors see. `If-Match` names the version you read. Scopes: `bio_sites:read` and `bio_sites:publish`.
#[utoipa::path(put, path = "/bio-sites/{id}/publication", tag = "bio-sites", operation_id = "bio_sites_publish",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    security(("api_key" = ["bio_sites:read", "bio_sites:publish"]), ("access_token" = [])),
    responses((status = 200, description = "Published", body = Envelope<BioSiteDetail>, headers(("ETag" = String, description = "For the next If-Match")))))]
pub(in super::super) async fn publish(
    acting: Acting,
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Answer<BioSiteDetail> {
    let mut scope = state.context.db.open(&acting.0).await?;
    let (draft, _) = matching(&mut scope, SiteId(id), &headers).await?;
    bio_sites::publish(&mut scope, draft.id, draft.version).await.map_err(precondition)?;
    let published = read(&mut scope, draft.id).await?;
    scope.commit().await?;
    let tag = tag(&published);
    Ok(Reply::ok(detail(&state, published)).etag(&tag))
}

/// Take offline
///
/// Visitors no longer see the site; its draft and versions stay. Scope: `bio_sites:publish`.
#[utoipa::path(delete, path = "/bio-sites/{id}/publication", tag = "bio-sites", operation_id = "bio_sites_unpublish",
    params(("id" = Uuid, Path)), security(("api_key" = ["bio_sites:publish"]), ("access_token" = [])),
    responses((status = 204, description = "Not published")))]
pub(in super::super) async fn unpublish(acting: Acting, State(db): State<Db>, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    take_offline(&db, &acting.0, SiteId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Publish or take offline many
///
/// Each by itself: those that can be done are done, and the answer tells of each. Scopes: `bio_sites:read` and `bio_sites:publish`.
#[utoipa::path(post, path = "/bio-sites/bulk", tag = "bio-sites", operation_id = "bio_sites_bulk", request_body = BulkIn,
    security(("api_key" = ["bio_sites:read", "bio_sites:publish"]), ("access_token" = [])),
    responses((status = 200, description = "What became of each, in the order asked", body = Envelope<Vec<BulkOut>>)))]
pub(in super::super) async fn bulk(acting: Acting, State(db): State<Db>, Json(input): Json<BulkIn>) -> Answer<Vec<BulkOut>> {
    if !(1..=MOST).contains(&input.ids.len()) {
        return Err(Error::field("ids", "Name from 1 to 50 sites.").into());
    }
    let scope = db.open(&acting.0).await?;
    scope.require(mewayz::tenancy::Permission::ViewSites)?;
    scope.require(mewayz::tenancy::Permission::PublishSites)?;
    drop(scope);
    let mut told = Vec::with_capacity(input.ids.len());
    for id in input.ids {
        let done = match input.action {
            BulkAction::Publish => publish_as_it_is(&db, &acting.0, SiteId(id)).await,
            BulkAction::Unpublish => take_offline(&db, &acting.0, SiteId(id)).await,
        };
        let problem = done.err().map(Problem::from);
        told.push(BulkOut { id, status: problem.as_ref().map_or(200, Problem::status), problem });
    }
    Ok(Reply::ok(told))
}

/// List published versions
///
/// Newest first, at most 200. Scope: `bio_sites:read`.
#[utoipa::path(get, path = "/bio-sites/{id}/versions", tag = "bio-sites", operation_id = "bio_sites_versions",
    params(("id" = Uuid, Path)), security(("api_key" = ["bio_sites:read"]), ("access_token" = [])),
    responses((status = 200, description = "The versions", body = Envelope<Vec<VersionOut>>)))]
pub(in super::super) async fn versions(acting: Acting, State(db): State<Db>, Path(id): Path<Uuid>) -> Answer<Vec<VersionOut>> {
    let mut scope = db.open(&acting.0).await?;
    let found = bio_sites::history(&mut scope, SiteId(id)).await?;
    let out = |v: VersionSummary| VersionOut {
        number: v.number,
        published_at: v.published_at,
        published_by: v.published_by,
        blocks: v.blocks,
        current: v.current,
    };
    Ok(Reply::ok(found.into_iter().map(out).collect()))
}

/// Read a published version
///
/// Scope: `bio_sites:read`.
#[utoipa::path(get, path = "/bio-sites/{id}/versions/{number}", tag = "bio-sites", operation_id = "bio_sites_version",
    params(("id" = Uuid, Path), ("number" = i32, Path, minimum = 1)),
    security(("api_key" = ["bio_sites:read"]), ("access_token" = [])),
    responses((status = 200, description = "What it holds", body = Envelope<ContentOut>)))]
pub(in super::super) async fn version(acting: Acting, State(db): State<Db>, Path((id, number)): Path<(Uuid, i32)>) -> Answer<ContentOut> {
    let mut scope = db.open(&acting.0).await?;
    let content = bio_sites::version(&mut scope, SiteId(id), number).await?;
    Ok(Reply::ok(ContentOut { profile: content.profile, theme: content.theme, blocks: content.blocks }))
}

async fn publish_as_it_is(db: &Db, member: &Member, id: SiteId) -> mewayz::Result<()> {
    let mut scope = db.open(member).await?;
    let draft = bio_sites::draft(&mut scope, id).await?;
    bio_sites::publish(&mut scope, id, draft.version).await?;
    scope.commit().await
}

async fn take_offline(db: &Db, member: &Member, id: SiteId) -> mewayz::Result<()> {
    let mut scope = db.open(member).await?;
    bio_sites::unpublish(&mut scope, id).await?;
    scope.commit().await
}
