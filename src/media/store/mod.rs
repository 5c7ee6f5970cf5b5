//! Verbs of the library.

mod arrive;
mod edit;
mod folders;
mod keys;
mod list;
mod replace;
mod trash;
mod upload;
mod uses;

pub use edit::{edit, move_files, tag_files};
pub use folders::{create_folder, folders, move_folder, rename_folder, trash_folder};
pub use keys::keys;
pub use list::{file, list, tags, usage};
pub use replace::replace;
pub use trash::{Purge, RemoveFiles, erase, purge, restore, trash};
pub use upload::{Incoming, upload};
pub use uses::{Current, uses};
pub(crate) use uses::{current, note_uses};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Focus, Kind, Media};
use crate::{
    Error, Result,
    ids::{FolderId, MediaId},
    tenancy::Scope,
};

/// Most files that one verb changes.
const MOST_AT_ONCE: usize = 500;

struct Row {
    id: Uuid,
    key: String,
    kind: String,
    file_name: String,
    content_type: String,
    alt: String,
    tags: Vec<String>,
    focus_x: i32,
    focus_y: i32,
    folder_id: Option<Uuid>,
    width: i32,
    height: i32,
    widths: Vec<i32>,
    bytes: i64,
    uses: i64,
    created_at: DateTime<Utc>,
    trashed_at: Option<DateTime<Utc>>,
}

impl From<Row> for Media {
    fn from(row: Row) -> Self {
        let percent = |value: i32| u8::try_from(value).unwrap_or(50);
        Self {
            id: MediaId(row.id),
            key: row.key,
            kind: Kind::from_name(&row.kind).unwrap_or(Kind::Other),
            file_name: row.file_name,
            content_type: row.content_type,
            alt: row.alt,
            tags: row.tags,
            focus: Focus { x: percent(row.focus_x), y: percent(row.focus_y) },
            folder: row.folder_id.map(FolderId),
            width: row.width.unsigned_abs(),
            height: row.height.unsigned_abs(),
            widths: row.widths.into_iter().map(i32::unsigned_abs).collect(),
            bytes: row.bytes.unsigned_abs(),
            uses: u32::try_from(row.uses).unwrap_or(u32::MAX),
            thumb: String::new(),
            created_at: row.created_at,
            trashed_at: row.trashed_at,
        }
    }
}

/// What belongs together changes one after the other: room, folders. Ends with the transaction.
async fn lock(scope: &mut Scope) -> Result<()> {
    let name = format!("media:{}", scope.workspace());
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", name).fetch_one(scope.conn()).await?;
    Ok(())
}

/// Ids for one statement.
fn at_most(ids: &[MediaId]) -> Result<Vec<Uuid>> {
    if ids.len() > MOST_AT_ONCE {
        return Err(Error::field("form", "Please choose at most 500 files at once."));
    }
    Ok(ids.iter().map(|id| id.0).collect())
}

async fn require_folder(scope: &mut Scope, folder: Option<FolderId>) -> Result<()> {
    if let Some(folder) = folder {
        sqlx::query!("select id from media_folders where id = $1", folder.0).fetch_one(scope.conn()).await?;
    }
    Ok(())
}
