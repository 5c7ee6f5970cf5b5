//! The pictures of a workspace.

use axum::{
    extract::{Multipart, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chrono::{DateTime, SubsecRound, Utc};
use http::StatusCode;
use mewayz::{
    Error, clock,
    db::Db,
    ids::MediaId,
    media, plans,
    platform::{Flag, Subject},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::{
    caller::Acting,
    envelope::{Answer, Envelope, Pagination, Reply},
    extract::{Path, Query, too_large},
    problem::Problem,
};
use crate::state::AppState;

const PER_PAGE: u16 = 20;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<u16>,
    /// `next_cursor` of the answer before.
    cursor: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MediaOut {
    id: Uuid,
    /// Names the picture in bio sites.
    key: String,
    /// As it was called where it came from.
    file_name: String,
    /// In px, upright, as uploaded.
    width: u32,
    height: u32,
    /// Of all stored files together.
    bytes: u64,
    /// The files, narrowest first.
    files: Vec<FileOut>,
    created_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileOut {
    width: u32,
    /// WebP, public to whoever knows the address.
    url: String,
}

/// What an upload consists of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "describes the form; it is read part by part")]
pub(super) struct UploadIn {
    /// A JPEG, PNG, GIF or WebP of at most 15 MB.
    #[schema(value_type = String, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// List pictures
///
/// Newest first. Scope: `media:read`.
#[utoipa::path(get, path = "/media", tag = "media", operation_id = "media_list", params(ListQuery),
    security(("api_key" = ["media:read"]), ("access_token" = [])),
    responses((status = 200, description = "A stretch of the library", body = Envelope<Vec<MediaOut>>)))]
pub(super) async fn list(acting: Acting, State(state): State<AppState>, Query(query): Query<ListQuery>) -> Answer<Vec<MediaOut>> {
    let per_page = query.per_page.unwrap_or(PER_PAGE);
    if !(1..=100).contains(&per_page) {
        return Err(Error::field("per_page", "Choose from 1 to 100.").into());
    }
    let mut scope = state.context.db.open(&acting.0).await?;
    let pictures = media::Filter { kind: Some(media::Kind::Picture), everywhere: true, ..media::Filter::default() };
    let cursor = query.cursor.map(|id| id.to_string());
    let page = media::list(&mut scope, &pictures, cursor.as_deref(), per_page.into()).await?;
    let next_cursor = page.next;
    let pagination = Pagination { current_page: None, total_pages: None, total_items: None, per_page, next_cursor };
    Ok(Reply::ok(page.items.into_iter().map(|one| out(&state, one)).collect()).page(pagination))
}

/// Read a picture
///
/// Scope: `media:read`.
#[utoipa::path(get, path = "/media/{id}", tag = "media", operation_id = "media_get", params(("id" = Uuid, Path)),
    security(("api_key" = ["media:read"]), ("access_token" = [])),
    responses((status = 200, description = "The picture", body = Envelope<MediaOut>)))]
pub(super) async fn get(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Answer<MediaOut> {
    let mut scope = state.context.db.open(&acting.0).await?;
    let found = media::file(&mut scope, MediaId(id)).await?;
    if found.kind != media::Kind::Picture || found.trashed_at.is_some() {
        return Err(Error::NotFound.into());
    }
    Ok(Reply::ok(out(&state, found)))
}

/// Upload a picture
///
/// Decoded and encoded anew in several widths, without hidden data such as places. One that is there already is kept once, and
/// answered as it is. Scope: `media:write`.
#[utoipa::path(post, path = "/media", tag = "media", operation_id = "media_upload",
    request_body(content = UploadIn, content_type = "multipart/form-data"),
    security(("api_key" = ["media:write"]), ("access_token" = [])),
    responses((status = 201, description = "Added", body = Envelope<MediaOut>, headers(("Location" = String, description = "Where it is read")))))]
pub(super) async fn upload(acting: Acting, State(state): State<AppState>, form: MultipartForm) -> Answer<MediaOut> {
    require_uploads(&state, &acting).await?;
    let (name, bytes) = form.file().await?;
    let incoming = media::Incoming { file_name: &name, pictures_only: true, ..media::Incoming::default() };
    let made = media::upload(&state.context.db, &acting.0, &state.context.storage, incoming, &mut Some(bytes)).await?.media;
    let location = format!("/api/v1/media/{}", made.id);
    Ok(Reply::created(out(&state, made), &location))
}

/// Delete a picture
///
/// It goes to the trash for 30 days, and pages that show it go on showing it. Scope: `media:write`.
#[utoipa::path(delete, path = "/media/{id}", tag = "media", operation_id = "media_delete", params(("id" = Uuid, Path)),
    security(("api_key" = ["media:write"]), ("access_token" = [])),
    responses((status = 204, description = "Deleted")))]
pub(super) async fn delete(acting: Acting, State(db): State<Db>, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    let mut scope = db.open(&acting.0).await?;
    if media::trash(&mut scope, &[MediaId(id)], clock::now()).await? == 0 {
        return Err(Error::NotFound.into());
    }
    scope.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Staff can switch uploads off.
async fn require_uploads(state: &AppState, acting: &Acting) -> Result<(), Error> {
    let platform = state.platform.snapshot();
    let plan = match platform.asks_plan(Flag::Uploads) {
        true => Some(plans::plan_of(&mut state.context.db.open(&acting.0).await?).await?),
        false => None,
    };
    let subject = Subject { workspace: Some(acting.0.workspace()), user: Some(acting.0.user()), plan };
    platform.require(Flag::Uploads, subject)
}

/// A form with files, refused with a problem.
pub(super) struct MultipartForm(Multipart);

impl<S: Send + Sync> axum::extract::FromRequest<S> for MultipartForm {
    type Rejection = Response;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Response> {
        let text = "Send the picture as multipart/form-data with the part “file”.";
        let refused = |_| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", text).into_response();
        Multipart::from_request(request, state).await.map(Self).map_err(refused)
    }
}

impl MultipartForm {
    /// Name and content of the part `file`, the only one there may be.
    async fn file(mut self) -> Result<(String, Bytes), Problem> {
        let mut found = None;
        while let Some(part) = self.0.next_field().await.map_err(|e| broken(&e))? {
            if part.name() != Some("file") || found.is_some() {
                return Err(Error::field(part.name().unwrap_or("body"), "Send one part, “file”, and no other.").into());
            }
            let name = part.file_name().unwrap_or("picture").to_owned();
            found = Some((name, part.bytes().await.map_err(|e| broken(&e))?));
        }
        Ok(found.ok_or_else(|| Error::field("file", "Send a picture in the part “file”."))?)
    }
}

fn broken(error: &axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Problem::new(StatusCode::BAD_REQUEST, "malformed", "The form did not arrive whole or cannot be read.")
}

fn out(state: &AppState, media: media::Media) -> MediaOut {
    let base = &state.config.base_url;
    let files = media.widths.iter().map(|width| FileOut { width: *width, url: format!("{base}{}", media::url(&media.key, *width)) });
    MediaOut {
        id: media.id.0,
        files: files.collect(),
        key: media.key,
        file_name: media.file_name,
        width: media.width,
        height: media.height,
        bytes: media.bytes,
        // As exact as Postgres keeps it, so that it is the same when it is read again.
        created_at: media.created_at.trunc_subsecs(6),
    }
}
