//! What the person behind an access token is told.

use axum::extract::State;
use chrono::{DateTime, SubsecRound, Utc};
use http::StatusCode;
use mewayz::{
    Error, clock,
    db::Db,
    ids::{NotificationId, UserId},
    locale::Locale,
    notifications::{self, Notice, PAGE},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::{
    caller::Caller,
    envelope::{Answer, Envelope, Pagination, Reply},
    extract::{Json, Path, Query},
    problem::Problem,
};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Leaves out what was read.
    #[serde(default)]
    unread: bool,
    /// `next_cursor` of the answer before.
    cursor: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotificationOut {
    id: Uuid,
    #[schema(example = "new_device")]
    topic: String,
    /// In the language of the account.
    title: String,
    body: String,
    /// Name of the workspace it comes from; null if it is about the account.
    #[schema(required)]
    workspace: Option<String>,
    read: bool,
    created_at: DateTime<Utc>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NotificationPatch {
    read: bool,
}

/// List notifications
///
/// Newest first, from all workspaces of the person. For access tokens only.
#[utoipa::path(get, path = "/notifications", tag = "notifications", operation_id = "notifications_list", params(ListQuery),
    security(("access_token" = [])),
    responses((status = 200, description = "A stretch of the list", body = Envelope<Vec<NotificationOut>>)))]
pub(super) async fn list(caller: Caller, State(db): State<Db>, Query(query): Query<ListQuery>) -> Answer<Vec<NotificationOut>> {
    let user = person(&caller)?;
    let mut identity = db.identity().await?;
    let page = notifications::list(&mut identity, user, query.unread, query.cursor.map(NotificationId), Locale::default()).await?;
    let next_cursor = page.next.map(|id| id.to_string());
    let pagination = Pagination { current_page: None, total_pages: None, total_items: None, per_page: PAGE, next_cursor };
    Ok(Reply::ok(page.items.into_iter().map(out).collect()).page(pagination))
}

/// Mark a notification
///
/// As read, or as unread again. For access tokens only.
#[utoipa::path(patch, path = "/notifications/{id}", tag = "notifications", operation_id = "notifications_patch",
    params(("id" = Uuid, Path)), request_body = NotificationPatch, security(("access_token" = [])),
    responses((status = 204, description = "Marked")))]
pub(super) async fn patch(
    caller: Caller,
    State(db): State<Db>,
    Path(id): Path<Uuid>,
    Json(input): Json<NotificationPatch>,
) -> Result<StatusCode, Problem> {
    let user = person(&caller)?;
    let mut identity = db.identity().await?;
    notifications::mark(&mut identity, user, NotificationId(id), input.read, clock::now()).await?;
    identity.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mark all notifications as read
///
/// For access tokens only.
#[utoipa::path(post, path = "/notifications/read", tag = "notifications", operation_id = "notifications_read", security(("access_token" = [])),
    responses((status = 204, description = "All that there are now are read")))]
pub(super) async fn read(caller: Caller, State(db): State<Db>) -> Result<StatusCode, Problem> {
    let user = person(&caller)?;
    let mut identity = db.identity().await?;
    notifications::mark_all_read(&mut identity, user, clock::now()).await?;
    identity.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A key stands for a workspace, not for a person.
fn person(caller: &Caller) -> Result<UserId, Error> {
    match caller {
        Caller::Person(user) => Ok(*user),
        Caller::Key(_) => Err(Error::Forbidden),
    }
}

fn out(notice: Notice) -> NotificationOut {
    NotificationOut {
        id: notice.id.0,
        topic: notice.topic.name().to_owned(),
        title: notice.title,
        body: notice.body,
        workspace: notice.workspace,
        read: notice.read,
        // As exact as Postgres keeps it, so that it is the same when it is read again.
        created_at: notice.created_at.trunc_subsecs(6),
    }
}
