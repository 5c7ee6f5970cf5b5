use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::types::Uuid;

use super::{
    arrive::{Arrived, Staged, arrive, stage_picture},
    list::one,
    lock,
    trash::purge_later,
    upload::{room, take_room},
};
use crate::{
    Error, Result,
    db::Db,
    events::{self, MediaReplaced},
    gateways::{Source, Storage},
    ids::MediaId,
    media::{Kind, Media},
    tenancy::{Member, Permission},
};

/// Puts another file in the place of this one: every page that shows it shows the new one. Name, words, tags, folder and
/// focal point stay; the file before is kept for [`crate::media::TRASH_DAYS`].
///
/// # Errors
/// As [`super::upload`]; `Invalid` on `file` if a picture is to become something else or the other way round; `NotFound`.
pub async fn replace(
    db: &Db,
    member: &Member,
    storage: &Arc<dyn Storage>,
    id: MediaId,
    file_name: &str,
    source: &mut dyn Source,
    now: DateTime<Utc>,
) -> Result<Media> {
    let mut scope = db.open(member).await?;
    scope.require(Permission::UploadMedia)?;
    let before = one(&mut scope, id).await?;
    let left = room(&mut scope).await?;
    drop(scope);
    let is_picture = before.kind == Kind::Picture;
    let staged = match arrive(storage, file_name, is_picture, left, source).await? {
        Arrived::Stored(staged) => staged,
        Arrived::Picture { bytes, digest } if is_picture => stage_picture(storage, bytes, digest).await?,
        Arrived::Picture { .. } => {
            return Err(Error::field("file", "A picture cannot take the place of another kind of file. Upload it as a new one."));
        }
    };
    let swap = swap(db.clone(), member.clone(), id, staged, now);
    // As with an upload: from here on it is done or not, whoever waits.
    tokio::spawn(swap).await.map_err(Error::internal)?
}

async fn swap(db: Db, member: Member, id: MediaId, staged: Staged, now: DateTime<Utc>) -> Result<Media> {
    let swapped = write(&db, &member, id, &staged, now).await;
    match swapped {
        Ok(_) => staged.keep(),
        Err(_) => staged.discard().await,
    }
    swapped
}

async fn write(db: &Db, member: &Member, id: MediaId, staged: &Staged, now: DateTime<Utc>) -> Result<Media> {
    let mut scope = db.open(member).await?;
    scope.require(Permission::UploadMedia)?;
    lock(&mut scope).await?;
    take_room(&mut scope, staged.bytes).await?;
    let id_before: Uuid = id.0;
    sqlx::query!(
        "insert into media_former_files (key, media_id, widths, bytes, retired_at) select key, id, widths, bytes, $2 from media where id = $1",
        id_before,
        now
    )
    .execute(scope.conn())
    .await?;
    sqlx::query!(
        "update media set key = $2, kind = $3, content_type = $4, width = $5, height = $6, widths = $7, bytes = $8, digest = $9, updated_at = $10
         where id = $1 returning id",
        id.0,
        staged.key,
        staged.kind.name(),
        staged.content_type,
        staged.width,
        staged.height,
        &staged.widths,
        staged.bytes,
        staged.digest,
        now
    )
    .fetch_one(scope.conn())
    .await?;
    purge_later(&mut scope, now).await?;
    let media = one(&mut scope, id).await?;
    events::record(&mut scope, &MediaReplaced { media: id, file_name: media.file_name.clone(), bytes: media.bytes }).await?;
    scope.commit().await?;
    Ok(media)
}
