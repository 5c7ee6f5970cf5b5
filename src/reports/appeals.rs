use chrono::{DateTime, Utc};

use super::{Ruling, rules::check_appeal};
use crate::{
    Error, Result,
    error::Conflict,
    events::{self, SiteAppealed},
    ids::SiteId,
    tenancy::{Permission, Scope},
};

/// The handle of a site and, if staff have taken its page down, why.
///
/// # Errors
/// `NotFound` if this workspace has no such site.
pub async fn ruling(scope: &mut Scope, site: SiteId) -> Result<(String, Option<Ruling>)> {
    scope.require(Permission::ViewSites)?;
    let handle = handle(scope, site).await?;
    let workspace = scope.workspace();
    let found = sqlx::query_as!(
        Ruling,
        "select because, taken_at, appeal, appealed_at, appeal_refused_at as refused_at from site_takedowns
         where site_id = $1 and workspace_id = $2",
        site.0,
        workspace.0
    )
    .fetch_optional(scope.conn())
    .await?;
    Ok((handle, found))
}

/// Objects to a page's being down, once; also in a workspace that is archived or suspended.
///
/// # Errors
/// `Invalid` on `text`, `NotFound`, `Conflict(StaleVersion)` if the page is not down, or somebody has objected already.
pub async fn appeal(scope: &mut Scope, site: SiteId, text: &str, now: DateTime<Utc>) -> Result<()> {
    let user = scope.require_whatever_it_stands(Permission::PublishSites)?;
    let text = check_appeal(text)?;
    let handle = handle(scope, site).await?;
    let workspace = scope.workspace();
    let done = sqlx::query!(
        "update site_takedowns set appeal = $3, appealed_at = $4, appealed_by = $5
         where site_id = $1 and workspace_id = $2 and appeal is null",
        site.0,
        workspace.0,
        text,
        now,
        user.0
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Conflict(Conflict::StaleVersion));
    }
    events::record(scope, &SiteAppealed { site, handle }).await
}

async fn handle(scope: &mut Scope, site: SiteId) -> Result<String> {
    Ok(sqlx::query_scalar!("select handle from bio_sites where id = $1", site.0).fetch_one(scope.conn()).await?)
}
