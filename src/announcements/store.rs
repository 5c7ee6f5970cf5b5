use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Announcement, Audience, Banner, Draft, Kind, Row, Tell, Words, rules};
use crate::{
    Error, Result,
    db::Identity,
    fields::Message,
    ids::{AnnouncementId, UserId, WorkspaceId},
    jobs::{self, Options},
    locale::Locale,
    plans::{self, Plan},
    staff::BackOffice,
    tenancy::Scope,
};

/// Announcements that staff see; older ones are over.
const SHOWN: i64 = 50;

/// The newest announcements, newest first.
pub async fn board(office: &mut BackOffice, now: DateTime<Utc>) -> Result<Vec<Row>> {
    let all = read(office.conn(), None, SHOWN).await?;
    let mut rows = Vec::with_capacity(all.len());
    for announcement in all {
        let ids: Vec<Uuid> = announcement.draft.audience.workspaces.iter().map(|id| id.0).collect();
        let row = sqlx::query!(
            r#"select array(select slug from workspaces where id = any($1) order by slug) as "slugs!",
                 (select count(*) from announcement_dismissals where announcement_id = $2) as "put_away!""#,
            &ids,
            announcement.id.0
        )
        .fetch_one(office.conn())
        .await?;
        rows.push(Row { stage: rules::stage(&announcement, now), announcement, slugs: row.slugs, put_away: row.put_away });
    }
    Ok(rows)
}

/// Keeps a draft: a new one, or the words of one that nobody has seen. Workspaces by address in place of those in the draft.
///
/// # Errors
/// `Invalid` by field; `NotFound` for one that is published.
pub async fn save(
    office: &mut BackOffice,
    id: Option<AnnouncementId>,
    draft: &Draft,
    slugs: &[String],
    now: DateTime<Utc>,
) -> Result<AnnouncementId> {
    let mut draft = rules::check(draft, now)?;
    draft.audience.workspaces = found(office.conn(), slugs).await?;
    let (new, id) = (id.is_none(), id.unwrap_or_default());
    let words: BTreeMap<&str, &Words> = draft.words.iter().map(|(locale, words)| (locale.tag(), words)).collect();
    let words = serde_json::to_value(words).map_err(Error::internal)?;
    let plans: Vec<String> = draft.audience.plans.iter().map(|plan| plan.name().to_owned()).collect();
    let workspaces: Vec<Uuid> = draft.audience.workspaces.iter().map(|id| id.0).collect();
    let done = sqlx::query!(
        "insert into announcements as a (id, kind, words, fallback, from_at, until_at, plans, workspaces, only_admins, told, created_at)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 where $12 or exists (select from announcements where id = $1)
         on conflict (id) do update set kind = excluded.kind, words = excluded.words, fallback = excluded.fallback, from_at = excluded.from_at,
           until_at = excluded.until_at, plans = excluded.plans, workspaces = excluded.workspaces, only_admins = excluded.only_admins,
           told = excluded.told
         where a.published_at is null",
        id.0,
        draft.kind.name(),
        words,
        draft.fallback.tag(),
        draft.from,
        draft.until,
        &plans,
        &workspaces,
        draft.audience.only_admins,
        draft.told,
        now,
        new
    )
    .execute(office.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    office.note("announcements.save", &json!({ "announcement": id })).await?;
    Ok(id)
}

/// Lets people see it, from its beginning on; told as a notification where it says so.
///
/// # Errors
/// `NotFound` for one that is no draft; `Invalid` on `until` if its time is over.
pub async fn publish(office: &mut BackOffice, id: AnnouncementId, now: DateTime<Utc>) -> Result<()> {
    let found = read(office.conn(), Some(id), 1).await?.pop().filter(|found| found.published_at.is_none()).ok_or(Error::NotFound)?;
    rules::check(&found.draft, now)?;
    let done = sqlx::query!("update announcements set published_at = $2 where id = $1 and published_at is null", id.0, now)
        .execute(office.conn())
        .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    if found.draft.told {
        let options = Options { run_at: Some(found.draft.from).filter(|from| *from > now), ..Options::default() };
        jobs::enqueue_with(office.conn(), &Tell { announcement: id }, options).await?;
    }
    office.note("announcements.publish", &json!({ "announcement": id })).await
}

/// Takes it off every page, before its time.
///
/// # Errors
/// `NotFound` for a draft, and for one that is over.
pub async fn end(office: &mut BackOffice, id: AnnouncementId, now: DateTime<Utc>) -> Result<()> {
    let done = sqlx::query!(
        "update announcements set ended_at = $2
         where id = $1 and published_at is not null and ended_at is null and (until_at is null or until_at > $2)",
        id.0,
        now
    )
    .execute(office.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    office.note("announcements.end", &json!({ "announcement": id })).await
}

/// Throws a draft away.
///
/// # Errors
/// `NotFound` for one that was published.
pub async fn discard(office: &mut BackOffice, id: AnnouncementId) -> Result<()> {
    let done = sqlx::query!("delete from announcements where id = $1 and published_at is null", id.0).execute(office.conn()).await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    office.note("announcements.discard", &json!({ "announcement": id })).await
}

/// A person wants to see it no more, wherever they are.
///
/// # Errors
/// `NotFound` for one that is not published.
pub async fn put_away(identity: &mut Identity, user: UserId, id: AnnouncementId) -> Result<()> {
    let known = sqlx::query_scalar!(r#"select true as "known!" from announcements where id = $1 and published_at is not null"#, id.0);
    known.fetch_optional(identity.conn()).await?.ok_or(Error::NotFound)?;
    sqlx::query!("insert into announcement_dismissals (user_id, announcement_id) values ($1, $2) on conflict do nothing", user.0, id.0)
        .execute(identity.conn())
        .await?;
    Ok(())
}

/// What of `candidates`, which may concern the reader, is for the scope's workspace and was not put away. One statement.
pub async fn shown(scope: &mut Scope, user: UserId, candidates: &[Announcement]) -> Result<Vec<Banner>> {
    let ids: Vec<Uuid> = candidates.iter().map(|one| one.id.0).collect();
    let row = sqlx::query!(
        r#"select array(select announcement_id from announcement_dismissals where user_id = $1 and announcement_id = any($2)) as "put_away!",
             (select v.plan from subscriptions s join plan_versions v on v.id = s.plan_version_id where s.state <> 'read_only') as plan"#,
        user.0,
        &ids
    )
    .fetch_one(scope.conn())
    .await?;
    let plan = row.plan.as_deref().and_then(Plan::from_name).unwrap_or(Plan::Free);
    let wanted = candidates.iter().filter(|one| !row.put_away.contains(&one.id.0) && one.draft.audience.holds_for(plan));
    Ok(wanted.map(banner).collect())
}

/// What is published and not over, for the snapshot.
pub(crate) async fn live(conn: &mut PgConnection) -> Result<Vec<Announcement>> {
    let rows = sqlx::query_scalar!(
        "select id from announcements
         where published_at is not null and ended_at is null and (until_at is null or until_at > now()) order by from_at, id limit 20"
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut all = Vec::new();
    for id in rows {
        all.extend(read(conn, Some(AnnouncementId(id)), 1).await?);
    }
    Ok(all)
}

pub(super) async fn one(conn: &mut PgConnection, id: AnnouncementId) -> Result<Option<Announcement>> {
    Ok(read(conn, Some(id), 1).await?.pop())
}

/// Whom an announcement is for in the scope's workspace.
pub(super) async fn audience(scope: &mut Scope, of: &Audience) -> Result<Vec<Uuid>> {
    let workspace = scope.workspace();
    if !(of.workspaces.is_empty() || of.workspaces.contains(&workspace)) || !of.holds_for(plans::plan_of(scope).await?) {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_scalar!(
        "select user_id from memberships where workspace_id = $1 and (not $2 or role in ('owner', 'admin')) order by user_id",
        workspace.0,
        of.only_admins
    )
    .fetch_all(scope.conn())
    .await?)
}

fn banner(of: &Announcement) -> Banner {
    Banner { id: of.id, kind: of.draft.kind, words: of.draft.words.clone(), fallback: of.draft.fallback }
}

async fn found(conn: &mut PgConnection, slugs: &[String]) -> Result<Vec<WorkspaceId>> {
    let mut ids = Vec::with_capacity(slugs.len());
    for slug in slugs {
        let id = sqlx::query_scalar!("select id from workspaces where slug = $1", slug).fetch_optional(&mut *conn).await?;
        let unknown = || Error::field("workspaces", Message::with("There is no workspace {slug}.", [("slug", slug.clone())]));
        ids.push(WorkspaceId(id.ok_or_else(unknown)?));
    }
    Ok(ids)
}

/// One, or the newest.
async fn read(conn: &mut PgConnection, id: Option<AnnouncementId>, most: i64) -> Result<Vec<Announcement>> {
    let rows = sqlx::query!(
        "select id, kind, words, fallback, from_at, until_at, plans, workspaces, only_admins, told, published_at, ended_at
         from announcements where $1::uuid is null or id = $1 order by created_at desc, id limit $2",
        id.map(|id| id.0),
        most
    )
    .fetch_all(conn)
    .await?;
    let known = rows.into_iter().filter_map(|row| {
        let mut words: BTreeMap<String, Words> = serde_json::from_value(row.words).ok()?;
        let in_order = Locale::ALL.into_iter().filter_map(|locale| Some((locale, words.remove(locale.tag())?)));
        let draft = Draft {
            // A kind or language of a later version of the product is passed over.
            kind: Kind::from_name(&row.kind)?,
            words: in_order.collect(),
            fallback: Locale::from_tag(&row.fallback)?,
            from: row.from_at,
            until: row.until_at,
            audience: Audience {
                plans: row.plans.iter().filter_map(|name| Plan::from_name(name)).collect(),
                workspaces: row.workspaces.into_iter().map(WorkspaceId).collect(),
                only_admins: row.only_admins,
            },
            told: row.told,
        };
        Some(Announcement { id: AnnouncementId(row.id), draft, published_at: row.published_at, ended_at: row.ended_at })
    });
    Ok(known.collect())
}
