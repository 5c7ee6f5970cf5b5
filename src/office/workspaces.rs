use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{PAGE, WorkspaceDetails, WorkspaceRow};
use crate::{
    Error, Result,
    events::{self, ActorKind, Event, WorkspaceArchived, WorkspaceReleased, WorkspaceReopened, WorkspaceSuspended},
    ids::{UserId, WorkspaceId},
    staff::BackOffice,
    tenancy::Standing,
    workspaces::tell_visitors_of,
};

/// So many are sorted after they were found; more are found in order.
const FEW: i64 = 1_000;
/// Fewer letters would be found everywhere.
const SHORTEST: usize = 3;
/// Events that are shown of a workspace.
const LAST_EVENTS: i64 = 20;

/// Workspaces by a part of their name or address, by their id, or by a part of an owner's address (whatever holds an `@`), newest first,
/// made before `before`; all of them for an empty text.
///
/// # Errors
/// `Invalid` on `text` if it is too short to look for.
pub async fn search_workspaces(office: &mut BackOffice, text: &str, before: Option<WorkspaceId>) -> Result<Vec<WorkspaceRow>> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return rows(office, None, before, None).await;
    }
    if let Ok(id) = text.parse::<Uuid>() {
        return rows(office, None, before, Some(vec![id])).await;
    }
    if text.chars().count() < SHORTEST {
        return Err(Error::field("text", "Enter at least three letters."));
    }
    let pattern = format!("%{}%", text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
    // Planned for these very words, not for any.
    sqlx::query!("select set_config('plan_cache_mode', 'force_custom_plan', true)").fetch_one(office.conn()).await?;
    if text.contains('@') {
        let owned = of_owners(office, &pattern).await?;
        return rows(office, None, before, Some(owned)).await;
    }
    // Who is rare is found by the index of trigrams and who is common by going through the newest, as with people.
    let found = sqlx::query_scalar!("select id from workspaces where (lower(name) || ' ' || slug) like $1 limit $2", pattern, FEW + 1)
        .fetch_all(office.conn())
        .await?;
    if i64::try_from(found.len()).is_ok_and(|count| count <= FEW) {
        return rows(office, None, before, Some(found)).await;
    }
    rows(office, Some(pattern), before, None).await
}

/// What staff see of a workspace.
///
/// # Errors
/// `NotFound`.
pub async fn find_workspace(office: &mut BackOffice, id: WorkspaceId, now: DateTime<Utc>) -> Result<WorkspaceDetails> {
    let row = rows(office, None, None, Some(vec![id.0])).await?.pop().ok_or(Error::NotFound)?;
    let held = sqlx::query!("select suspended_at, suspended_because from workspaces where id = $1", id.0).fetch_one(office.conn()).await?;
    let owners = owners(office, id).await?;
    events::enter(office.conn(), id.0).await?;
    let plan = sqlx::query!(
        "select v.plan, s.state, s.period_end from subscriptions s join plan_versions v on v.id = s.plan_version_id where s.workspace_id = $1",
        id.0
    )
    .fetch_optional(office.conn())
    .await?;
    let used = used(office, id, now).await?;
    let last =
        sqlx::query!("select name, happened_at from events order by seq desc limit $1", LAST_EVENTS).fetch_all(office.conn()).await?;
    events::leave(office.conn()).await?;
    Ok(WorkspaceDetails {
        row,
        suspended: held.suspended_at.zip(held.suspended_because),
        owners,
        plan: plan.map(|row| (row.plan, row.state, row.period_end)),
        sites: used.sites,
        published: used.published,
        files: used.files,
        bytes: used.bytes,
        requests: used.requests,
        refused: used.refused,
        keys: used.keys,
        webhooks: used.webhooks,
        handles: used.handles,
        events: last.into_iter().map(|row| (row.name, row.happened_at)).collect(),
    })
}

/// Keeps a workspace from visitors and programs; members read, and are told the reason that staff came with. Suspending twice keeps
/// the first time and takes the newer reason.
///
/// # Errors
/// `NotFound`; `Unavailable` if members stay inside for longer than ten seconds.
pub async fn suspend_workspace(office: &mut BackOffice, id: WorkspaceId, now: DateTime<Utc>) -> Result<()> {
    alone(office, id).await?;
    let because = office.reason.trim().to_owned();
    sqlx::query!(
        "update workspaces set suspended_at = coalesce(suspended_at, $2), suspended_because = $3 where id = $1",
        id.0,
        now,
        because
    )
    .execute(office.conn())
    .await?;
    done(office, id, "workspace.suspend", &WorkspaceSuspended { workspace: id, because }).await
}

/// Lets visitors and programs at a workspace again. Nothing happens to one that is not suspended.
///
/// # Errors
/// As `suspend_workspace`.
pub async fn release_workspace(office: &mut BackOffice, id: WorkspaceId) -> Result<()> {
    alone(office, id).await?;
    let released = sqlx::query!(
        "update workspaces set suspended_at = null, suspended_because = null where id = $1 and suspended_at is not null",
        id.0
    )
    .execute(office.conn())
    .await?;
    if released.rows_affected() == 0 {
        return Ok(());
    }
    done(office, id, "workspace.release", &WorkspaceReleased { workspace: id }).await
}

/// Makes a workspace read-only, as its admins may.
///
/// # Errors
/// As `suspend_workspace`.
pub async fn archive_workspace(office: &mut BackOffice, id: WorkspaceId, now: DateTime<Utc>) -> Result<()> {
    alone(office, id).await?;
    sqlx::query!("update workspaces set archived_at = coalesce(archived_at, $2) where id = $1", id.0, now).execute(office.conn()).await?;
    done(office, id, "workspace.archive", &WorkspaceArchived { workspace: id }).await
}

/// Takes a workspace back into use that is archived or about to be deleted, as its owners may.
///
/// # Errors
/// As `suspend_workspace`; `Invalid` once its time is over.
pub async fn reopen_workspace(office: &mut BackOffice, id: WorkspaceId, now: DateTime<Utc>) -> Result<()> {
    alone(office, id).await?;
    let reopened = sqlx::query!(
        "update workspaces set archived_at = null, ends_at = null where id = $1 and (ends_at is null or ends_at > $2)",
        id.0,
        now
    )
    .execute(office.conn())
    .await?;
    if reopened.rows_affected() == 0 {
        return Err(Error::field("form", "This workspace has ended; it cannot be taken back."));
    }
    done(office, id, "workspace.reopen", &WorkspaceReopened { workspace: id }).await
}

/// Has the workspace for itself, as `Db::alone`: nothing commits afterwards with what it stood like before.
async fn alone(office: &mut BackOffice, id: WorkspaceId) -> Result<()> {
    sqlx::query!("select set_config('lock_timeout', '10s', true)").fetch_one(office.conn()).await?;
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 7))", id.to_string()).fetch_one(office.conn()).await?;
    sqlx::query_scalar!("select id from workspaces where id = $1", id.0).fetch_optional(office.conn()).await?.ok_or(Error::NotFound)?;
    Ok(())
}

/// Tells visitors, members and the log.
async fn done<E: Event>(office: &mut BackOffice, id: WorkspaceId, act: &str, event: &E) -> Result<()> {
    tell_visitors_of(office.conn(), id).await?;
    record(office, id, event).await?;
    office.note(act, &json!({ "workspace": id })).await
}

/// Writes into a workspace's history what staff did to it.
pub(crate) async fn record<E: Event>(office: &mut BackOffice, id: WorkspaceId, event: &E) -> Result<()> {
    let actor = events::Actor { kind: ActorKind::Staff, id: Some(office.user().0) };
    events::enter(office.conn(), id.0).await?;
    events::record_as(office.conn(), actor, "", event).await?;
    events::leave(office.conn()).await
}

/// Workspaces of owners whose address fits.
async fn of_owners(office: &mut BackOffice, pattern: &str) -> Result<Vec<Uuid>> {
    // Two steps, so that the index of trigrams is asked first.
    let people = sqlx::query_scalar!("select id from users where (lower(full_name) || ' ' || email) like $1 limit $2", pattern, FEW)
        .fetch_all(office.conn())
        .await?;
    Ok(sqlx::query_scalar!("select distinct workspace_id from memberships where user_id = any($1) and role = 'owner'", &people)
        .fetch_all(office.conn())
        .await?)
}

async fn rows(
    office: &mut BackOffice,
    pattern: Option<String>,
    before: Option<WorkspaceId>,
    among: Option<Vec<Uuid>>,
) -> Result<Vec<WorkspaceRow>> {
    let rows = sqlx::query!(
        r#"select w.id, w.slug, w.name, w.created_at, w.archived_at is not null as "archived!", w.suspended_at is not null as "suspended!",
             w.ends_at, (select count(*) from memberships m where m.workspace_id = w.id) as "members!",
             (select u.email from memberships m join users u on u.id = m.user_id
              where m.workspace_id = w.id and m.role = 'owner' order by m.created_at, u.id limit 1) as owner
           from workspaces w
           where ($1::text is null or (lower(w.name) || ' ' || w.slug) like $1)
             and ($2::uuid is null or w.id < $2) and ($3::uuid[] is null or w.id = any($3))
           order by w.id desc limit $4"#,
        pattern,
        before.map(|id| id.0),
        among.as_deref(),
        PAGE
    )
    .fetch_all(office.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WorkspaceRow {
            id: WorkspaceId(row.id),
            slug: row.slug,
            name: row.name,
            created_at: row.created_at,
            standing: Standing::new(row.archived, row.suspended, row.ends_at),
            members: row.members,
            owner: row.owner,
        })
        .collect())
}

/// Id, full name and address of each owner.
async fn owners(office: &mut BackOffice, id: WorkspaceId) -> Result<Vec<(UserId, String, String)>> {
    let rows = sqlx::query!(
        "select u.id, u.full_name, u.email from memberships m join users u on u.id = m.user_id
         where m.workspace_id = $1 and m.role = 'owner' order by m.created_at, u.id",
        id.0
    )
    .fetch_all(office.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), row.full_name, row.email)).collect())
}

/// How much of the workspace that the connection is in is in use.
struct Used {
    sites: i64,
    published: i64,
    files: i64,
    bytes: i64,
    requests: i64,
    refused: i64,
    keys: i64,
    webhooks: i64,
    handles: Vec<String>,
}

async fn used(office: &mut BackOffice, id: WorkspaceId, now: DateTime<Utc>) -> Result<Used> {
    Ok(sqlx::query_as!(
        Used,
        r#"select
             (select count(*) from bio_sites) as "sites!",
             (select count(*) from bio_sites where published_number is not null) as "published!",
             (select count(*) from media) as "files!",
             (select coalesce(sum(bytes), 0)::bigint from media) + (select coalesce(sum(bytes), 0)::bigint from media_former_files) as "bytes!",
             (select coalesce(sum(requests), 0)::bigint from api_request_counts where day > $1) as "requests!",
             (select coalesce(sum(refused), 0)::bigint from api_request_counts where day > $1) as "refused!",
             (select count(*) from api_keys where revoked_at is null and (expires_at is null or expires_at > $2)) as "keys!",
             (select count(*) from webhook_endpoints) as "webhooks!",
             array(select h.handle from handles h where h.workspace_id = $3 order by h.handle limit 100) as "handles!""#,
        (now - Duration::days(30)).date_naive(),
        now,
        id.0
    )
    .fetch_one(office.conn())
    .await?)
}
