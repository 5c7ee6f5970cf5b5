use uuid::Uuid;

use super::{at_most, list::one, require_folder};
use crate::{
    Error, Result,
    error::OnConstraint,
    ids::{FolderId, MediaId},
    media::{Details, Media, rules::tidy_tags},
    tenancy::{Limit, Permission, Scope},
};

/// Changes what is said about a file.
///
/// # Errors
/// `Invalid` on the fields of [`Details`]; `NotFound`.
pub async fn edit(scope: &mut Scope, id: MediaId, details: Details) -> Result<Media> {
    scope.require(Permission::UploadMedia)?;
    let details = details.check()?;
    within_plan(scope, id).await?;
    sqlx::query!(
        "update media set file_name = $2, alt = $3, tags = $4, focus_x = $5, focus_y = $6, updated_at = now() where id = $1 returning id",
        id.0,
        details.file_name,
        details.alt,
        &details.tags,
        i32::from(details.focus.x),
        i32::from(details.focus.y)
    )
    .fetch_one(scope.conn())
    .await?;
    one(scope, id).await
}

/// Puts files into a folder, or to the top. Files that are not there are left out.
///
/// # Errors
/// `NotFound` for an unknown folder.
pub async fn move_files(scope: &mut Scope, ids: &[MediaId], folder: Option<FolderId>) -> Result<()> {
    scope.require(Permission::UploadMedia)?;
    require_folder(scope, folder).await?;
    let folder: Option<Uuid> = folder.map(|folder| folder.0);
    sqlx::query!("update media set folder_id = $2, updated_at = now() where id = any ($1)", &at_most(ids)?, folder)
        .execute(scope.conn())
        .await?;
    Ok(())
}

/// Adds tags to files and takes others away.
///
/// # Errors
/// `Invalid` on `tags` if a file would have too many, or a tag is too long.
pub async fn tag_files(scope: &mut Scope, ids: &[MediaId], add: &[String], remove: &[String]) -> Result<()> {
    scope.require(Permission::UploadMedia)?;
    let (add, remove) = (tidy_tags(add), tidy_tags(remove));
    if add.iter().any(|tag| tag.chars().count() > crate::media::rules::MOST_TAG) {
        return Err(Error::field("tags", "Use at most 40 characters for a tag."));
    }
    sqlx::query!(
        "update media set updated_at = now(), tags = array(
             select distinct tag from unnest(tags || $2::text[]) as tag where tag <> all ($3::text[]) order by tag)
         where id = any ($1)",
        &at_most(ids)?,
        &add,
        &remove
    )
    .execute(scope.conn())
    .await
    .on_constraint("media_words", || Error::field("tags", "Use at most 20 tags for a file."))?;
    Ok(())
}

/// Files are read-only beyond what the plan has room for, the newest first: ids are ordered by time.
async fn within_plan(scope: &mut Scope, id: MediaId) -> Result<()> {
    let older = sqlx::query_scalar!(r#"select count(*) as "count!" from media where id < $1"#, id.0).fetch_one(scope.conn()).await?;
    scope.allow_change(Limit::Media, older).await
}
