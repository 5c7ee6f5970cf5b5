use super::{
    MadeRole, RoleChoice,
    rules::{check_gift, check_label, check_permissions},
};
use crate::{
    Error, Result,
    error::OnConstraint,
    events::{self, RoleChanged, RoleCreated, RoleDeleted},
    ids::RoleId,
    tenancy::{Access, Grants, Limit, Permission, Role, Scope},
};

/// The roles that the workspace made, by name.
pub async fn made_roles(scope: &mut Scope) -> Result<Vec<MadeRole>> {
    scope.require(Permission::ViewMembers)?;
    let workspace = scope.workspace();
    let rows = sqlx::query!(
        r#"select r.id, r.name, r.permissions,
             (select count(*) from memberships m where m.workspace_id = r.workspace_id and m.role_id = r.id) as "members!"
         from workspace_roles r where r.workspace_id = $1 order by lower(r.name), r.id"#,
        workspace.0
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| MadeRole { id: RoleId(row.id), name: row.name, rights: rights(&row.permissions), members: row.members })
        .collect())
}

/// Makes a role of the workspace's own from names of permissions.
///
/// # Errors
/// `Invalid` on `name`, `permissions`, or `form` when there are too many roles.
pub async fn create_role(scope: &mut Scope, name: &str, permissions: &[String]) -> Result<RoleId> {
    scope.require(Permission::ManageRoles)?;
    let (name, rights) = (check_label(name)?, check_permissions(permissions, scope.access()?.rights)?);
    let workspace = scope.workspace();
    // One at a time, so that the limit is exact.
    sqlx::query!("select id from workspaces where id = $1 for no key update", workspace.0).fetch_one(scope.conn()).await?;
    let used = sqlx::query_scalar!(r#"select count(*) as "count!" from workspace_roles where workspace_id = $1"#, workspace.0)
        .fetch_one(scope.conn())
        .await?;
    scope.allow(Limit::Roles, used).await?;
    let id = RoleId::new();
    sqlx::query!(
        "insert into workspace_roles (workspace_id, id, name, permissions) values ($1, $2, $3, $4)",
        workspace.0,
        id.0,
        name,
        &stored(rights)
    )
    .execute(scope.conn())
    .await
    .on_constraint("workspace_roles_name", name_taken)?;
    events::record(scope, &RoleCreated { role: id, name, permissions: stored(rights).join(" ") }).await?;
    Ok(id)
}

/// Changes a role, and with it what everybody who has it may do.
///
/// # Errors
/// `NotFound`; `Invalid` on `name` and `permissions`, also for a role that may more than the person may.
pub async fn change_role(scope: &mut Scope, id: RoleId, name: &str, permissions: &[String]) -> Result<()> {
    scope.require(Permission::ManageRoles)?;
    scope.require_alone()?;
    let (mine, workspace) = (scope.access()?.rights, scope.workspace());
    let (name, wanted) = (check_label(name)?, check_permissions(permissions, mine)?);
    within_reach(find(scope, id).await?, mine)?;
    sqlx::query!(
        "update workspace_roles set name = $3, permissions = $4 where workspace_id = $1 and id = $2",
        workspace.0,
        id.0,
        name,
        &stored(wanted)
    )
    .execute(scope.conn())
    .await
    .on_constraint("workspace_roles_name", name_taken)?;
    events::record(scope, &RoleChanged { role: id, name, permissions: stored(wanted).join(" ") }).await
}

/// Deletes a role that nobody has and nobody is invited with.
///
/// # Errors
/// `NotFound`; `Invalid` on `form` while somebody has it.
pub async fn delete_role(scope: &mut Scope, id: RoleId) -> Result<()> {
    scope.require(Permission::ManageRoles)?;
    scope.require_alone()?;
    let workspace = scope.workspace();
    within_reach(find(scope, id).await?, scope.access()?.rights)?;
    // What was invited with it and cannot be accepted any more does not hold it.
    sqlx::query!(
        "update invitations set role = 'viewer', role_id = null
         where role_id = $1 and (accepted_at is not null or revoked_at is not null or expires_at <= now())",
        id.0
    )
    .execute(scope.conn())
    .await?;
    let in_use = || Error::field("form", "Somebody has this role or is invited with it. Give them another one first.");
    let name = sqlx::query_scalar!("delete from workspace_roles where workspace_id = $1 and id = $2 returning name", workspace.0, id.0)
        .fetch_one(scope.conn())
        .await
        .map_err(|error| match error.as_database_error().and_then(|e| e.constraint()) {
            Some("memberships_made_role" | "invitations_made_role") => in_use(),
            _ => error.into(),
        })?;
    events::record(scope, &RoleDeleted { role: id, name }).await
}

/// What somebody with this role may do, if the person who acts can give it.
///
/// # Errors
/// `Invalid` on `role` if there is no such role or it may more than the giver.
pub(super) async fn gift(scope: &mut Scope, choice: RoleChoice, only_assigned: bool) -> Result<Access> {
    let given = match choice {
        RoleChoice::Product(role) => Access::new(role, [], only_assigned),
        RoleChoice::Made(id) => {
            let names = find_names(scope, id).await?.ok_or_else(|| Error::field("role", "Choose a role."))?;
            Access::new(Role::Custom, names.iter().map(String::as_str), only_assigned)
        }
    };
    check_gift(scope.access()?, scope.key().is_some(), given)?;
    Ok(given)
}

/// As `memberships` and `invitations` store a choice.
pub(super) fn columns(choice: RoleChoice) -> (&'static str, Option<uuid::Uuid>) {
    match choice {
        RoleChoice::Product(role) => (role.name(), None),
        RoleChoice::Made(id) => (Role::Custom.name(), Some(id.0)),
    }
}

async fn find(scope: &mut Scope, id: RoleId) -> Result<Grants> {
    Ok(rights(&find_names(scope, id).await?.ok_or(Error::NotFound)?))
}

async fn find_names(scope: &mut Scope, id: RoleId) -> Result<Option<Vec<String>>> {
    let workspace = scope.workspace();
    let names = sqlx::query_scalar!("select permissions from workspace_roles where workspace_id = $1 and id = $2", workspace.0, id.0);
    Ok(names.fetch_optional(scope.conn()).await?)
}

fn within_reach(role: Grants, mine: Grants) -> Result<()> {
    if role.is_within(mine) {
        return Ok(());
    }
    Err(Error::field("permissions", "You can give and take no more than you may do yourself."))
}

fn rights(names: &[String]) -> Grants {
    Access::new(Role::Custom, names.iter().map(String::as_str), false).rights
}

fn stored(rights: Grants) -> Vec<String> {
    rights.iter().map(|permission| permission.name().to_owned()).collect()
}

fn name_taken() -> Error {
    Error::field("name", "Another role has this name.")
}
