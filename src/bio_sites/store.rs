use chrono::Utc;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Block, Body, Content, Profile, SCHEMA, SiteDraft, SiteSummary, VersionSummary, handles::Handle, pictures, rules, schedule};
use crate::{
    Error, Result,
    db::Identity,
    error::Conflict,
    events::{self, SiteCreated, SiteDiscarded, SitePublished, SiteUnpublished},
    fields::{Fields, single_line},
    ids::SiteId,
    media::Place,
    tenancy::{Limit, Permission, Scope, Site},
};

/// What visitors of a handle see.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    pub handle: String,
    pub number: i32,
    pub content: Content,
    /// Without the line that says with what it was made.
    pub white_label: bool,
    /// The name of the workspace's own under which the page stands, if there is one.
    pub host: Option<String>,
}

/// Starts a site with an empty draft and claims its handle.
///
/// # Errors
/// `Invalid` on `handle` if it is taken or looks like one that is; of two claims at the same instant one wins.
pub async fn create(scope: &mut Scope, handle: &Handle, name: &str) -> Result<SiteId> {
    scope.require_everywhere(Permission::EditSites)?;
    let name = check_name(name)?;
    let used = sqlx::query_scalar!(r#"select count(*) as "count!" from bio_sites"#).fetch_one(scope.conn()).await?;
    scope.allow(Limit::Sites, used).await?;
    let id = SiteId::new();
    let draft = Content { schema: SCHEMA, profile: Profile { name: name.clone(), ..Profile::default() }, ..Content::default() };
    sqlx::query!("insert into bio_sites (id, handle, draft) values ($1, $2, $3)", id.0, handle.as_str(), Json(&draft) as _)
        .execute(scope.conn())
        .await?;
    claim(scope, handle, id).await?;
    events::record(scope, &SiteCreated { site: id, handle: handle.as_str().to_owned(), name }).await?;
    Ok(id)
}

/// The workspace's sites, last changed first.
pub async fn list(scope: &mut Scope) -> Result<Vec<SiteSummary>> {
    scope.require(Permission::ViewSites)?;
    let rows = sqlx::query!(
        r#"select s.id, s.handle, coalesce(s.draft #>> '{profile,name}', '') as "name!",
             jsonb_array_length(coalesce(s.draft -> 'blocks', '[]')) as "blocks!",
             case when s.published_number is null then null else s.published_at end as published_at, s.updated_at,
             s.published_number is not null and exists (
               select from bio_site_versions v
               where v.workspace_id = s.workspace_id and v.site_id = s.id and v.number = s.published_number and v.content <> s.draft
             ) as "changed!",
             exists (select from site_takedowns t where t.site_id = s.id) as "taken_down!"
         from bio_sites s
         order by s.updated_at desc, s.id"#
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SiteSummary {
            id: SiteId(row.id),
            handle: row.handle,
            name: row.name,
            blocks: i64::from(row.blocks),
            published_at: row.published_at,
            updated_at: row.updated_at,
            unpublished_changes: row.changed,
            taken_down: row.taken_down,
        })
        .collect())
}

/// A site as its builder opens it.
///
/// # Errors
/// `NotFound` if this workspace has no such site.
pub async fn draft(scope: &mut Scope, id: SiteId) -> Result<SiteDraft> {
    scope.require(Permission::ViewSites)?;
    let row = sqlx::query!(
        r#"select s.handle, s.draft as "draft: Json<Content>", s.draft_version, s.published_number,
             v.content is distinct from s.draft as "changed!"
         from bio_sites s
         left join bio_site_versions v on v.workspace_id = s.workspace_id and v.site_id = s.id and v.number = s.published_number
         where s.id = $1"#,
        id.0
    )
    .fetch_one(scope.conn())
    .await?;
    let mut content = row.draft.0;
    pictures::refresh(scope, &mut content).await?;
    Ok(SiteDraft {
        id,
        handle: row.handle,
        content,
        version: row.draft_version,
        published_number: row.published_number,
        unpublished_changes: row.changed,
    })
}

/// Saves a draft over the version it was made from and returns the new version.
///
/// # Errors
/// `Conflict(StaleVersion)` if somebody saved meanwhile; nothing is overwritten. `Invalid` beyond the hard limits.
pub async fn save(scope: &mut Scope, id: SiteId, version: i32, mut content: Content) -> Result<i32> {
    scope.require(Permission::EditSites)?;
    rules::tidy(&mut content);
    rules::check_draft(&content)?;
    within_plan(scope, id).await?;
    let saved = sqlx::query_scalar!(
        "update bio_sites set draft = $3, draft_version = draft_version + 1, updated_at = $4
         where id = $1 and draft_version = $2 returning draft_version",
        id.0,
        version,
        Json(&content) as _,
        Utc::now()
    )
    .fetch_optional(scope.conn())
    .await?;
    match saved {
        Some(version) => {
            pictures::note(scope, id, Place::Draft, &mut content).await?;
            Ok(version)
        }
        None => Err(stale_or_missing(scope, id).await),
    }
}

/// Makes the draft the version that visitors see, and returns its number.
///
/// # Errors
/// `Conflict(StaleVersion)` if the draft is not the one the person looked at, `Invalid` with keys `blocks.{id}.{field}`
/// for what a visitor would trip over.
pub async fn publish(scope: &mut Scope, id: SiteId, version: i32) -> Result<i32> {
    let user = scope.require(Permission::PublishSites)?;
    within_plan(scope, id).await?;
    let row = sqlx::query!(
        r#"select draft as "draft: Json<Content>", published_number from bio_sites where id = $1 and draft_version = $2 for update"#,
        id.0,
        version
    )
    .fetch_optional(scope.conn())
    .await?;
    let Some(row) = row else { return Err(stale_or_missing(scope, id).await) };
    let mut content = row.draft.0;
    rules::check_publish(&content, &schedule::resolve).into_result()?;
    let number = sqlx::query_scalar!(
        r#"insert into bio_site_versions (site_id, number, content, published_by)
         values ($1, (select coalesce(max(number), 0) + 1 from bio_site_versions where site_id = $1), $2, $3)
         returning number"#,
        id.0,
        Json(&content) as _,
        user.0
    )
    .fetch_one(scope.conn())
    .await?;
    let handle = show(scope, id, Some(number), !content.profile.noindex).await?;
    events::record(scope, &SitePublished { site: id, handle, number, previous_number: row.published_number }).await?;
    pictures::note(scope, id, Place::Published, &mut content).await?;
    Ok(number)
}

/// Takes the site away from visitors; its draft and versions stay.
pub async fn unpublish(scope: &mut Scope, id: SiteId) -> Result<()> {
    scope.require(Permission::PublishSites)?;
    let handle = show(scope, id, None, false).await?;
    pictures::note(scope, id, Place::Published, &mut Content::default()).await?;
    events::record(scope, &SiteUnpublished { site: id, handle }).await
}

/// Takes a site out that nobody outside has ever seen; its handle is free again. False, and nothing is done, if it was published at some
/// time, or if its draft is not `untouched` any more. Part of putting samples in and out.
pub(crate) async fn discard(scope: &mut Scope, id: SiteId, untouched: Option<i32>) -> Result<bool> {
    scope.require_everywhere(Permission::EditSites)?;
    // Whoever saves or publishes at this moment goes first, and is seen by the next statement.
    let row = sqlx::query!("select handle, draft_version from bio_sites where id = $1 for update", id.0).fetch_one(scope.conn()).await?;
    let seen = sqlx::query_scalar!(r#"select exists (select from bio_site_versions where site_id = $1) as "seen!""#, id.0)
        .fetch_one(scope.conn())
        .await?;
    if seen || untouched.is_some_and(|version| version != row.draft_version) {
        return Ok(false);
    }
    pictures::note(scope, id, Place::Draft, &mut Content::default()).await?;
    let workspace = scope.workspace();
    sqlx::query!("delete from handles where workspace_id = $1 and site_id = $2", workspace.0, id.0).execute(scope.conn()).await?;
    sqlx::query!("delete from bio_sites where id = $1", id.0).execute(scope.conn()).await?;
    events::record(scope, &SiteDiscarded { site: id, handle: row.handle }).await?;
    Ok(true)
}

/// The published versions, newest first.
pub async fn history(scope: &mut Scope, id: SiteId) -> Result<Vec<VersionSummary>> {
    scope.require(Permission::ViewSites)?;
    require_site(scope, id).await?;
    let rows = sqlx::query!(
        r#"select v.number, v.published_at, u.full_name, jsonb_array_length(coalesce(v.content -> 'blocks', '[]')) as "blocks!",
             coalesce(v.number = s.published_number, false) as "current!"
         from bio_site_versions v
         join bio_sites s on s.workspace_id = v.workspace_id and s.id = v.site_id
         join users u on u.id = v.published_by
         where v.site_id = $1 order by v.number desc limit 200"#,
        id.0
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| VersionSummary {
            number: row.number,
            published_at: row.published_at,
            published_by: row.full_name,
            blocks: i64::from(row.blocks),
            current: row.current,
        })
        .collect())
}

/// What a published version holds, to be edited again.
pub async fn version(scope: &mut Scope, id: SiteId, number: i32) -> Result<Content> {
    scope.require(Permission::ViewSites)?;
    let stored = sqlx::query_scalar!(
        r#"select content as "content: Json<Content>" from bio_site_versions where site_id = $1 and number = $2"#,
        id.0,
        number
    )
    .fetch_one(scope.conn())
    .await?;
    let mut content = stored.0;
    pictures::refresh(scope, &mut content).await?;
    Ok(content)
}

/// Every block that was ever public or is in the draft, with a line that names it; the newest name wins.
pub async fn titles(scope: &mut Scope, id: SiteId) -> Result<Vec<(Uuid, String)>> {
    scope.require(Permission::ViewSites)?;
    let row = sqlx::query!(
        r#"select s.draft as "draft: Json<Content>", v.content as "published?: Json<Content>"
         from bio_sites s
         left join bio_site_versions v on v.workspace_id = s.workspace_id and v.site_id = s.id and v.number = s.published_number
         where s.id = $1"#,
        id.0
    )
    .fetch_one(scope.conn())
    .await?;
    let published = row.published.map(|p| p.0.blocks).unwrap_or_default();
    let mut named: Vec<(Uuid, String)> = Vec::new();
    for block in row.draft.0.blocks.iter().chain(&published) {
        if counts_clicks(block) && !named.iter().any(|(id, _)| *id == block.id) {
            named.push((block.id, rules::summary(block)));
        }
    }
    Ok(named)
}

/// Sites are read-only beyond what the plan has room for, the newest first: ids are ordered by time.
async fn within_plan(scope: &mut Scope, id: SiteId) -> Result<()> {
    let older = sqlx::query_scalar!(r#"select count(*) as "count!" from bio_sites where id < $1"#, id.0).fetch_one(scope.conn()).await?;
    scope.allow_change(Limit::Sites, older).await
}

/// Whether nobody has claimed the handle or one that looks like it.
pub async fn is_free(identity: &mut Identity, handle: &Handle) -> Result<bool> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select from handles where handle = $1 or skeleton = $2) as "taken!""#,
        handle.as_str(),
        handle.skeleton()
    )
    .fetch_one(identity.conn())
    .await?;
    Ok(!taken)
}

/// The site behind a handle.
///
/// # Errors
/// `NotFound` if nobody has claimed it; `Conflict(Withheld)` if staff have taken the page down or suspended its workspace.
pub async fn find(identity: &mut Identity, handle: &str) -> Result<Site> {
    // Pages of a workspace that is about to be deleted are not there.
    let row = sqlx::query!(
        r#"select h.workspace_id, h.site_id,
             w.suspended_at is not null or exists (select from site_takedowns t where t.site_id = h.site_id) as "withheld!"
           from handles h join workspaces w on w.id = h.workspace_id where h.handle = $1 and w.ends_at is null"#,
        handle
    )
    .fetch_one(identity.conn())
    .await?;
    if row.withheld {
        return Err(Error::Conflict(Conflict::Withheld));
    }
    Ok(Site { workspace: crate::ids::WorkspaceId(row.workspace_id), site: SiteId(row.site_id) })
}

/// What visitors see of a site.
///
/// # Errors
/// `NotFound` while it is not published.
pub async fn published(scope: &mut Scope, site: &Site) -> Result<Published> {
    let row = sqlx::query!(
        r#"select s.handle, v.number, v.content as "content: Json<Content>",
             exists (
               select from entitlements e where e.key = 'white_label' and e.from_at <= now() and (e.until_at is null or e.until_at > now())
             ) as "white_label!",
             (select d.host from domain_hosts d where d.workspace_id = s.workspace_id and d.site_id = s.id order by d.host limit 1) as host
         from bio_sites s
         join bio_site_versions v on v.workspace_id = s.workspace_id and v.site_id = s.id and v.number = s.published_number
         where s.id = $1"#,
        site.site.0
    )
    .fetch_one(scope.conn())
    .await?;
    let mut content = row.content.0;
    pictures::refresh(scope, &mut content).await?;
    Ok(Published { handle: row.handle, number: row.number, content, white_label: row.white_label, host: row.host })
}

/// The draft of a site that its workspace shows another one; the door was opened for that.
pub(crate) async fn shown(scope: &mut Scope, site: &Site) -> Result<Content> {
    let draft = sqlx::query_scalar!(r#"select draft as "draft: Json<Content>" from bio_sites where id = $1"#, site.site.0);
    Ok(draft.fetch_one(scope.conn()).await?.0)
}

/// Handles that search engines are told of, in order, from `after` on.
pub async fn listed(identity: &mut Identity, after: &str, most: i64) -> Result<Vec<(String, chrono::DateTime<Utc>)>> {
    let rows = sqlx::query!(
        r#"select h.handle, h.listed_at as "listed_at!" from handles h join workspaces w on w.id = h.workspace_id
           where h.listed_at is not null and h.handle > $1 and w.ends_at is null and w.suspended_at is null
             and not exists (select from site_takedowns t where t.site_id = h.site_id) order by h.handle limit $2"#,
        after,
        most
    )
    .fetch_all(identity.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.handle, row.listed_at)).collect())
}

fn check_name(name: &str) -> Result<String> {
    let name = single_line(name);
    let mut fields = Fields::default();
    fields.require(!name.is_empty(), "name", "Enter the name that visitors will see.");
    fields.require(name.chars().count() <= 120, "name", "Use at most 120 characters.");
    fields.into_result()?;
    Ok(name)
}

async fn claim(scope: &mut Scope, handle: &Handle, id: SiteId) -> Result<()> {
    let workspace = scope.workspace();
    sqlx::query!(
        "insert into handles (handle, skeleton, workspace_id, site_id) values ($1, $2, $3, $4)",
        handle.as_str(),
        handle.skeleton(),
        workspace.0,
        id.0
    )
    .execute(scope.conn())
    .await
    .map(drop)
    .map_err(|error| match error.as_database_error().and_then(|e| e.constraint()) {
        Some("handles_pkey") => Error::field("handle", "This handle is taken. Try another one."),
        Some("handles_look_alike") => Error::field("handle", "This handle looks too much like one that is taken. Try another one."),
        _ => error.into(),
    })
}

/// Points visitors at a version, or at none. Answers with the handle.
async fn show(scope: &mut Scope, id: SiteId, number: Option<i32>, listed: bool) -> Result<String> {
    let now = Utc::now();
    let handle = sqlx::query_scalar!(
        "update bio_sites set published_number = $2, published_at = $3 where id = $1 returning handle",
        id.0,
        number,
        now
    )
    .fetch_one(scope.conn())
    .await?;
    sqlx::query!("update handles set listed_at = $2 where handle = $1", handle, listed.then_some(now)).execute(scope.conn()).await?;
    Ok(handle)
}

async fn require_site(scope: &mut Scope, id: SiteId) -> Result<()> {
    sqlx::query!("select id from bio_sites where id = $1", id.0).fetch_one(scope.conn()).await?;
    Ok(())
}

async fn stale_or_missing(scope: &mut Scope, id: SiteId) -> Error {
    match require_site(scope, id).await {
        Ok(()) => Error::Conflict(Conflict::StaleVersion),
        Err(error) => error,
    }
}

/// Whether a visitor can click the block.
fn counts_clicks(block: &Block) -> bool {
    !matches!(block.body, Body::Heading { .. } | Body::Text { .. } | Body::Faq { .. } | Body::Countdown { .. } | Body::Divider { .. })
}
