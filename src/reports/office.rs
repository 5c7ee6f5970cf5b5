use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Case, Queue, QueuePage, Reason, Report, Reported, Ruling, rules::texts};
use crate::{
    Error, Result,
    error::Conflict,
    events::{self, ActorKind, Event, SiteAppealRefused, SiteRestored, SiteTakenDown},
    ids::{SiteId, WorkspaceId},
    staff::BackOffice,
};

/// Pages on one page of the queue.
const PAGE: usize = 50;

/// Pages that were reported, newest report first, before the report `before`.
pub async fn queue(office: &mut BackOffice, which: Queue, before: Option<Uuid>) -> Result<QueuePage> {
    let (appeals, state) = match which {
        Queue::Open => (false, Some(true)),
        Queue::Decided => (false, Some(false)),
        Queue::Appeals => (true, None),
    };
    let rows = sqlx::query!(
        r#"with found as (
             select r.workspace_id, r.site_id, count(*) as reports, max(r.created_at) as newest_at, (array_agg(r.id order by r.id desc))[1] as newest,
               array_agg(distinct r.reason order by r.reason) as reasons
             from content_reports r where $2::bool is null or (r.state = 'open') = $2 group by r.workspace_id, r.site_id)
           select f.site_id, h.handle, f.workspace_id, w.name, f.reports as "reports!", f.reasons as "reasons!", f.newest_at as "newest_at!",
             f.newest as "newest!", t.site_id is not null as "taken_down!"
           from found f join handles h on h.workspace_id = f.workspace_id and h.site_id = f.site_id
           join workspaces w on w.id = f.workspace_id left join site_takedowns t on t.site_id = f.site_id
           where ($3::uuid is null or f.newest < $3) and (not $1 or (t.appeal is not null and t.appeal_refused_at is null))
           order by f.newest desc limit $4"#,
        appeals,
        state,
        before,
        i64::try_from(PAGE + 1).unwrap_or_default()
    )
    .fetch_all(office.conn())
    .await?;
    let (open, appeals) = waiting(office).await?;
    let more = rows.len() > PAGE;
    let pages: Vec<Reported> = rows
        .into_iter()
        .take(PAGE)
        .map(|row| Reported {
            site: SiteId(row.site_id),
            handle: row.handle,
            workspace: WorkspaceId(row.workspace_id),
            name: row.name,
            reports: row.reports,
            reasons: row.reasons.iter().filter_map(|name| Reason::from_name(name)).collect(),
            newest_at: row.newest_at,
            newest: row.newest,
            taken_down: row.taken_down,
        })
        .collect();
    Ok(QueuePage { next: pages.last().filter(|_| more).map(|page| page.newest), pages, open, appeals })
}

/// Everything about a page that was reported.
///
/// # Errors
/// `NotFound` for a site that never was.
pub async fn case(office: &mut BackOffice, site: SiteId) -> Result<Case> {
    let place = place(office, site).await?;
    let rows = sqlx::query!(
        r#"select r.id, r.reason, r.words, r.email, r.state, r.created_at, r.decided_at, u.full_name as "decided_by?"
           from content_reports r left join users u on u.id = r.decided_by
           where r.workspace_id = $1 and r.site_id = $2 order by r.id desc limit 200"#,
        place.workspace.0,
        site.0
    )
    .fetch_all(office.conn())
    .await?;
    let ruling = sqlx::query_as!(
        Ruling,
        "select because, taken_at, appeal, appealed_at, appeal_refused_at as refused_at from site_takedowns where site_id = $1",
        site.0
    )
    .fetch_optional(office.conn())
    .await?;
    let reports = rows.into_iter().map(|row| Report {
        id: row.id,
        reason: Reason::from_name(&row.reason).unwrap_or(Reason::Other),
        words: row.words,
        email: row.email,
        state: row.state,
        created_at: row.created_at,
        decided_at: row.decided_at,
        decided_by: row.decided_by,
    });
    let (reports, says) = (reports.collect(), says(office, &place, site).await?);
    Ok(Case { site, handle: place.handle, workspace: place.workspace, name: place.name, reports, ruling, says })
}

/// Leaves the page as it is: nothing is wrong with it.
///
/// # Errors
/// `NotFound`; `Conflict(StaleVersion)` if nothing waits for a decision (any more).
pub async fn dismiss(office: &mut BackOffice, site: SiteId, now: DateTime<Utc>) -> Result<()> {
    place(office, site).await?;
    let count = decide(office, site, "dismissed", now).await?;
    office.note("reports.dismiss", &json!({ "site": site, "reports": count })).await
}

/// Keeps the page from visitors. Its owners are told the reason that staff came with, and may object.
///
/// # Errors
/// As `dismiss`.
pub async fn take_down(office: &mut BackOffice, site: SiteId, now: DateTime<Utc>) -> Result<()> {
    let place = place(office, site).await?;
    let count = decide(office, site, "upheld", now).await?;
    let (because, user) = (office.reason.trim().to_owned(), office.user());
    let taken = sqlx::query!(
        "insert into site_takedowns (site_id, workspace_id, because, taken_at, taken_by) values ($1, $2, $3, $4, $5) on conflict do nothing",
        site.0,
        place.workspace.0,
        because,
        now,
        user.0
    )
    .execute(office.conn())
    .await?;
    changed(taken.rows_affected())?;
    let event = SiteTakenDown { site, handle: place.handle.clone(), because };
    tell(office, &place, &event).await?;
    office.note("reports.take_down", &json!({ "site": site, "workspace": place.workspace, "reports": count })).await
}

/// Lets visitors see the page again.
///
/// # Errors
/// As `dismiss`, also for a page that is not down.
pub async fn restore(office: &mut BackOffice, site: SiteId) -> Result<()> {
    let place = place(office, site).await?;
    let restored = sqlx::query!("delete from site_takedowns where site_id = $1", site.0).execute(office.conn()).await?;
    changed(restored.rows_affected())?;
    tell(office, &place, &SiteRestored { site, handle: place.handle.clone() }).await?;
    office.note("reports.restore", &json!({ "site": site, "workspace": place.workspace })).await
}

/// Answers an objection: the page stays down. Its owners are told the reason.
///
/// # Errors
/// As `dismiss`, also if nobody objects (any more).
pub async fn keep_down(office: &mut BackOffice, site: SiteId, now: DateTime<Utc>) -> Result<()> {
    let place = place(office, site).await?;
    let because = office.reason.trim().to_owned();
    let kept = sqlx::query!(
        "update site_takedowns set appeal_refused_at = $2 where site_id = $1 and appeal is not null and appeal_refused_at is null",
        site.0,
        now
    )
    .execute(office.conn())
    .await?;
    changed(kept.rows_affected())?;
    tell(office, &place, &SiteAppealRefused { site, handle: place.handle.clone(), because }).await?;
    office.note("reports.keep_down", &json!({ "site": site, "workspace": place.workspace })).await
}

/// Where a site is.
struct Place {
    workspace: WorkspaceId,
    handle: String,
    name: String,
}

async fn place(office: &mut BackOffice, site: SiteId) -> Result<Place> {
    let row = sqlx::query!(
        "select h.workspace_id, h.handle, w.name from handles h join workspaces w on w.id = h.workspace_id where h.site_id = $1 limit 1",
        site.0
    )
    .fetch_one(office.conn())
    .await?;
    Ok(Place { workspace: WorkspaceId(row.workspace_id), handle: row.handle, name: row.name })
}

/// What stands on the published page.
async fn says(office: &mut BackOffice, place: &Place, site: SiteId) -> Result<Vec<String>> {
    events::enter(office.conn(), place.workspace.0).await?;
    let content = sqlx::query_scalar!(
        r#"select v.content as "content: Value" from bio_sites s
           join bio_site_versions v on v.workspace_id = s.workspace_id and v.site_id = s.id and v.number = s.published_number
           where s.id = $1"#,
        site.0
    )
    .fetch_optional(office.conn())
    .await?;
    events::leave(office.conn()).await?;
    Ok(content.as_ref().map(texts).unwrap_or_default())
}

/// Decides about all open reports of a page; whoever comes second finds none.
async fn decide(office: &mut BackOffice, site: SiteId, state: &str, now: DateTime<Utc>) -> Result<u64> {
    let user = office.user();
    // The address was for asking back before this.
    let decided = sqlx::query!(
        "update content_reports set state = $2, decided_at = $3, decided_by = $4, email = null where site_id = $1 and state = 'open'",
        site.0,
        state,
        now,
        user.0
    )
    .execute(office.conn())
    .await?;
    changed(decided.rows_affected())?;
    Ok(decided.rows_affected())
}

fn changed(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::Conflict(Conflict::StaleVersion)) } else { Ok(()) }
}

/// Tells every process that keeps the page, and the workspace's history.
async fn tell<E: Event>(office: &mut BackOffice, place: &Place, event: &E) -> Result<()> {
    sqlx::query!("select pg_notify('bio_site_published', $1)", place.handle).fetch_one(office.conn()).await?;
    let actor = events::Actor { kind: ActorKind::Staff, id: Some(office.user().0) };
    events::enter(office.conn(), place.workspace.0).await?;
    events::record_as(office.conn(), actor, "", event).await?;
    events::leave(office.conn()).await
}

/// Reports that wait for a decision, and objections that wait for an answer.
async fn waiting(office: &mut BackOffice) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select (select count(*) from content_reports where state = 'open') as "open!",
             (select count(*) from site_takedowns where appeal is not null and appeal_refused_at is null) as "appeals!""#
    )
    .fetch_one(office.conn())
    .await?;
    Ok((row.open, row.appeals))
}
