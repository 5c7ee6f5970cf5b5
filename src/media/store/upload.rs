use std::sync::Arc;

use chrono::Utc;
use uuid::Uuid;

use super::{
    arrive::{Arrived, Staged, arrive, full, stage_picture},
    list::{one, usage_of},
    lock, require_folder,
};
use crate::{
    Result,
    db::Db,
    events::{self, MediaRestored, MediaUploaded},
    gateways::{Source, Storage},
    ids::{FolderId, MediaId},
    media::{Uploaded, rules::tidy_name},
    tenancy::{Limit, Member, Permission, Scope},
};

/// A file as it is announced.
#[derive(Debug, Clone, Copy, Default)]
pub struct Incoming<'a> {
    /// As it was called where it comes from.
    pub file_name: &'a str,
    pub folder: Option<FolderId>,
    /// Takes nothing but pictures.
    pub pictures_only: bool,
}

/// Takes a file in, stores it and adds it to the library. No transaction is open while files travel; an upload that ends
/// early leaves nothing.
///
/// # Errors
/// `Invalid` on `file` for what is not taken, too large or does not fit the library any more; `NotFound` for an unknown
/// folder; `Forbidden`, `Limit`, `Unavailable`.
pub async fn upload(
    db: &Db,
    member: &Member,
    storage: &Arc<dyn Storage>,
    incoming: Incoming<'_>,
    source: &mut dyn Source,
) -> Result<Uploaded> {
    let mut scope = db.open(member).await?;
    scope.require(Permission::UploadMedia)?;
    require_folder(&mut scope, incoming.folder).await?;
    let left = room(&mut scope).await?;
    drop(scope);
    let staged = match arrive(storage, incoming.file_name, incoming.pictures_only, left, source).await? {
        Arrived::Stored(staged) => staged,
        Arrived::Picture { bytes, digest } => {
            let mut scope = db.open(member).await?;
            if let Some(known) = known(&mut scope, &digest, incoming.folder).await? {
                scope.commit().await?;
                return Ok(known);
            }
            drop(scope);
            stage_picture(storage, bytes, digest).await?
        }
    };
    let add = add(db.clone(), member.clone(), staged, tidy_name(incoming.file_name), incoming.folder);
    // Once everything has arrived the end does not depend on whether somebody still waits for the answer.
    tokio::spawn(add).await.map_err(crate::Error::internal)?
}

/// How many bytes still fit; asked again when the row is written.
///
/// # Errors
/// `Invalid` if there is no room at all.
pub(super) async fn room(scope: &mut Scope) -> Result<u64> {
    let used = sqlx::query_scalar!(r#"select count(*) as "count!" from media"#).fetch_one(scope.conn()).await?;
    scope.allow(Limit::Media, used).await?;
    let usage = usage_of(scope).await?;
    if usage.used >= usage.most {
        return Err(full());
    }
    Ok(usage.most - usage.used)
}

/// Refuses `bytes` more than there is room for. The caller holds the [`lock`]: two uploads at once cannot both take the last.
pub(super) async fn take_room(scope: &mut Scope, bytes: i64) -> Result<()> {
    if bytes.unsigned_abs() > room(scope).await? {
        return Err(full());
    }
    Ok(())
}

async fn add(db: Db, member: Member, staged: Staged, file_name: String, folder: Option<FolderId>) -> Result<Uploaded> {
    let added = insert(&db, &member, &staged, &file_name, folder).await;
    match &added {
        Ok(uploaded) if !uploaded.known => staged.keep(),
        _ => staged.discard().await,
    }
    added
}

async fn insert(db: &Db, member: &Member, staged: &Staged, file_name: &str, folder: Option<FolderId>) -> Result<Uploaded> {
    let mut scope = db.open(member).await?;
    let user = scope.require(Permission::UploadMedia)?;
    lock(&mut scope).await?;
    let uploaded = match known(&mut scope, &staged.digest, folder).await? {
        Some(known) => known,
        None => {
            take_room(&mut scope, staged.bytes).await?;
            let id = MediaId::new();
            sqlx::query!(
                "insert into media (id, key, kind, file_name, content_type, folder_id, width, height, widths, bytes, digest, uploaded_by, created_at, updated_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
                id.0,
                staged.key,
                staged.kind.name(),
                file_name,
                staged.content_type,
                folder.map(|folder| folder.0),
                staged.width,
                staged.height,
                &staged.widths,
                staged.bytes,
                staged.digest,
                user.0,
                Utc::now()
            )
            .execute(scope.conn())
            .await?;
            let event = MediaUploaded { media: id, file_name: file_name.to_owned(), bytes: staged.bytes.unsigned_abs() };
            events::record(&mut scope, &event).await?;
            Uploaded { media: one(&mut scope, id).await?, known: false }
        }
    };
    scope.commit().await?;
    Ok(uploaded)
}

/// The very same file, if the library has it. It comes back from the trash, into the folder it was uploaded to now.
async fn known(scope: &mut Scope, digest: &[u8], folder: Option<FolderId>) -> Result<Option<Uploaded>> {
    let found =
        sqlx::query!("select id, file_name, trashed_at from media where digest = $1 order by trashed_at nulls first, id limit 1", digest)
            .fetch_optional(scope.conn())
            .await?;
    let Some(found) = found else { return Ok(None) };
    if found.trashed_at.is_some() {
        sqlx::query!(
            "update media set trashed_at = null, folder_id = $2 where id = $1",
            found.id,
            folder.map(|folder| folder.0) as Option<Uuid>
        )
        .execute(scope.conn())
        .await?;
        events::record(scope, &MediaRestored { media: MediaId(found.id), file_name: found.file_name }).await?;
    }
    Ok(Some(Uploaded { media: one(scope, MediaId(found.id)).await?, known: true }))
}
