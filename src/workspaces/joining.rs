//! Following the link of an invitation.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Answer, Welcome,
    invitations::{forget_links, hash},
    members::known,
    rules::masked,
};
use crate::{
    Error, Result,
    db::Db,
    error::{Conflict, OnConstraint},
    events::{self, MemberJoined},
    ids::{InvitationId, UserId, WorkspaceId},
    tenancy::Scope,
};

/// An invitation that can be accepted at this moment.
struct Open {
    id: Uuid,
    email: Option<String>,
    role: String,
    role_id: Option<Uuid>,
    role_name: Option<String>,
    only_assigned: bool,
    site_ids: Vec<Uuid>,
    invited_by: String,
    workspace: String,
    slug: String,
}

/// What a link offers, and what this person (`None`: nobody is signed in) can do with it. Changes nothing.
///
/// # Errors
/// `Conflict(TokenSpent)` for a link that is unknown, used, taken back or too old.
pub async fn look(db: &Db, token: &str, user: Option<UserId>, now: DateTime<Utc>) -> Result<Welcome> {
    let workspace = find(db, token).await?;
    let mut scope = db.join(workspace, user.unwrap_or(UserId(Uuid::nil())), "").await?;
    let open = open(&mut scope, token, now).await?;
    let answer = match user {
        None => Answer::SignIn,
        Some(user) => answer(&mut scope, &open, user).await?,
    };
    Ok(Welcome {
        role: known(&open.role)?,
        role_name: open.role_name,
        workspace: open.workspace,
        invited_by: open.invited_by,
        only_assigned: open.only_assigned,
        answer,
    })
}

/// Makes a person who has authenticated a member, once, and tells where the workspace is. A link that was mailed to
/// the address of their account proves that address.
///
/// # Errors
/// `Conflict(TokenSpent)`; `Invalid` on `form` for an invitation of another address, or an account whose address is not
/// confirmed and was not invited.
pub async fn accept(db: &Db, token: &str, user: UserId, address: &str, now: DateTime<Utc>) -> Result<String> {
    let workspace = find(db, token).await?;
    let mut scope = db.join(workspace, user, address).await?;
    let open = open(&mut scope, token, now).await?;
    match answer(&mut scope, &open, user).await? {
        Answer::Inside(slug) => return Ok(slug),
        Answer::Accept => {}
        Answer::OtherAddress(_) => {
            return Err(Error::field("form", "This invitation is for another address. Sign in with that one."));
        }
        Answer::Confirm | Answer::SignIn => {
            return Err(Error::field("form", "Confirm the address of your account first, then open the link again."));
        }
    }
    if open.email.is_some() {
        confirm(&mut scope, user, now).await?;
    }
    enter(&mut scope, &open, user, now).await?;
    forget_links(&mut scope, InvitationId(open.id)).await?;
    events::record(&mut scope, &MemberJoined { user, role: open.role.clone() }).await?;
    scope.commit().await?;
    Ok(open.slug)
}

/// The workspace that a link leads to.
async fn find(db: &Db, token: &str) -> Result<WorkspaceId> {
    let mut identity = db.identity().await?;
    let found = sqlx::query_scalar!("select workspace_id from invitation_tokens where token_hash = $1", &hash(token)[..])
        .fetch_optional(identity.conn())
        .await?;
    found.map(WorkspaceId).ok_or(Error::Conflict(Conflict::TokenSpent))
}

/// The invitation behind a link, held until the transaction ends: of two who accept it one is first.
async fn open(scope: &mut Scope, token: &str, now: DateTime<Utc>) -> Result<Open> {
    let workspace = scope.workspace();
    let found = sqlx::query_as!(
        Open,
        r#"select i.id, i.email, i.role, i.role_id, r.name as "role_name?", i.only_assigned, i.site_ids,
             u.full_name as invited_by, w.name as workspace, w.slug
         from invitations i
         join invitation_tokens t on t.workspace_id = i.workspace_id and t.invitation_id = i.id
         join workspaces w on w.id = i.workspace_id
         join users u on u.id = i.created_by
         left join workspace_roles r on r.workspace_id = i.workspace_id and r.id = i.role_id
         where t.workspace_id = $1 and t.token_hash = $2 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $3
           and w.ends_at is null
         for update of i"#,
        workspace.0,
        &hash(token)[..],
        now
    )
    .fetch_optional(scope.conn())
    .await?;
    found.ok_or(Error::Conflict(Conflict::TokenSpent))
}

async fn answer(scope: &mut Scope, open: &Open, user: UserId) -> Result<Answer> {
    let workspace = scope.workspace();
    let row = sqlx::query!(
        r#"select email, email_verified_at is not null as "verified!",
             exists (select from memberships m where m.workspace_id = $2 and m.user_id = users.id) as "inside!"
         from users where id = $1"#,
        user.0,
        workspace.0
    )
    .fetch_one(scope.conn())
    .await?;
    Ok(match &open.email {
        _ if row.inside => Answer::Inside(open.slug.clone()),
        Some(invited) if *invited != row.email => Answer::OtherAddress(masked(invited)),
        None if !row.verified => Answer::Confirm,
        _ => Answer::Accept,
    })
}

/// The link came to this address and nowhere else.
async fn confirm(scope: &mut Scope, user: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("update users set email_verified_at = $2 where id = $1 and email_verified_at is null", user.0, now)
        .execute(scope.conn())
        .await
        .on_constraint("users_email_verified", || {
            Error::field("form", "This address already belongs to another account. Sign in to that one instead.")
        })?;
    Ok(())
}

async fn enter(scope: &mut Scope, open: &Open, user: UserId, now: DateTime<Utc>) -> Result<()> {
    let workspace = scope.workspace();
    sqlx::query!("update invitations set accepted_at = $2, accepted_by = $3 where id = $1", open.id, now, user.0)
        .execute(scope.conn())
        .await?;
    sqlx::query!(
        "insert into memberships (workspace_id, user_id, role, role_id, only_assigned) values ($1, $2, $3, $4, $5)",
        workspace.0,
        user.0,
        open.role,
        open.role_id,
        open.only_assigned
    )
    .execute(scope.conn())
    .await
    .on_constraint("memberships_pkey", || Error::Conflict(Conflict::TokenSpent))?;
    // Sites that are gone since are left out.
    sqlx::query!(
        "insert into site_assignments (id, site_id, user_id) select gen_random_uuid(), s.id, $2 from bio_sites s where s.id = any ($1)",
        &open.site_ids,
        user.0
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}
