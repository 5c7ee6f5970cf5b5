use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};

use super::{
    Draft, Invitation, Invited, letters,
    members::known,
    roles::{columns, gift},
    rules::Checked,
};
use crate::{
    Error, Result,
    error::OnConstraint,
    events::{self, InvitationResent, InvitationRevoked, MemberInvited},
    ids::{InvitationId, UserId},
    tenancy::{Limit, Permission, Scope},
};

/// A new link lasts as long as one that is made without saying how long.
const RESENT_LASTS: i64 = 7;

/// Invites somebody by mail, or makes a link that works once for whoever has it. Open invitations take seats.
///
/// # Errors
/// `Invalid` on the fields of the draft; on `email` for somebody who is here or invited already; on `form` when no seat is left.
pub async fn invite(scope: &mut Scope, draft: &Draft, base_url: &str, now: DateTime<Utc>) -> Result<Invited> {
    let user = scope.require_everywhere(Permission::ManageMembers)?;
    let checked = draft.check(now)?;
    gift(scope, checked.role, !checked.sites.is_empty()).await?;
    take_seat(scope, now).await?;
    if let Some(email) = &checked.email {
        not_here_yet(scope, email, now).await?;
    }
    let id = insert(scope, user, &checked, now).await?;
    let link = issue(scope, id, base_url).await?;
    if let Some(email) = &checked.email {
        letters::invitation(scope, email, user, &link, draft.days.into(), now).await?;
    }
    let by = if checked.email.is_some() { "mail" } else { "link" };
    events::record(scope, &MemberInvited { invitation: id, by: by.to_owned(), role: columns(checked.role).0.to_owned() }).await?;
    Ok(Invited { id, link: checked.email.is_none().then_some(link) })
}

/// The invitations that can still be accepted or resent, newest first.
pub async fn invitations(scope: &mut Scope) -> Result<Vec<Invitation>> {
    scope.require_everywhere(Permission::ManageMembers)?;
    let rows = sqlx::query!(
        r#"select i.id, i.email, i.role, r.name as "role_name?", i.only_assigned, u.full_name, i.created_at, i.expires_at
         from invitations i
         join users u on u.id = i.created_by
         left join workspace_roles r on r.workspace_id = i.workspace_id and r.id = i.role_id
         where i.accepted_at is null and i.revoked_at is null order by i.id desc limit 200"#
    )
    .fetch_all(scope.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Invitation {
                id: InvitationId(row.id),
                email: row.email,
                role: known(&row.role)?,
                role_name: row.role_name,
                only_assigned: row.only_assigned,
                invited_by: row.full_name,
                created_at: row.created_at,
                expires_at: row.expires_at,
            })
        })
        .collect()
}

/// Sends an invitation once more, with a new link that lasts a week; the link before is dead. One without an address
/// answers with its new link.
///
/// # Errors
/// `NotFound` for one that was accepted or taken back; `Invalid` on `form` when it has expired and no seat is left.
pub async fn resend(scope: &mut Scope, id: InvitationId, base_url: &str, now: DateTime<Utc>) -> Result<Invited> {
    let user = scope.require_everywhere(Permission::ManageMembers)?;
    lock_seats(scope).await?;
    let row = sqlx::query!(
        "select email, role, role_id, only_assigned, expires_at from invitations
         where id = $1 and accepted_at is null and revoked_at is null for update",
        id.0
    )
    .fetch_one(scope.conn())
    .await?;
    let choice = row.role_id.map_or_else(|| row.role.clone(), |id| id.to_string()).parse().map_err(|()| Error::NotFound)?;
    gift(scope, choice, row.only_assigned).await?;
    if row.expires_at <= now {
        let used = seats(scope, now).await?;
        scope.allow(Limit::Seats, used).await?;
    }
    // Who sends it answers for it from now on.
    sqlx::query!("update invitations set expires_at = $2, created_by = $3 where id = $1", id.0, now + Duration::days(RESENT_LASTS), user.0)
        .execute(scope.conn())
        .await?;
    let link = issue(scope, id, base_url).await?;
    if let Some(email) = &row.email {
        letters::invitation(scope, email, user, &link, RESENT_LASTS, now).await?;
    }
    events::record(scope, &InvitationResent { invitation: id }).await?;
    Ok(Invited { id, link: row.email.is_none().then_some(link) })
}

/// Takes an invitation back; its link is dead at once.
///
/// # Errors
/// `NotFound` for one that was accepted or taken back already.
pub async fn revoke_invitation(scope: &mut Scope, id: InvitationId, now: DateTime<Utc>) -> Result<()> {
    scope.require_everywhere(Permission::ManageMembers)?;
    let done =
        sqlx::query!("update invitations set revoked_at = $2 where id = $1 and accepted_at is null and revoked_at is null", id.0, now)
            .execute(scope.conn())
            .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    forget_links(scope, id).await?;
    events::record(scope, &InvitationRevoked { invitation: id }).await
}

/// Members and open invitations.
pub(super) async fn seats(scope: &mut Scope, now: DateTime<Utc>) -> Result<i64> {
    let workspace = scope.workspace();
    let used = sqlx::query_scalar!(
        r#"select (select count(*) from memberships where workspace_id = $1)
             + (select count(*) from invitations where accepted_at is null and revoked_at is null and expires_at > $2) as "used!""#,
        workspace.0,
        now
    );
    Ok(used.fetch_one(scope.conn()).await?)
}

/// The hash under which the text of a link is kept.
pub(super) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Makes the links of an invitation useless.
pub(super) async fn forget_links(scope: &mut Scope, id: InvitationId) -> Result<()> {
    let workspace = scope.workspace();
    sqlx::query!("delete from invitation_tokens where workspace_id = $1 and invitation_id = $2", workspace.0, id.0)
        .execute(scope.conn())
        .await?;
    Ok(())
}

/// Refuses when no seat is left. Whoever else invites waits until this is done, so the limit is exact.
async fn take_seat(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    lock_seats(scope).await?;
    let used = seats(scope, now).await?;
    scope.allow(Limit::Seats, used).await
}

async fn lock_seats(scope: &mut Scope) -> Result<()> {
    let workspace = scope.workspace();
    sqlx::query!("select id from workspaces where id = $1 for no key update", workspace.0).fetch_one(scope.conn()).await?;
    Ok(())
}

/// Refuses an address whose owner is a member; an invitation of theirs that has expired makes way.
async fn not_here_yet(scope: &mut Scope, email: &str, now: DateTime<Utc>) -> Result<()> {
    let workspace = scope.workspace();
    let here = sqlx::query_scalar!(
        r#"select exists (
             select from memberships m join users u on u.id = m.user_id
             where m.workspace_id = $1 and u.email = $2 and u.email_verified_at is not null) as "here!""#,
        workspace.0,
        email
    );
    if here.fetch_one(scope.conn()).await? {
        return Err(Error::field("email", "Somebody with this address is a member already."));
    }
    sqlx::query!(
        "update invitations set revoked_at = $2 where email = $1 and accepted_at is null and revoked_at is null and expires_at <= $2",
        email,
        now
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

async fn insert(scope: &mut Scope, user: UserId, checked: &Checked, now: DateTime<Utc>) -> Result<InvitationId> {
    let (id, (role, made)) = (InvitationId::new(), columns(checked.role));
    let sites: Vec<uuid::Uuid> = checked.sites.iter().map(|site| site.0).collect();
    sqlx::query!(
        "insert into invitations (id, email, role, role_id, only_assigned, site_ids, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        checked.email,
        role,
        made,
        !sites.is_empty(),
        &sites,
        user.0,
        now,
        checked.expires_at
    )
    .execute(scope.conn())
    .await
    .on_constraint("invitations_once", || Error::field("email", "This address is invited already. Send that invitation again."))?;
    Ok(id)
}

/// A fresh link in place of the one before; its text goes to the reader and nowhere else.
async fn issue(scope: &mut Scope, id: InvitationId, base_url: &str) -> Result<String> {
    forget_links(scope, id).await?;
    let (token, workspace) = (URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()), scope.workspace());
    sqlx::query!(
        "insert into invitation_tokens (token_hash, workspace_id, invitation_id) values ($1, $2, $3)",
        &hash(&token)[..],
        workspace.0,
        id.0
    )
    .execute(scope.conn())
    .await?;
    Ok(format!("{base_url}/invite/{token}"))
}
