use super::{Assignee, Assignment, Group, rules::check_label};
use crate::{
    Error, Result,
    error::OnConstraint,
    events::{self, GroupChanged, GroupCreated, GroupDeleted, SiteAssigned, SiteUnassigned},
    ids::{AssignmentId, GroupId, SiteId, UserId},
    tenancy::{Limit, Permission, Scope},
};

/// The groups of the workspace with their members, by name.
pub async fn groups(scope: &mut Scope) -> Result<Vec<Group>> {
    scope.require(Permission::ViewMembers)?;
    let rows = sqlx::query!(
        r#"select g.id, g.name, u.id as "user_id?", u.full_name as "full_name?"
         from workspace_groups g
         left join workspace_group_members m on m.workspace_id = g.workspace_id and m.group_id = g.id
         left join users u on u.id = m.user_id
         order by lower(g.name), g.id, lower(u.full_name), u.id"#
    )
    .fetch_all(scope.conn())
    .await?;
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        if groups.last().is_none_or(|group| group.id.0 != row.id) {
            groups.push(Group { id: GroupId(row.id), name: row.name, members: Vec::new() });
        }
        if let (Some(group), Some(user), Some(name)) = (groups.last_mut(), row.user_id, row.full_name) {
            group.members.push((UserId(user), name));
        }
    }
    Ok(groups)
}

/// Makes an empty group.
///
/// # Errors
/// `Invalid` on `name`, or on `form` when there are too many.
pub async fn create_group(scope: &mut Scope, name: &str) -> Result<GroupId> {
    scope.require_everywhere(Permission::ManageMembers)?;
    let (name, id, workspace) = (check_label(name)?, GroupId::new(), scope.workspace());
    // One at a time, so that the limit is exact.
    sqlx::query!("select id from workspaces where id = $1 for no key update", workspace.0).fetch_one(scope.conn()).await?;
    let used = sqlx::query_scalar!(r#"select count(*) as "count!" from workspace_groups"#).fetch_one(scope.conn()).await?;
    scope.allow(Limit::Groups, used).await?;
    sqlx::query!("insert into workspace_groups (id, name) values ($1, $2)", id.0, name)
        .execute(scope.conn())
        .await
        .on_constraint("workspace_groups_name", || Error::field("name", "Another group has this name."))?;
    events::record(scope, &GroupCreated { group: id, name }).await?;
    Ok(id)
}

/// Says who is in a group. It may take sites from guests, so it needs the workspace alone.
///
/// # Errors
/// `NotFound` for a group that is not there, `Invalid` on `members` for somebody who is no member.
pub async fn set_group(scope: &mut Scope, id: GroupId, name: &str, members: &[UserId]) -> Result<()> {
    scope.require_everywhere(Permission::ManageMembers)?;
    scope.require_alone()?;
    let name = check_label(name)?;
    let done = sqlx::query!("update workspace_groups set name = $2 where id = $1", id.0, name)
        .execute(scope.conn())
        .await
        .on_constraint("workspace_groups_name", || Error::field("name", "Another group has this name."))?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    let mut members: Vec<uuid::Uuid> = members.iter().map(|user| user.0).collect();
    members.sort_unstable();
    members.dedup();
    sqlx::query!("delete from workspace_group_members where group_id = $1", id.0).execute(scope.conn()).await?;
    sqlx::query!("insert into workspace_group_members (group_id, user_id) select $1, unnest($2::uuid[])", id.0, &members)
        .execute(scope.conn())
        .await
        .on_constraint("workspace_group_members_member", || Error::field("members", "One of these is no member of the workspace."))?;
    events::record(scope, &GroupChanged { group: id, name }).await
}

/// Deletes a group; its members stay in the workspace, what was assigned to it is nobody's.
///
/// # Errors
/// `NotFound`.
pub async fn delete_group(scope: &mut Scope, id: GroupId) -> Result<()> {
    scope.require_everywhere(Permission::ManageMembers)?;
    scope.require_alone()?;
    let name = sqlx::query_scalar!("delete from workspace_groups where id = $1 returning name", id.0).fetch_one(scope.conn()).await?;
    events::record(scope, &GroupDeleted { group: id, name }).await
}

/// Which sites are whose, by handle.
pub async fn assignments(scope: &mut Scope) -> Result<Vec<Assignment>> {
    scope.require(Permission::ViewMembers)?;
    let rows = sqlx::query!(
        r#"select a.id, a.site_id, s.handle, a.user_id, a.group_id, coalesce(u.full_name, g.name) as "name!"
         from site_assignments a
         join bio_sites s on s.workspace_id = a.workspace_id and s.id = a.site_id
         left join users u on u.id = a.user_id
         left join workspace_groups g on g.workspace_id = a.workspace_id and g.id = a.group_id
         order by s.handle, 6, a.id"#
    )
    .fetch_all(scope.conn())
    .await?;
    let assignee = |user: Option<uuid::Uuid>, group: Option<uuid::Uuid>| match (user, group) {
        (Some(user), _) => Some(Assignee::Person(UserId(user))),
        (None, group) => group.map(|group| Assignee::Group(GroupId(group))),
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let assignee = assignee(row.user_id, row.group_id)?;
            Some(Assignment { id: AssignmentId(row.id), site: SiteId(row.site_id), handle: row.handle, assignee, name: row.name })
        })
        .collect())
}

/// The sites that are the person's own to look after, directly or through a group.
pub async fn my_sites(scope: &mut Scope) -> Result<Vec<SiteId>> {
    let user = scope.require(Permission::ViewSites)?;
    let ids = sqlx::query_scalar!(
        "select distinct a.site_id from site_assignments a
         where a.user_id = $1 or a.group_id in (select m.group_id from workspace_group_members m where m.user_id = $1)",
        user.0
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(ids.into_iter().map(SiteId).collect())
}

/// Gives a site to a person or a group to look after. For guests it is what they see.
///
/// # Errors
/// `NotFound` for a site, a person or a group that this workspace does not have; doing it twice is doing it once.
pub async fn assign(scope: &mut Scope, site: SiteId, to: Assignee) -> Result<()> {
    scope.require_everywhere(Permission::ManageMembers)?;
    let (user, group) = columns(to);
    let done = sqlx::query!(
        "insert into site_assignments (id, site_id, user_id, group_id) values ($1, $2, $3, $4)
         on conflict on constraint site_assignments_once do nothing",
        AssignmentId::new().0,
        site.0,
        user.map(|user| user.0),
        group.map(|group| group.0)
    )
    .execute(scope.conn())
    .await
    .map_err(|error| match error.as_database_error().map(sqlx::error::DatabaseError::is_foreign_key_violation) {
        Some(true) => Error::NotFound,
        _ => error.into(),
    })?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    events::record(scope, &SiteAssigned { site, user, group }).await
}

/// Takes a site away from whom it was given to.
///
/// # Errors
/// `NotFound`.
pub async fn unassign(scope: &mut Scope, id: AssignmentId) -> Result<()> {
    scope.require_everywhere(Permission::ManageMembers)?;
    scope.require_alone()?;
    let row = sqlx::query!("delete from site_assignments where id = $1 returning site_id, user_id, group_id", id.0)
        .fetch_one(scope.conn())
        .await?;
    let event = SiteUnassigned { site: SiteId(row.site_id), user: row.user_id.map(UserId), group: row.group_id.map(GroupId) };
    events::record(scope, &event).await
}

fn columns(to: Assignee) -> (Option<UserId>, Option<GroupId>) {
    match to {
        Assignee::Person(user) => (Some(user), None),
        Assignee::Group(group) => (None, Some(group)),
    }
}
