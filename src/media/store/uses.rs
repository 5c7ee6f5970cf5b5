use uuid::Uuid;

use crate::{
    Result,
    ids::MediaId,
    media::{Place, Use},
    tenancy::{Permission, Scope},
};

/// What a picture's key leads to today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The key that was asked for.
    pub asked: String,
    pub key: String,
    pub width: u32,
    pub height: u32,
    pub widths: Vec<u32>,
}

/// Where a file is used.
///
/// # Errors
/// `NotFound` if this workspace has no such file.
pub async fn uses(scope: &mut Scope, id: MediaId) -> Result<Vec<Use>> {
    super::file(scope, id).await?;
    scope.require(Permission::ViewMedia)?;
    let rows = sqlx::query!(
        "select record_kind, record_id, place from media_uses where media_id = $1 order by record_kind, record_id, place",
        id.0
    )
    .fetch_all(scope.conn())
    .await?;
    let place = |name: &str| if name == Place::Draft.name() { Place::Draft } else { Place::Published };
    Ok(rows.into_iter().map(|row| Use { record_kind: row.record_kind, record: row.record_id, place: place(&row.place) }).collect())
}

/// Notes which files a record uses in a place, and no others; keys that lead nowhere are left out. Part of the change of the
/// record: the rows of the files are held until it is done, so that none is deleted meanwhile.
pub(crate) async fn note_uses(scope: &mut Scope, record_kind: &str, record: Uuid, place: Place, keys: &[String]) -> Result<()> {
    sqlx::query!(
        "with used as (
             select m.id from media m
             where m.key = any ($4) or m.id in (select media_id from media_former_files where key = any ($4))
             for key share of m
         ), added as (
             insert into media_uses (media_id, record_kind, record_id, place) select id, $1, $2, $3 from used on conflict do nothing
         )
         delete from media_uses where record_kind = $1 and record_id = $2 and place = $3 and media_id not in (select id from used)",
        record_kind,
        record,
        place.name(),
        keys
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// The pictures that took the place of those with these keys; keys of pictures that nobody replaced are left out.
pub(crate) async fn current(scope: &mut Scope, keys: &[String]) -> Result<Vec<Current>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "select f.key as asked, m.key, m.width, m.height, m.widths
         from media_former_files f join media m on m.workspace_id = f.workspace_id and m.id = f.media_id
         where f.key = any ($1)",
        keys
    )
    .fetch_all(scope.conn())
    .await?;
    let positive = |number: i32| number.unsigned_abs();
    Ok(rows
        .into_iter()
        .map(|row| Current {
            asked: row.asked,
            key: row.key,
            width: positive(row.width),
            height: positive(row.height),
            widths: row.widths.into_iter().map(positive).collect(),
        })
        .collect())
}
