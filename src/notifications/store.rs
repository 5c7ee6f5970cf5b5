use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::{
    Notice, Page, Topic, phones,
    tell::notify,
    words::{Catalogue, Params},
};
use crate::{
    Result,
    db::Identity,
    ids::{NotificationId, UserId},
    locale::Locale,
};

/// Notices on one page.
pub const PAGE: u16 = 30;
/// Notices that a stream catches up with.
const CATCH_UP: i64 = 30;
/// How long notices are kept.
const KEPT: Duration = Duration::days(180);

/// The person's list before a notice, newest first, in the language of their account, else in another one.
pub async fn list(
    identity: &mut Identity,
    user: UserId,
    unread_only: bool,
    before: Option<NotificationId>,
    otherwise: Locale,
) -> Result<Page> {
    let rows = sqlx::query_as!(
        Row,
        r#"select n.id, topic, params, path, workspaces.name as "workspace?", n.created_at, read_at is not null as "read!"
           from notifications n
           left join workspaces on workspaces.id = n.workspace_id
           where n.user_id = $1 and in_app and (not $2 or read_at is null) and ($3::uuid is null or n.id < $3)
             and (n.workspace_id is null or exists (
               select from memberships m where m.workspace_id = n.workspace_id and m.user_id = n.user_id))
           order by n.id desc limit $4"#,
        user.0,
        unread_only,
        before.map(|id| id.0),
        i64::from(PAGE) + 1
    )
    .fetch_all(identity.conn())
    .await?;
    let more = rows.len() > usize::from(PAGE);
    let mut items = in_words(identity.conn(), user, rows, otherwise).await?;
    items.truncate(usize::from(PAGE));
    Ok(Page { next: items.last().filter(|_| more).map(|item| item.id), items, unread: unread(identity, user).await? })
}

/// What came after a notice, oldest first: for a stream that was interrupted.
pub async fn since(identity: &mut Identity, user: UserId, after: NotificationId, otherwise: Locale) -> Result<Vec<Notice>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select n.id, topic, params, path, workspaces.name as "workspace?", n.created_at, read_at is not null as "read!"
           from notifications n
           left join workspaces on workspaces.id = n.workspace_id
           where n.user_id = $1 and in_app and n.id > $2
             and (n.workspace_id is null or exists (
               select from memberships m where m.workspace_id = n.workspace_id and m.user_id = n.user_id))
           order by n.id desc limit $3"#,
        user.0,
        after.0,
        CATCH_UP
    )
    .fetch_all(identity.conn())
    .await?;
    let mut items = in_words(identity.conn(), user, rows, otherwise).await?;
    items.reverse();
    Ok(items)
}

/// The person's newest notice, from which a stream goes on; the nil id if there is none.
pub async fn newest(identity: &mut Identity, user: UserId) -> Result<NotificationId> {
    let id = sqlx::query_scalar!("select id from notifications where user_id = $1 and in_app order by id desc limit 1", user.0)
        .fetch_optional(identity.conn())
        .await?;
    Ok(NotificationId(id.unwrap_or_default()))
}

/// How many notices the person has not read.
pub async fn unread(identity: &mut Identity, user: UserId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from notifications n
           where user_id = $1 and in_app and read_at is null
             and (n.workspace_id is null or exists (
               select from memberships m where m.workspace_id = n.workspace_id and m.user_id = n.user_id))"#,
        user.0
    )
    .fetch_one(identity.conn())
    .await?;
    Ok(count)
}

/// Marks one notice as read, or as unread again. One that is somebody else's is not there.
///
/// # Errors
/// `NotFound`.
pub async fn mark(identity: &mut Identity, user: UserId, id: NotificationId, read: bool, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update notifications set read_at = case when $3 then coalesce(read_at, $4) end where id = $1 and user_id = $2 returning id",
        id.0,
        user.0,
        read,
        now
    )
    .fetch_one(identity.conn())
    .await?;
    notify(identity.conn(), user).await
}

/// Marks everything as read that there is now.
pub async fn mark_all_read(identity: &mut Identity, user: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("update notifications set read_at = $2 where user_id = $1 and read_at is null", user.0, now)
        .execute(identity.conn())
        .await?;
    notify(identity.conn(), user).await
}

/// Forgets notices of half a year ago, with their deliveries, and codes that nobody used.
pub async fn sweep(identity: &mut Identity, now: DateTime<Utc>) -> Result<u64> {
    let gone = sqlx::query!("delete from notifications where created_at < $1", now - KEPT).execute(identity.conn()).await?;
    phones::sweep(identity.conn(), now).await?;
    Ok(gone.rows_affected())
}

struct Row {
    id: uuid::Uuid,
    topic: String,
    params: serde_json::Value,
    path: String,
    workspace: Option<String>,
    created_at: DateTime<Utc>,
    read: bool,
}

/// Topics of a later version are left out.
async fn in_words(conn: &mut PgConnection, user: UserId, rows: Vec<Row>, otherwise: Locale) -> Result<Vec<Notice>> {
    let catalogue = Catalogue::load(conn, user, otherwise).await?;
    let known = rows.into_iter().filter_map(|row| Some((Topic::from_name(&row.topic)?, row)));
    known
        .map(|(topic, row)| {
            let params: Params = serde_json::from_value(row.params).unwrap_or_default();
            let (title, body) = catalogue.say(topic, &params)?;
            let id = NotificationId(row.id);
            Ok(Notice { id, topic, title, body, path: row.path, workspace: row.workspace, created_at: row.created_at, read: row.read })
        })
        .collect()
}
