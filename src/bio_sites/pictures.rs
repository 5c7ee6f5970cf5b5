//! Pictures of the media library on bio sites.

use super::{Content, SiteUse};
use crate::{
    Result,
    ids::{MediaId, SiteId},
    media::{self, Place},
    tenancy::{Permission, Scope},
};

/// What the library calls bio sites.
const RECORD: &str = "bio_site";

/// The sites that use a file, by handle.
///
/// # Errors
/// `NotFound` if this workspace has no such file.
pub async fn uses(scope: &mut Scope, id: MediaId) -> Result<Vec<SiteUse>> {
    scope.require(Permission::ViewSites)?;
    media::file(scope, id).await?;
    let rows = sqlx::query!(
        r#"select s.id, s.handle, coalesce(s.draft #>> '{profile,name}', '') as "name!",
             bool_or(u.place = 'draft') as "draft!", bool_or(u.place = 'published') as "published!"
         from media_uses u join bio_sites s on s.workspace_id = u.workspace_id and s.id = u.record_id
         where u.media_id = $1 and u.record_kind = $2
         group by s.workspace_id, s.id order by s.handle"#,
        id.0,
        RECORD
    )
    .fetch_all(scope.conn())
    .await?;
    let site = |id, handle, name, draft, published| SiteUse { site: SiteId(id), handle, name, draft, published };
    Ok(rows.into_iter().map(|row| site(row.id, row.handle, row.name, row.draft, row.published)).collect())
}

/// Tells the library what a site uses; part of the change of the site.
pub(super) async fn note(scope: &mut Scope, site: SiteId, place: Place, content: &mut Content) -> Result<()> {
    let keys = keys(content);
    media::note_uses(scope, RECORD, site.0, place, &keys).await
}

/// Puts in the place of replaced pictures what took their place: content names the key a picture had when it was chosen.
pub(super) async fn refresh(scope: &mut Scope, content: &mut Content) -> Result<()> {
    let keys = keys(content);
    let current = media::current(scope, &keys).await?;
    for picture in content.pictures_mut() {
        if let Some(now) = current.iter().find(|now| now.asked == picture.key) {
            picture.key.clone_from(&now.key);
            (picture.width, picture.height) = (now.width, now.height);
            picture.widths.clone_from(&now.widths);
        }
    }
    Ok(())
}

fn keys(content: &mut Content) -> Vec<String> {
    content.pictures_mut().into_iter().map(|picture| picture.key.clone()).collect()
}
