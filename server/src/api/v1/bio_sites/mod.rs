//! Bio sites: lists, drafts and what visitors see.

mod content;
mod listing;
mod publishing;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue, StatusCode, header::ETAG};
use mewayz::{
    Error,
    bio_sites::{self, Block, Profile, SiteDraft, Theme, handles::Handle},
    error::Conflict,
    ids::SiteId,
    tenancy::Scope,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{
    caller::Acting,
    envelope::{Answer, Envelope, Reply},
    etag,
    extract::{Json, Path},
    problem::Problem,
};
use crate::state::AppState;
pub(super) use listing::{__path_list, list};
pub(super) use publishing::{
    __path_bulk, __path_publish, __path_unpublish, __path_version, __path_versions, bulk, publish, unpublish, version, versions,
};

/// A site in lists.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BioSiteOut {
    id: Uuid,
    handle: String,
    /// Where visitors find it once it is published.
    url: String,
    name: String,
    /// How many.
    blocks: i64,
    /// Null while it is not published.
    #[schema(required)]
    published_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
    /// The draft differs from what visitors see.
    unpublished_changes: bool,
}

/// A site with its draft.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BioSiteDetail {
    id: Uuid,
    handle: String,
    url: String,
    /// Grows by one with every change of the draft.
    version: i32,
    /// The number of the version that visitors see; null while it is not published.
    #[schema(required)]
    published_number: Option<i32>,
    unpublished_changes: bool,
    #[schema(value_type = content::Profile)]
    profile: Profile,
    #[schema(value_type = content::Theme)]
    theme: Theme,
    #[schema(value_type = Vec<content::Block>)]
    blocks: Vec<Block>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BioSiteIn {
    /// Letters, digits and hyphens.
    #[schema(min_length = 3, max_length = 30, example = "maya-makes-pots")]
    handle: String,
    #[schema(min_length = 1, max_length = 120, example = "Maya Okafor")]
    name: String,
}

/// The parts of a draft to replace; each is replaced whole, what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BioSitePatch {
    #[schema(value_type = Option<content::Profile>, nullable = false)]
    profile: Option<Value>,
    #[schema(value_type = Option<content::Theme>, nullable = false)]
    theme: Option<Value>,
    #[schema(value_type = Option<Vec<content::Block>>, nullable = false, max_items = 1000)]
    blocks: Option<Value>,
}

/// Make a bio site
///
/// With an empty draft, not published. Of two who claim a handle at the same moment one gets it. Scopes: `bio_sites:read` and `bio_sites:write`.
#[utoipa::path(post, path = "/bio-sites", tag = "bio-sites", operation_id = "bio_sites_create", request_body = BioSiteIn,
    security(("api_key" = ["bio_sites:read", "bio_sites:write"]), ("access_token" = [])),
    responses((status = 201, description = "Made", body = Envelope<BioSiteDetail>,
        headers(("Location" = String, description = "Where it is read"), ("ETag" = String, description = "For If-Match")))))]
pub(super) async fn create(acting: Acting, State(state): State<AppState>, Json(input): Json<BioSiteIn>) -> Answer<BioSiteDetail> {
    let handle = Handle::parse(&input.handle).map_err(|message| Error::field("handle", message))?;
    let mut scope = state.context.db.open(&acting.0).await?;
    let id = bio_sites::create(&mut scope, &handle, &input.name).await?;
    let draft = read(&mut scope, id).await?;
    scope.commit().await?;
    let tag = tag(&draft);
    Ok(Reply::created(detail(&state, draft), &format!("/api/v1/bio-sites/{id}")).etag(&tag))
}

/// Read a bio site
///
/// With its draft. Send the ETag of the last answer as `If-None-Match` to be told 304 while nothing changed. Scope: `bio_sites:read`.
#[utoipa::path(get, path = "/bio-sites/{id}", tag = "bio-sites", operation_id = "bio_sites_get",
    params(("id" = Uuid, Path), ("If-None-Match" = Option<String>, Header)),
    security(("api_key" = ["bio_sites:read"]), ("access_token" = [])),
    responses((status = 200, description = "The site", body = Envelope<BioSiteDetail>, headers(("ETag" = String, description = "For If-Match"))),
        (status = 304, description = "Nothing changed")))]
pub(super) async fn get(
    acting: Acting,
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut scope = state.context.db.open(&acting.0).await?;
    let draft = bio_sites::draft(&mut scope, SiteId(id)).await?;
    let tag = tag(&draft);
    if etag::is_known(&headers, &tag) {
        let value = HeaderValue::try_from(tag).map_err(Error::internal)?;
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, value)]).into_response());
    }
    Ok(Reply::ok(detail(&state, draft)).etag(&tag).into_response())
}

/// Edit a draft
///
/// Visitors see nothing of it until it is published. `If-Match` names the version you read. Scopes: `bio_sites:read` and `bio_sites:write`.
#[utoipa::path(patch, path = "/bio-sites/{id}", tag = "bio-sites", operation_id = "bio_sites_patch", request_body = BioSitePatch,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    security(("api_key" = ["bio_sites:read", "bio_sites:write"]), ("access_token" = [])),
    responses((status = 200, description = "Saved", body = Envelope<BioSiteDetail>, headers(("ETag" = String, description = "For the next If-Match")))))]
pub(super) async fn patch(
    acting: Acting,
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(patch): Json<BioSitePatch>,
) -> Answer<BioSiteDetail> {
    let mut scope = state.context.db.open(&acting.0).await?;
    let (draft, _) = matching(&mut scope, SiteId(id), &headers).await?;
    let mut content = draft.content;
    patch.apply(&mut content)?;
    bio_sites::save(&mut scope, draft.id, draft.version, content).await.map_err(precondition)?;
    let saved = read(&mut scope, draft.id).await?;
    scope.commit().await?;
    let tag = tag(&saved);
    Ok(Reply::ok(detail(&state, saved)).etag(&tag))
}

impl BioSitePatch {
    fn apply(self, content: &mut bio_sites::Content) -> Result<(), Problem> {
        if self.profile.is_none() && self.theme.is_none() && self.blocks.is_none() {
            return Err(Error::field("body", "Send profile, theme or blocks.").into());
        }
        if let Some(profile) = self.profile {
            content.profile = content::parse("profile", &profile)?;
        }
        if let Some(theme) = self.theme {
            content.theme = content::parse("theme", &theme)?;
        }
        if let Some(blocks) = self.blocks {
            content.blocks = content::parse("blocks", &blocks)?;
        }
        Ok(())
    }
}

/// The site as it is now, if the caller has seen it so.
async fn matching(scope: &mut Scope, id: SiteId, headers: &HeaderMap) -> Result<(SiteDraft, String), Problem> {
    let draft = bio_sites::draft(scope, id).await?;
    let tag = tag(&draft);
    etag::require_match(headers, &tag)?;
    Ok((draft, tag))
}

/// What was just written, for the answer; so operations that answer with a site ask for `bio_sites:read` as well.
async fn read(scope: &mut Scope, id: SiteId) -> Result<SiteDraft, Problem> {
    Ok(bio_sites::draft(scope, id).await?)
}

/// Changed between reading and writing: the caller's precondition no longer holds.
fn precondition(error: Error) -> Problem {
    match error {
        Error::Conflict(Conflict::StaleVersion) => etag::changed_meanwhile(),
        other => other.into(),
    }
}

/// Names what is in the answer: the draft and what is published.
fn tag(draft: &SiteDraft) -> String {
    format!("\"{}.{}\"", draft.version, draft.published_number.unwrap_or(0))
}

fn url(state: &AppState, handle: &str) -> String {
    format!("{}/@{handle}", state.config.base_url)
}

fn detail(state: &AppState, draft: SiteDraft) -> BioSiteDetail {
    BioSiteDetail {
        id: draft.id.0,
        url: url(state, &draft.handle),
        handle: draft.handle,
        version: draft.version,
        published_number: draft.published_number,
        unpublished_changes: draft.unpublished_changes,
        profile: draft.content.profile,
        theme: draft.content.theme,
        blocks: draft.content.blocks,
    }
}
