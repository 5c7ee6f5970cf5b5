use chrono::{DateTime, Utc};

use super::{
    Person, RoleChoice, letters,
    roles::{columns, gift},
    rules::check_gift,
};
use crate::{
    Error, Result,
    events::{self, MemberLeft, MemberRemoved, MemberRoleChanged},
    fields::Message,
    ids::{RoleId, UserId},
    tenancy::{Access, Actor, Permission, Role, Scope},
};

/// What a workspace without an owner would be told.
const LAST_OWNER: &str = "A workspace needs an owner. Make somebody else an owner first.";

/// Everybody in the workspace, in the order of their names.
pub async fn people(scope: &mut Scope) -> Result<Vec<Person>> {
    scope.require(Permission::ViewMembers)?;
    let workspace = scope.workspace();
    let rows = sqlx::query!(
        r#"select m.user_id, u.full_name, u.email, m.role, m.role_id, r.name as "role_name?", r.permissions as "permissions?", m.only_assigned,
             m.created_at,
             (select l.happened_at from audit_log l where l.workspace_id = m.workspace_id and l.actor_id = m.user_id
              order by l.number desc limit 1) as last_active_at,
             array(select g.name from workspace_group_members gm
                   join workspace_groups g on g.workspace_id = gm.workspace_id and g.id = gm.group_id
                   where gm.workspace_id = m.workspace_id and gm.user_id = m.user_id order by lower(g.name)) as "groups!"
         from memberships m
         join users u on u.id = m.user_id
         left join workspace_roles r on r.workspace_id = m.workspace_id and r.id = m.role_id
         where m.workspace_id = $1 order by lower(u.full_name), m.user_id"#,
        workspace.0
    )
    .fetch_all(scope.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let made = row.permissions.unwrap_or_default();
            Ok(Person {
                id: UserId(row.user_id),
                full_name: row.full_name,
                email: row.email,
                access: Access::new(known(&row.role)?, made.iter().map(String::as_str), row.only_assigned),
                role_id: row.role_id.map(RoleId),
                role_name: row.role_name,
                joined_at: row.created_at,
                last_active_at: row.last_active_at,
                groups: row.groups,
            })
        })
        .collect()
}

/// Gives a member another role. `only_assigned` makes them a guest, who sees the sites assigned to them.
///
/// # Errors
/// `NotFound` for somebody who is no member; `Invalid` on `role` beyond what the giver has, and on `form` for the last owner.
pub async fn give_role(scope: &mut Scope, user: UserId, choice: RoleChoice, only_assigned: bool, now: DateTime<Utc>) -> Result<()> {
    scope.require(Permission::ManageMembers)?;
    scope.require_alone()?;
    if choice == RoleChoice::Product(Role::Owner) && only_assigned {
        return Err(Error::field("role", "An owner sees all sites."));
    }
    let before = access_of(scope, user).await?;
    check_gift(scope.access()?, scope.key().is_some(), before)?;
    let given = gift(scope, choice, only_assigned).await?;
    let (role, made) = columns(choice);
    if before.role == Role::Owner && choice != RoleChoice::Product(Role::Owner) {
        keep_an_owner(scope, user).await?;
    }
    let workspace = scope.workspace();
    sqlx::query!(
        "update memberships set role = $3, role_id = $4, only_assigned = $5 where workspace_id = $1 and user_id = $2",
        workspace.0,
        user.0,
        role,
        made,
        only_assigned
    )
    .execute(scope.conn())
    .await?;
    if !before.rights.is_within(given.rights) {
        withdraw(scope, user, now).await?;
    }
    let event = MemberRoleChanged { user, role: role.to_owned(), previous_role: before.role.name().to_owned() };
    events::record(scope, &event).await
}

/// Takes somebody out of the workspace at once: what they are in the middle of comes to nothing.
///
/// # Errors
/// `NotFound` for somebody who is no member; `Invalid` on `role` for somebody who may more, and on `form` for the last owner.
pub async fn remove_member(scope: &mut Scope, user: UserId, base_url: &str, now: DateTime<Utc>) -> Result<()> {
    let actor = scope.require(Permission::ManageMembers)?;
    scope.require_alone()?;
    let before = access_of(scope, user).await?;
    check_gift(scope.access()?, scope.key().is_some(), before)?;
    take_out(scope, user, before.role, now).await?;
    if user != actor {
        letters::removed(scope, user, base_url, now).await?;
    }
    events::record(scope, &MemberRemoved { user, role: before.role.name().to_owned() }).await
}

/// Leaves the workspace; everybody may, but for its last owner.
///
/// # Errors
/// `Invalid` on `form` for the last owner; `Forbidden` for programs.
pub async fn leave(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    scope.require_alone()?;
    let Actor::Member(user, access) = scope.actor else { return Err(Error::Forbidden) };
    take_out(scope, user, access.role, now).await?;
    events::record(scope, &MemberLeft { user, role: access.role.name().to_owned() }).await
}

/// What a member may do.
///
/// # Errors
/// `NotFound` for somebody who is no member.
pub(super) async fn access_of(scope: &mut Scope, user: UserId) -> Result<Access> {
    let workspace = scope.workspace();
    let row = sqlx::query!(
        r#"select m.role, r.permissions as "permissions?", m.only_assigned from memberships m
           left join workspace_roles r on r.workspace_id = m.workspace_id and r.id = m.role_id
           where m.workspace_id = $1 and m.user_id = $2"#,
        workspace.0,
        user.0
    )
    .fetch_one(scope.conn())
    .await?;
    let made = row.permissions.unwrap_or_default();
    Ok(Access::new(known(&row.role)?, made.iter().map(String::as_str), row.only_assigned))
}

/// The role stored under a name.
pub(super) fn known(name: &str) -> Result<Role> {
    Role::from_name(name).ok_or_else(|| Error::internal(format!("unknown role {name}")))
}

async fn take_out(scope: &mut Scope, user: UserId, role: Role, now: DateTime<Utc>) -> Result<()> {
    if role == Role::Owner {
        keep_an_owner(scope, user).await?;
    }
    withdraw(scope, user, now).await?;
    let workspace = scope.workspace();
    sqlx::query!("delete from memberships where workspace_id = $1 and user_id = $2", workspace.0, user.0).execute(scope.conn()).await?;
    // What was offered to them, or by them, is off.
    sqlx::query!(
        "update workspaces set heir = null, heir_until = null, heir_from = null where id = $1 and $2 in (heir, heir_from)",
        workspace.0,
        user.0
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Refuses to go on if nobody but `user` owns the workspace. Exact, as the workspace is ours alone.
async fn keep_an_owner(scope: &mut Scope, user: UserId) -> Result<()> {
    let workspace = scope.workspace();
    let others = sqlx::query_scalar!(
        r#"select exists (select from memberships where workspace_id = $1 and user_id <> $2 and role = 'owner') as "others!""#,
        workspace.0,
        user.0
    );
    if others.fetch_one(scope.conn()).await? {
        return Ok(());
    }
    Err(Error::field("form", Message::from(LAST_OWNER)))
}

/// Takes back the invitations that somebody sent: nobody comes back through a link of their own.
async fn withdraw(scope: &mut Scope, user: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "update invitations set revoked_at = $2 where created_by = $1 and accepted_at is null and revoked_at is null",
        user.0,
        now
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}
