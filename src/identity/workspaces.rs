use super::WorkspaceSummary;
use crate::{
    Error, Result,
    db::{Db, Identity},
    events::{self, WorkspaceCreated},
    ids::{UserId, WorkspaceId},
    tenancy::{Access, Member, Role, Standing},
};

/// Proof that `user`, who has authenticated, belongs to the workspace named in an address; an address that it had before
/// names it too.
///
/// # Errors
/// `NotFound` if there is no such workspace or the person is not in it; the two look the same.
pub async fn member(identity: &mut Identity, user: UserId, slug: &str) -> Result<Member> {
    let row = sqlx::query!(
        "select memberships.workspace_id from memberships
         join workspace_slugs on workspace_slugs.workspace_id = memberships.workspace_id
         where user_id = $1 and slug = $2",
        user.0,
        slug
    )
    .fetch_optional(identity.conn())
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Member::new(user, WorkspaceId(row.workspace_id)))
}

/// The workspaces a person belongs to, oldest first.
pub async fn workspaces(identity: &mut Identity, user: UserId) -> Result<Vec<WorkspaceSummary>> {
    let rows = sqlx::query!(
        r#"select w.id, w.slug, w.name, m.role, r.name as "role_name?", r.permissions as "permissions?", m.only_assigned,
             w.archived_at is not null as "archived!", w.ends_at, w.suspended_because
         from memberships m
         join workspaces w on w.id = m.workspace_id
         left join workspace_roles r on r.workspace_id = m.workspace_id and r.id = m.role_id
         where m.user_id = $1 order by m.created_at, w.id"#,
        user.0
    )
    .fetch_all(identity.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = Role::from_name(&row.role).ok_or_else(|| Error::internal(format!("unknown role {}", row.role)))?;
            let made = row.permissions.unwrap_or_default();
            let standing = Standing::new(row.archived, row.suspended_because.is_some(), row.ends_at);
            let access = Access::new(role, made.iter().map(String::as_str), row.only_assigned).in_a(standing);
            Ok(WorkspaceSummary {
                id: WorkspaceId(row.id),
                slug: row.slug,
                name: row.name,
                role,
                role_name: row.role_name,
                access,
                standing,
                suspended_because: row.suspended_because,
            })
        })
        .collect()
}

/// Ids and slugs of workspaces in order, after a slug: for the operator's command line.
pub async fn directory(identity: &mut Identity, after: &str, most: i64) -> Result<Vec<(WorkspaceId, String)>> {
    let rows = sqlx::query!("select id, slug from workspaces where slug > $1 order by slug limit $2", after, most)
        .fetch_all(identity.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (WorkspaceId(row.id), row.slug)).collect())
}

/// The workspace at a slug: for the operator's command line.
///
/// # Errors
/// `NotFound` if there is none.
pub async fn find_workspace(identity: &mut Identity, slug: &str) -> Result<WorkspaceId> {
    Ok(WorkspaceId(sqlx::query_scalar!("select id from workspaces where slug = $1", slug).fetch_one(identity.conn()).await?))
}

/// A first workspace, owned by `user`; its address gets a number if it is taken.
pub(crate) async fn create_workspace(identity: &mut Identity, user: UserId, base: &str, name: &str, address: &str) -> Result<WorkspaceId> {
    let id = WorkspaceId::new();
    let mut slug = base.to_owned();
    while !insert_workspace(identity, id, &slug, name).await? {
        slug = format!("{base}-{:04x}", rand::random::<u16>());
    }
    sqlx::query!("insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)", id.0, user.0, Role::Owner.name())
        .execute(identity.conn())
        .await?;
    events::record_workspace(identity, id, user, address, &WorkspaceCreated { workspace: id, slug }).await?;
    Ok(id)
}

/// False if the slug is taken.
async fn insert_workspace(identity: &mut Identity, id: WorkspaceId, slug: &str, name: &str) -> Result<bool> {
    let done = sqlx::query!(
        "insert into workspaces (id, slug, name) values ($1, $2, $3) on conflict on constraint workspaces_slug_taken do nothing",
        id.0,
        slug,
        name
    )
    .execute(identity.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// All workspaces there are, for upkeep that visits each.
pub async fn all_workspaces(db: &Db) -> Result<Vec<WorkspaceId>> {
    let mut identity = db.identity().await?;
    let ids = sqlx::query_scalar!("select id from workspaces order by id").fetch_all(identity.conn()).await?;
    Ok(ids.into_iter().map(WorkspaceId).collect())
}
