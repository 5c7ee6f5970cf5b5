use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{MOST_AT_ONCE, lock, require_folder, trash};
use crate::{
    Error, Result,
    error::OnConstraint,
    ids::{FolderId, MediaId},
    media::{
        Folder,
        rules::{MOST_DEPTH, check_folder_name},
    },
    tenancy::{Limit, Permission, Scope},
};

/// All folders, by name.
pub async fn folders(scope: &mut Scope) -> Result<Vec<Folder>> {
    scope.require(Permission::ViewMedia)?;
    let rows = sqlx::query!(
        r#"select f.id, f.parent_id, f.name,
             (select count(*) from media m where m.workspace_id = f.workspace_id and m.folder_id = f.id and m.trashed_at is null) as "files!"
         from media_folders f order by lower(f.name), f.id"#
    )
    .fetch_all(scope.conn())
    .await?;
    let folder = |id, parent: Option<Uuid>, name, files| Folder {
        id: FolderId(id),
        parent: parent.map(FolderId),
        name,
        files: u32::try_from(files).unwrap_or(u32::MAX),
    };
    Ok(rows.into_iter().map(|row| folder(row.id, row.parent_id, row.name, row.files)).collect())
}

/// Makes a folder.
///
/// # Errors
/// `Invalid` on `name`; `NotFound` for an unknown parent.
pub async fn create_folder(scope: &mut Scope, parent: Option<FolderId>, name: &str) -> Result<FolderId> {
    scope.require(Permission::UploadMedia)?;
    let name = check_folder_name(name)?;
    lock(scope).await?;
    require_folder(scope, parent).await?;
    let used = sqlx::query_scalar!(r#"select count(*) as "count!" from media_folders"#).fetch_one(scope.conn()).await?;
    scope.allow(Limit::MediaFolders, used).await?;
    require_depth(ancestors(scope, parent).await?.len() + 1)?;
    let (id, parent) = (FolderId::new(), parent.map(|parent| parent.0));
    sqlx::query!("insert into media_folders (id, parent_id, name) values ($1, $2, $3)", id.0, parent, name)
        .execute(scope.conn())
        .await
        .on_constraint("media_folders_name", taken)?;
    Ok(id)
}

/// Gives a folder another name.
///
/// # Errors
/// `Invalid` on `name`; `NotFound`.
pub async fn rename_folder(scope: &mut Scope, id: FolderId, name: &str) -> Result<()> {
    scope.require(Permission::UploadMedia)?;
    let name = check_folder_name(name)?;
    sqlx::query!("update media_folders set name = $2 where id = $1 returning id", id.0, name)
        .fetch_one(scope.conn())
        .await
        .on_constraint("media_folders_name", taken)?;
    Ok(())
}

/// Puts a folder with all it holds into another one, or to the top.
///
/// # Errors
/// `Invalid` on `parent` for a folder within itself or too deep, on `name` if there is one of its name; `NotFound`.
pub async fn move_folder(scope: &mut Scope, id: FolderId, parent: Option<FolderId>) -> Result<()> {
    scope.require(Permission::UploadMedia)?;
    // Two moves at once could make a circle out of two that are none.
    lock(scope).await?;
    require_folder(scope, Some(id)).await?;
    require_folder(scope, parent).await?;
    let above = ancestors(scope, parent).await?;
    if above.contains(&id.0) {
        return Err(Error::field("parent", "A folder cannot lie within itself."));
    }
    require_depth(above.len() + height(scope, id).await?)?;
    let parent = parent.map(|parent| parent.0);
    sqlx::query!("update media_folders set parent_id = $2 where id = $1", id.0, parent)
        .execute(scope.conn())
        .await
        .on_constraint("media_folders_name", taken)?;
    Ok(())
}

/// Removes a folder and the folders within; their files go to the trash. Answers how many.
///
/// # Errors
/// `NotFound`.
pub async fn trash_folder(scope: &mut Scope, id: FolderId, now: DateTime<Utc>) -> Result<u64> {
    scope.require(Permission::UploadMedia)?;
    lock(scope).await?;
    require_folder(scope, Some(id)).await?;
    let gone = descendants(scope, id).await?;
    let files = sqlx::query_scalar!("select id from media where folder_id = any ($1) and trashed_at is null", &gone)
        .fetch_all(scope.conn())
        .await?;
    let files: Vec<MediaId> = files.into_iter().map(MediaId).collect();
    for some in files.chunks(MOST_AT_ONCE) {
        trash(scope, some, now).await?;
    }
    sqlx::query!("update media set folder_id = null where folder_id = any ($1)", &gone).execute(scope.conn()).await?;
    sqlx::query!("delete from media_folders where id = any ($1)", &gone).execute(scope.conn()).await?;
    Ok(files.len() as u64)
}

/// The folder and those around it.
async fn ancestors(scope: &mut Scope, id: Option<FolderId>) -> Result<Vec<Uuid>> {
    let Some(id) = id else { return Ok(Vec::new()) };
    let found = sqlx::query_scalar!(
        r#"with recursive above as (
             select id, parent_id from media_folders where id = $1
             union all
             select f.id, f.parent_id from media_folders f join above a on f.id = a.parent_id
         )
         select id as "id!" from above"#,
        id.0
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(found)
}

/// The folder and those within it.
async fn descendants(scope: &mut Scope, id: FolderId) -> Result<Vec<Uuid>> {
    let found = sqlx::query_scalar!(
        r#"with recursive below as (
             select id from media_folders where id = $1
             union all
             select f.id from media_folders f join below b on f.parent_id = b.id
         )
         select id as "id!" from below"#,
        id.0
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(found)
}

/// How many folders lie within each other from this one on, itself included.
async fn height(scope: &mut Scope, id: FolderId) -> Result<usize> {
    let levels = sqlx::query_scalar!(
        r#"with recursive below as (
             select id, 1 as level from media_folders where id = $1
             union all
             select f.id, b.level + 1 from media_folders f join below b on f.parent_id = b.id
         )
         select coalesce(max(level), 0) as "levels!" from below"#,
        id.0
    )
    .fetch_one(scope.conn())
    .await?;
    Ok(usize::try_from(levels).unwrap_or_default())
}

fn require_depth(levels: usize) -> Result<()> {
    if levels > MOST_DEPTH {
        return Err(Error::field("parent", "At most 10 folders can lie within each other."));
    }
    Ok(())
}

fn taken() -> Error {
    Error::field("name", "There is a folder of this name here already.")
}
