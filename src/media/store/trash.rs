use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{arrive::folder_of, at_most};
use crate::{
    Error, Result,
    events::{self, MediaDeleted, MediaRestored, MediaTrashed},
    ids::MediaId,
    jobs::{self, Job, Options, Priority, Unique},
    media::TRASH_DAYS,
    tenancy::{Permission, Scope},
};

/// Clears away in a workspace what has lain in its trash for long enough: [`purge`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {}

impl Job for Purge {
    const NAME: &'static str = "media.purge";
}

/// Removes files from storage that no row names any more: [`crate::gateways::Storage::delete_all`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveFiles {
    /// Made of a random key; names nobody.
    pub folder: String,
}

impl Job for RemoveFiles {
    const NAME: &'static str = "media.remove_files";
}

/// Puts files into the trash; how many were not there yet. Pages that show them go on showing them.
pub async fn trash(scope: &mut Scope, ids: &[MediaId], now: DateTime<Utc>) -> Result<usize> {
    scope.require(Permission::UploadMedia)?;
    let trashed = sqlx::query!(
        "update media set trashed_at = $2, updated_at = $2 where id = any ($1) and trashed_at is null returning id, file_name",
        &at_most(ids)?,
        now
    )
    .fetch_all(scope.conn())
    .await?;
    for row in &trashed {
        events::record(scope, &MediaTrashed { media: MediaId(row.id), file_name: row.file_name.clone() }).await?;
    }
    purge_later(scope, now).await?;
    Ok(trashed.len())
}

/// Takes files back out of the trash.
pub async fn restore(scope: &mut Scope, ids: &[MediaId]) -> Result<()> {
    scope.require(Permission::UploadMedia)?;
    let restored = sqlx::query!(
        "update media set trashed_at = null, updated_at = now() where id = any ($1) and trashed_at is not null returning id, file_name",
        &at_most(ids)?
    )
    .fetch_all(scope.conn())
    .await?;
    for row in restored {
        events::record(scope, &MediaRestored { media: MediaId(row.id), file_name: row.file_name }).await?;
    }
    Ok(())
}

/// Removes files of the trash for good. With `even_used`, pages that show them have a gap.
///
/// # Errors
/// `Invalid` on `form` if one is used and that was not agreed to; nothing is removed then.
pub async fn erase(scope: &mut Scope, ids: &[MediaId], even_used: bool) -> Result<()> {
    scope.require(Permission::UploadMedia)?;
    let ids = sqlx::query_scalar!("select id from media where id = any ($1) and trashed_at is not null for update", &at_most(ids)?)
        .fetch_all(scope.conn())
        .await?;
    let used = sqlx::query_scalar!(r#"select count(distinct media_id) as "count!" from media_uses where media_id = any ($1)"#, &ids)
        .fetch_one(scope.conn())
        .await?;
    if used > 0 && !even_used {
        return Err(Error::field("form", "Pages still show this. Take it off them first, or agree to the gap."));
    }
    sqlx::query!("delete from media_uses where media_id = any ($1)", &ids).execute(scope.conn()).await?;
    delete(scope, &ids).await
}

/// Clears away what has lain in the trash, unused, for [`TRASH_DAYS`], and files that were replaced that long ago. What is
/// still used is looked at again every day. Work of the system: asks for nobody's rights.
pub async fn purge(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    let before = now - Duration::days(TRASH_DAYS);
    let ids = sqlx::query_scalar!(
        "select id from media m where trashed_at <= $1
           and not exists (select from media_uses u where u.workspace_id = m.workspace_id and u.media_id = m.id)
         for update",
        before
    )
    .fetch_all(scope.conn())
    .await?;
    delete(scope, &ids).await?;
    let former = sqlx::query!(
        "update media_former_files f set bytes = 0, widths = '{}' from media m
         where m.workspace_id = f.workspace_id and m.id = f.media_id and f.retired_at <= $1 and f.bytes > 0
         returning f.key, m.kind",
        before
    )
    .fetch_all(scope.conn())
    .await?;
    remove_files(scope, former.into_iter().map(|row| folder_of(&row.kind, &row.key))).await?;
    let oldest = sqlx::query_scalar!(
        "select least((select min(trashed_at) from media), (select min(retired_at) from media_former_files where bytes > 0)) as oldest"
    )
    .fetch_one(scope.conn())
    .await?;
    match oldest {
        Some(oldest) => purge_at(scope, (oldest + Duration::days(TRASH_DAYS)).max(now + Duration::days(1))).await,
        None => Ok(()),
    }
}

/// What comes into the trash now has its time.
pub(super) async fn purge_later(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    purge_at(scope, now + Duration::days(TRASH_DAYS)).await
}

/// One visit a workspace at a time; the one that is planned already comes sooner and plans the next.
async fn purge_at(scope: &mut Scope, at: DateTime<Utc>) -> Result<()> {
    let options =
        Options { unique: Some(Unique::Keep("trash".to_owned())), run_at: Some(at), priority: Priority::Low, ..Options::default() };
    jobs::enqueue_with(scope, &Purge {}, options).await?;
    Ok(())
}

/// Deletes rows, and their files as soon as that has committed.
async fn delete(scope: &mut Scope, ids: &[Uuid]) -> Result<()> {
    let files = sqlx::query!(
        r#"select m.kind as "kind!", m.key as "key!" from media m where m.id = any ($1)
         union all
         select m.kind, f.key from media_former_files f join media m on m.workspace_id = f.workspace_id and m.id = f.media_id
         where f.media_id = any ($1) and f.bytes > 0"#,
        ids
    )
    .fetch_all(scope.conn())
    .await?;
    let deleted = sqlx::query!("delete from media where id = any ($1) returning id, file_name", ids).fetch_all(scope.conn()).await?;
    for row in deleted {
        events::record(scope, &MediaDeleted { media: MediaId(row.id), file_name: row.file_name }).await?;
    }
    remove_files(scope, files.into_iter().map(|row| folder_of(&row.kind, &row.key))).await
}

/// Written with the change, so that no file outlives the row that named it, whatever becomes of this process.
async fn remove_files(scope: &mut Scope, folders: impl Iterator<Item = String>) -> Result<()> {
    let jobs: Vec<RemoveFiles> = folders.map(|folder| RemoveFiles { folder }).collect();
    if jobs.is_empty() {
        return Ok(());
    }
    jobs::enqueue_all(scope, &jobs, Options::default()).await?;
    Ok(())
}
