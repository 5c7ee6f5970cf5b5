//! Beginning, resting, changing hands and ending.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    letters,
    members::access_of,
    rules::{GRACE, MOST_OWNED, OFFER_LASTS, check_name},
    settings::names,
};
use crate::{
    Error, Result,
    db::{Db, Identity},
    error::Conflict,
    events::{self, WorkspaceArchived, WorkspaceEnding, WorkspaceOffered, WorkspaceReopened, WorkspaceTransferred},
    fields::Message,
    identity::{create_workspace, rules::workspace_slug},
    ids::{UserId, WorkspaceId},
    tenancy::{Actor, Permission, Role, Scope, Standing},
};

/// Makes another workspace of a person's, who becomes its owner. Answers with its address.
///
/// # Errors
/// `Invalid` on `name`, or on `form` for somebody who owns too many.
pub async fn create(identity: &mut Identity, user: UserId, name: &str, address: &str) -> Result<String> {
    let name = check_name(name)?;
    // One at a time, so that the limit is exact.
    sqlx::query!("select id from users where id = $1 for no key update", user.0).fetch_one(identity.conn()).await?;
    let owned = sqlx::query_scalar!(
        r#"select count(*) as "count!" from memberships m join workspaces w on w.id = m.workspace_id
           where m.user_id = $1 and m.role = 'owner' and w.ends_at is null"#,
        user.0
    )
    .fetch_one(identity.conn())
    .await?;
    if owned >= MOST_OWNED {
        let template = "You own {most} workspaces already. Hand one over or delete one first.";
        return Err(Error::field("form", Message::with(template, [("most", MOST_OWNED.to_string())])));
    }
    let id = create_workspace(identity, user, &workspace_slug(&name), &name, address).await?;
    Ok(sqlx::query_scalar!("select slug from workspaces where id = $1", id.0).fetch_one(identity.conn()).await?)
}

/// Makes the workspace read-only for everybody. Published pages stay.
pub async fn archive(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    scope.require_alone()?;
    let workspace = scope.workspace();
    sqlx::query!("update workspaces set archived_at = $2 where id = $1", workspace.0, now).execute(scope.conn()).await?;
    events::record(scope, &WorkspaceArchived { workspace }).await
}

/// Takes an archived workspace back into use, or one that was about to be deleted; the latter only owners may.
pub async fn reopen(scope: &mut Scope) -> Result<()> {
    let needed = if matches!(scope.standing, Standing::Ending(_)) { Permission::OwnWorkspace } else { Permission::ManageWorkspace };
    scope.require_whatever_it_stands(needed)?;
    scope.require_alone()?;
    if scope.standing == Standing::Suspended {
        return Err(Error::Conflict(Conflict::Suspended));
    }
    let workspace = scope.workspace();
    sqlx::query!("update workspaces set archived_at = null, ends_at = null where id = $1", workspace.0).execute(scope.conn()).await?;
    tell_visitors(scope).await?;
    events::record(scope, &WorkspaceReopened { workspace }).await
}

/// Ends the workspace after a grace of 14 days, in which owners can take that back. Until then it is read-only, and its
/// published pages are not there. `typed` must be its address.
///
/// # Errors
/// `Invalid` on `typed`.
pub async fn end(scope: &mut Scope, typed: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    scope.require_whatever_it_stands(Permission::OwnWorkspace)?;
    scope.require_alone()?;
    let ((_, slug), workspace) = (names(scope).await?, scope.workspace());
    if typed.trim() != slug {
        return Err(Error::field("typed", "Type the address of the workspace."));
    }
    if let Standing::Ending(at) = scope.standing {
        return Ok(at);
    }
    let ends_at = now + GRACE;
    sqlx::query!(
        "update workspaces set ends_at = $2, heir = null, heir_until = null, heir_from = null where id = $1",
        workspace.0,
        ends_at
    )
    .execute(scope.conn())
    .await?;
    tell_visitors(scope).await?;
    events::record(scope, &WorkspaceEnding { workspace, ends_at: ends_at.to_rfc3339() }).await?;
    Ok(ends_at)
}

/// Offers the workspace to a member, who has a week to say yes.
///
/// # Errors
/// `Invalid` on `user` for oneself, a guest, or somebody who is no member.
pub async fn offer(scope: &mut Scope, user: UserId, base_url: &str, now: DateTime<Utc>) -> Result<()> {
    let from = scope.require(Permission::OwnWorkspace)?;
    let access = access_of(scope, user).await;
    if user == from || access.as_ref().is_ok_and(|access| access.only_assigned) || access == Err(Error::NotFound) {
        return Err(Error::field("user", "Choose another member, who is no guest."));
    }
    access?;
    let (workspace, until) = (scope.workspace(), now + OFFER_LASTS);
    sqlx::query!("update workspaces set heir = $2, heir_until = $3, heir_from = $4 where id = $1", workspace.0, user.0, until, from.0)
        .execute(scope.conn())
        .await?;
    let (_, slug) = names(scope).await?;
    let link = format!("{base_url}/w/{slug}/settings/workspace");
    letters::offer(scope, user, from, &link, OFFER_LASTS.num_days(), now).await?;
    events::record(scope, &WorkspaceOffered { workspace, to: user }).await
}

/// Takes an offer back.
pub async fn withdraw_offer(scope: &mut Scope) -> Result<()> {
    scope.require(Permission::OwnWorkspace)?;
    clear_offer(scope).await
}

/// Says no to an offer.
///
/// # Errors
/// `Conflict(TokenSpent)` if it is not offered to this person (any more).
pub async fn decline_offer(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    offered(scope, now).await?;
    clear_offer(scope).await
}

/// Takes the workspace over: the person becomes an owner, and who offered it an admin.
///
/// # Errors
/// `Conflict(TokenSpent)` if it is not offered to this person (any more), or who offered it owns it no longer.
pub async fn accept_offer(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    scope.require_alone()?;
    let (to, from) = offered(scope, now).await?;
    let workspace = scope.workspace();
    if !access_of(scope, from).await.is_ok_and(|access| access.role == Role::Owner) {
        return Err(Error::Conflict(Conflict::TokenSpent));
    }
    let role = async |scope: &mut Scope, user: UserId, role: Role| {
        sqlx::query!(
            "update memberships set role = $3, role_id = null, only_assigned = false where workspace_id = $1 and user_id = $2",
            workspace.0,
            user.0,
            role.name()
        )
        .execute(scope.conn())
        .await
    };
    role(scope, to, Role::Owner).await?;
    role(scope, from, Role::Admin).await?;
    clear_offer(scope).await?;
    events::record(scope, &WorkspaceTransferred { workspace, from, to }).await
}

/// Lets nobody into workspaces whose grace is over. What they held is erased by the owner role (`erase_ended`): the
/// application itself can delete neither history nor published versions. Answers with how many were closed.
pub async fn close_ended(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let mut identity = db.identity().await?;
    let done = sqlx::query!("delete from memberships m using workspaces w where w.id = m.workspace_id and w.ends_at <= $1", now)
        .execute(identity.conn())
        .await?;
    identity.commit().await?;
    Ok(done.rows_affected())
}

/// Erases every row of the workspaces whose grace is over, as the owner role; answers with the folders of their files,
/// which are to be removed from storage.
///
/// # Errors
/// If the database refuses; then nothing of the workspace at hand is erased.
pub async fn erase_ended(owner_url: &str, now: DateTime<Utc>) -> Result<Vec<(WorkspaceId, Vec<String>)>> {
    let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(owner_url).await?;
    let ended = sqlx::query_scalar!("select id from workspaces where ends_at <= $1 order by id", now).fetch_all(&mut connection).await?;
    let mut erased = Vec::new();
    for id in ended {
        let keys = sqlx::query_scalar!(r#"select erase_workspace($1) as "keys!""#, id).fetch_one(&mut connection).await?;
        erased.push((WorkspaceId(id), keys));
    }
    Ok(erased)
}

/// To whom and by whom the workspace is offered, if it is to the person who acts.
async fn offered(scope: &mut Scope, now: DateTime<Utc>) -> Result<(UserId, UserId)> {
    let Actor::Member(user, _) = scope.actor else { return Err(Error::Forbidden) };
    scope.require_open()?;
    let workspace = scope.workspace();
    let from = sqlx::query_scalar!(
        r#"select heir_from as "from!" from workspaces where id = $1 and heir = $2 and heir_until > $3 for no key update"#,
        workspace.0,
        user.0,
        now
    );
    let from = from.fetch_optional(scope.conn()).await?.ok_or(Error::Conflict(Conflict::TokenSpent))?;
    Ok((user, UserId(from)))
}

async fn clear_offer(scope: &mut Scope) -> Result<()> {
    let workspace = scope.workspace();
    sqlx::query!("update workspaces set heir = null, heir_until = null, heir_from = null where id = $1", workspace.0)
        .execute(scope.conn())
        .await?;
    Ok(())
}

/// Published pages come or go: every process forgets what it kept of them.
async fn tell_visitors(scope: &mut Scope) -> Result<()> {
    let workspace = scope.workspace();
    tell_visitors_of(scope.conn(), workspace).await
}

/// The same on any connection.
pub(crate) async fn tell_visitors_of(conn: &mut PgConnection, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!("select pg_notify('bio_site_published', handle) from handles where workspace_id = $1", workspace.0)
        .fetch_all(conn)
        .await?;
    Ok(())
}
