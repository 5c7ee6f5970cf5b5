use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::{Media, MediaPage, prepare_bounded, storage_path};
use crate::{
    Error, Result,
    db::Db,
    events::{self, MediaDeleted, MediaUploaded},
    fields::single_line,
    gateways::Storage,
    ids::MediaId,
    tenancy::{Limit, Member, Permission, Scope},
};

/// How files are served.
const CONTENT_TYPE: &str = "image/webp";
/// Longest name kept, in characters.
const MOST_NAME: usize = 120;

/// Prepares a picture, stores its files and adds it to the library. No transaction is open while files travel.
///
/// # Errors
/// `Invalid` on `file` for what is no picture or too large, `Forbidden`, `Limit`, `Unavailable`.
pub async fn upload(db: &Db, member: &Member, storage: &dyn Storage, file_name: &str, bytes: Bytes) -> Result<Media> {
    let mut scope = db.open(member).await?;
    allow_one_more(&mut scope).await?;
    drop(scope);
    let prepared = prepare_bounded(bytes).await?;
    let media = Media {
        id: MediaId::new(),
        key: URL_SAFE_NO_PAD.encode(rand::random::<[u8; 18]>()),
        file_name: tidy_name(file_name),
        width: prepared.width,
        height: prepared.height,
        widths: prepared.files.iter().map(|(width, _)| *width).collect(),
        bytes: prepared.files.iter().map(|(_, file)| file.len() as u64).sum(),
        created_at: Utc::now(),
    };
    let stored = store(db, member, storage, &media, prepared.files).await;
    if stored.is_err() {
        remove_files(storage, &media).await;
    }
    stored.map(|()| media)
}

/// A stretch of the library, newest first (ids are ordered by time), after the picture named by `after`,
/// which may be gone by now.
pub async fn list(scope: &mut Scope, after: Option<MediaId>, most: i64) -> Result<MediaPage> {
    scope.require(Permission::ViewMedia)?;
    let rows = sqlx::query_as!(
        Row,
        "select id, key, file_name, width, height, widths, bytes, created_at from media
         where id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
         order by id desc limit $2",
        after.map(|id| id.0),
        most + 1
    )
    .fetch_all(scope.conn())
    .await?;
    let more = rows.len() > usize::try_from(most).unwrap_or_default();
    let items: Vec<Media> = rows.into_iter().take(usize::try_from(most).unwrap_or_default()).map(Media::from).collect();
    let next = items.last().filter(|_| more).map(|media| media.id);
    Ok(MediaPage { items, next })
}

/// One picture of the library.
///
/// # Errors
/// `NotFound` if this workspace has no such picture.
pub async fn get(scope: &mut Scope, id: MediaId) -> Result<Media> {
    scope.require(Permission::ViewMedia)?;
    let row = sqlx::query_as!(Row, "select id, key, file_name, width, height, widths, bytes, created_at from media where id = $1", id.0)
        .fetch_one(scope.conn())
        .await?;
    Ok(row.into())
}

/// Takes a picture out of the library and removes its files. Pages that show it show a gap.
///
/// # Errors
/// `NotFound` if this workspace has no such picture.
pub async fn delete(db: &Db, member: &Member, storage: &dyn Storage, id: MediaId) -> Result<()> {
    let mut scope = db.open(member).await?;
    scope.require(Permission::UploadMedia)?;
    let row = sqlx::query_as!(
        Row,
        "delete from media where id = $1 returning id, key, file_name, width, height, widths, bytes, created_at",
        id.0
    )
    .fetch_one(scope.conn())
    .await?;
    let media = Media::from(row);
    events::record(&mut scope, &MediaDeleted { media: media.id, file_name: media.file_name.clone() }).await?;
    scope.commit().await?;
    remove_files(storage, &media).await;
    Ok(())
}

struct Row {
    id: uuid::Uuid,
    key: String,
    file_name: String,
    width: i32,
    height: i32,
    widths: Vec<i32>,
    bytes: i64,
    created_at: DateTime<Utc>,
}

impl From<Row> for Media {
    fn from(row: Row) -> Self {
        Self {
            id: MediaId(row.id),
            key: row.key,
            file_name: row.file_name,
            width: row.width.unsigned_abs(),
            height: row.height.unsigned_abs(),
            widths: row.widths.into_iter().map(i32::unsigned_abs).collect(),
            bytes: row.bytes.unsigned_abs(),
            created_at: row.created_at,
        }
    }
}

/// The last part of what may be a path, as one line; only ever shown.
fn tidy_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = single_line(last).chars().take(MOST_NAME).collect();
    if name.is_empty() { "Picture".to_owned() } else { name }
}

async fn allow_one_more(scope: &mut Scope) -> Result<()> {
    scope.require(Permission::UploadMedia)?;
    let used = sqlx::query_scalar!(r#"select count(*) as "count!" from media"#).fetch_one(scope.conn()).await?;
    scope.allow(Limit::Media, used)
}

async fn store(db: &Db, member: &Member, storage: &dyn Storage, media: &Media, files: Vec<(u32, Vec<u8>)>) -> Result<()> {
    for (width, file) in files {
        storage.put(&storage_path(&media.key, width), file.into(), CONTENT_TYPE).await?;
    }
    let mut scope = db.open(member).await?;
    allow_one_more(&mut scope).await?;
    let signed = |number: u32| i32::try_from(number).map_err(Error::internal);
    let widths = media.widths.iter().map(|w| signed(*w)).collect::<Result<Vec<i32>>>()?;
    sqlx::query!(
        "insert into media (id, key, file_name, width, height, widths, bytes, uploaded_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        media.id.0,
        media.key,
        media.file_name,
        signed(media.width)?,
        signed(media.height)?,
        &widths,
        i64::try_from(media.bytes).map_err(Error::internal)?,
        member.user().0,
        media.created_at
    )
    .execute(scope.conn())
    .await?;
    events::record(&mut scope, &MediaUploaded { media: media.id, file_name: media.file_name.clone(), bytes: media.bytes }).await?;
    scope.commit().await
}

/// Best effort: a file that stays costs space and is reachable by nobody who does not know its key.
async fn remove_files(storage: &dyn Storage, media: &Media) {
    for width in &media.widths {
        if let Err(error) = storage.delete(&storage_path(&media.key, *width)).await {
            tracing::warn!(key = %media.key, %error, "a file of a removed picture stays");
        }
    }
}
