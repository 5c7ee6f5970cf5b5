use super::Share;
use crate::{
    Error, Result,
    bio_sites::{self, handles::Handle},
    db::Db,
    events::{self, SiteShared, SiteUnshared},
    ids::{ShareId, SiteId, WorkspaceId},
    tenancy::{Permission, Scope, Site},
};

/// Sites that this workspace shows others.
pub async fn given(scope: &mut Scope) -> Result<Vec<Share>> {
    scope.require_everywhere(Permission::ShareSites)?;
    let workspace = scope.workspace();
    let rows = sqlx::query!(
        "select h.id, h.site_id, s.handle, w.name, h.created_at from site_shares h
         join bio_sites s on s.workspace_id = h.workspace_id and s.id = h.site_id
         join workspaces w on w.id = h.shared_with
         where h.workspace_id = $1 order by h.id",
        workspace.0
    )
    .fetch_all(scope.conn())
    .await?;
    let share = |id, site, handle, workspace, created_at| Share { id: ShareId(id), site: SiteId(site), handle, workspace, created_at };
    Ok(rows.into_iter().map(|row| share(row.id, row.site_id, row.handle, row.name, row.created_at)).collect())
}

/// Sites that other workspaces show this one; `workspace` names theirs.
pub async fn taken(scope: &mut Scope) -> Result<Vec<Share>> {
    scope.require_everywhere(Permission::ViewSites)?;
    let workspace = scope.workspace();
    // The handle is in the directory: the site itself lies behind the wall.
    let rows = sqlx::query!(
        r#"select h.id, h.site_id, d.handle, w.name, h.created_at from site_shares h
         join handles d on d.workspace_id = h.workspace_id and d.site_id = h.site_id
         join workspaces w on w.id = h.workspace_id
         where h.shared_with = $1 and w.ends_at is null order by h.id"#,
        workspace.0
    )
    .fetch_all(scope.conn())
    .await?;
    let share = |id, site, handle, workspace, created_at| Share { id: ShareId(id), site: SiteId(site), handle, workspace, created_at };
    Ok(rows.into_iter().map(|row| share(row.id, row.site_id, row.handle, row.name, row.created_at)).collect())
}

/// Lets another workspace read and copy a site. It is named by its address.
///
/// # Errors
/// `NotFound` for a site of somebody else's; `Invalid` on `with` for an address that is none, or one's own.
pub async fn share(scope: &mut Scope, site: SiteId, with: &str) -> Result<ShareId> {
    let user = scope.require_everywhere(Permission::ShareSites)?;
    sqlx::query!("select id from bio_sites where id = $1", site.0).fetch_one(scope.conn()).await?;
    let (workspace, id) = (scope.workspace(), ShareId::new());
    let other = sqlx::query_scalar!("select id from workspaces where slug = $1 and id <> $2 and ends_at is null", with.trim(), workspace.0)
        .fetch_optional(scope.conn())
        .await?
        .ok_or_else(|| Error::field("with", "No other workspace has this address."))?;
    let done = sqlx::query!(
        "insert into site_shares (workspace_id, id, site_id, shared_with, created_by) values ($1, $2, $3, $4, $5)
         on conflict on constraint site_shares_once do nothing",
        workspace.0,
        id.0,
        site.0,
        other,
        user.0
    )
    .execute(scope.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::field("with", "This site is shared with that workspace already."));
    }
    events::record(scope, &SiteShared { site, with: WorkspaceId(other) }).await?;
    Ok(id)
}

/// Ends a share; copies that were made stay.
///
/// # Errors
/// `NotFound`.
pub async fn unshare(scope: &mut Scope, id: ShareId) -> Result<()> {
    scope.require_everywhere(Permission::ShareSites)?;
    let workspace = scope.workspace();
    let row = sqlx::query!("delete from site_shares where workspace_id = $1 and id = $2 returning site_id, shared_with", workspace.0, id.0)
        .fetch_one(scope.conn())
        .await?;
    events::record(scope, &SiteUnshared { site: SiteId(row.site_id), with: WorkspaceId(row.shared_with) }).await
}

/// Copies a site that another workspace shows into this one, as a draft under a handle of its own. Pictures stay behind:
/// they belong to the library of the other workspace.
///
/// # Errors
/// `NotFound` for a share that is not with this workspace (any more); `Invalid` on `handle`.
pub async fn copy(db: &Db, scope: &mut Scope, id: ShareId, handle: &Handle) -> Result<SiteId> {
    scope.require_everywhere(Permission::EditSites)?;
    let workspace = scope.workspace();
    let row = sqlx::query!("select workspace_id, site_id from site_shares where id = $1 and shared_with = $2", id.0, workspace.0)
        .fetch_one(scope.conn())
        .await?;
    let shown = Site { workspace: WorkspaceId(row.workspace_id), site: SiteId(row.site_id) };
    let content = bio_sites::shown(&mut db.public(&shown).await?, &shown).await?.without_pictures();
    let site = bio_sites::create(scope, handle, &content.profile.name).await?;
    bio_sites::save(scope, site, 1, content).await?;
    Ok(site)
}
