//! Everything of a workspace in one file, and a workspace from such a file.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Look,
    groups::create_group,
    life::create,
    roles::create_role,
    rules::{check_label, check_name},
    settings::{rename, set_look, settings},
};
use crate::{
    Error, Result,
    bio_sites::{self, Content, handles, handles::Handle},
    clock,
    db::Db,
    events::{self, WorkspaceExported, WorkspaceImported},
    ids::UserId,
    tenancy::{Permission, Scope},
};

/// Says what the file is.
const FORMAT: &str = "mewayz.workspace";
/// Grows when a file of before could be misread.
const VERSION: u32 = 1;
/// Handles that are tried for a site before its import is given up.
const TRIES: u32 = 50;

/// What is read of an export; the rest of it is for people and other programs.
#[derive(Debug, Deserialize)]
struct File {
    format: String,
    version: u32,
    workspace: Names,
    #[serde(default)]
    roles: Vec<Role>,
    #[serde(default)]
    groups: Vec<Group>,
    #[serde(default)]
    sites: Vec<Site>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Names {
    name: String,
    slug: String,
    #[serde(default)]
    accent: String,
    #[serde(default)]
    imprint: String,
}

#[derive(Debug, Deserialize)]
struct Role {
    name: String,
    permissions: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Group {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Site {
    handle: String,
    draft: Content,
}

/// Everything the workspace has, as JSON: no secrets, and files as a list. That it was taken out is on record.
pub async fn export(scope: &mut Scope, base_url: &str) -> Result<Value> {
    scope.require_whatever_it_stands(Permission::OwnWorkspace)?;
    let (workspace, now) = (scope.workspace(), clock::now());
    let found = settings(scope).await?;
    let people = sqlx::query_scalar!(
        r#"select json_build_object(
             'members', (select coalesce(json_agg(json_build_object('name', u.full_name, 'email', u.email, 'role', coalesce(r.name, m.role),
                 'only_assigned', m.only_assigned, 'since', m.created_at) order by m.created_at), '[]')
                 from memberships m join users u on u.id = m.user_id
                 left join workspace_roles r on r.workspace_id = m.workspace_id and r.id = m.role_id where m.workspace_id = $1),
             'roles', (select coalesce(json_agg(json_build_object('name', r.name, 'permissions', r.permissions) order by r.name), '[]')
                 from workspace_roles r where r.workspace_id = $1),
             'groups', (select coalesce(json_agg(json_build_object('name', g.name, 'members',
                 (select coalesce(json_agg(u.email order by u.email), '[]') from workspace_group_members m join users u on u.id = m.user_id
                  where m.workspace_id = g.workspace_id and m.group_id = g.id)) order by g.name), '[]') from workspace_groups g),
             'invitations', (select coalesce(json_agg(json_build_object('email', i.email, 'role', i.role, 'created_at', i.created_at,
                 'expires_at', i.expires_at, 'accepted_at', i.accepted_at, 'revoked_at', i.revoked_at) order by i.id), '[]') from invitations i)
           ) as "value!: Value""#,
        workspace.0
    )
    .fetch_one(scope.conn())
    .await?;
    let sites = sqlx::query_scalar!(
        r#"select coalesce(json_agg(json_build_object('id', s.id, 'handle', s.handle, 'draft', s.draft, 'published_number', s.published_number,
             'created_at', s.created_at, 'updated_at', s.updated_at,
             'versions', (select coalesce(json_agg(json_build_object('number', v.number, 'published_at', v.published_at, 'content', v.content)
                 order by v.number), '[]') from bio_site_versions v where v.workspace_id = s.workspace_id and v.site_id = s.id)
           ) order by s.created_at), '[]') as "value!: Value" from bio_sites s"#
    )
    .fetch_one(scope.conn())
    .await?;
    let figures = sqlx::query_scalar!(
        r#"select coalesce(json_agg(d), '[]') as "value!: Value" from (
             select site_id as site, (hour at time zone 'utc')::date as day, kind, traffic, sum(count)::bigint as count
             from visit_counts group by 1, 2, 3, 4 order by 2, 1, 3, 4) d"#
    )
    .fetch_one(scope.conn())
    .await?;
    let files = sqlx::query_scalar!(
        r#"select coalesce(json_agg(json_build_object('id', m.id, 'name', m.file_name, 'kind', m.kind, 'content_type', m.content_type,
             'bytes', m.bytes, 'alt', m.alt, 'tags', m.tags, 'folder', f.name, 'trashed_at', m.trashed_at, 'created_at', m.created_at,
             'address', case when m.kind = 'picture' then $1 || '/media/' || m.key || '/' || m.widths[cardinality(m.widths)] || '.webp' end
           ) order by m.id), '[]') as "value!: Value"
           from media m left join media_folders f on f.workspace_id = m.workspace_id and f.id = m.folder_id"#,
        base_url
    )
    .fetch_one(scope.conn())
    .await?;
    let programs = sqlx::query_scalar!(
        r#"select json_build_object(
             'api_keys', (select coalesce(json_agg(json_build_object('name', k.name, 'scopes', k.scopes, 'created_at', k.created_at,
                 'expires_at', k.expires_at, 'revoked_at', k.revoked_at) order by k.id), '[]') from api_keys k),
             'webhooks', (select coalesce(json_agg(json_build_object('url', w.url, 'description', w.description, 'events', w.patterns)
                 order by w.id), '[]') from webhook_endpoints w)) as "value!: Value""#
    )
    .fetch_one(scope.conn())
    .await?;
    let audit = sqlx::query_scalar!(
        r#"select coalesce(json_agg(json_build_object('number', a.number, 'action', a.action, 'record_kind', a.record_kind,
             'record', a.record_id, 'data', a.data, 'actor_kind', a.actor_kind, 'actor', a.actor_id, 'address', a.address,
             'happened_at', a.happened_at) order by a.number), '[]') as "value!: Value" from audit_log a"#
    )
    .fetch_one(scope.conn())
    .await?;
    events::record(scope, &WorkspaceExported { workspace }).await?;
    let names = Names { name: found.name, slug: found.slug, accent: found.look.accent, imprint: found.look.imprint };
    let mut whole = json!({ "format": FORMAT, "version": VERSION, "exported_at": now, "workspace": names,
        "sites": sites, "figures": figures, "files": files, "audit_log": audit });
    for part in [people, programs] {
        if let (Some(into), Value::Object(part)) = (whole.as_object_mut(), part) {
            into.extend(part);
        }
    }
    Ok(whole)
}

/// Makes a workspace of the person's from an export: all of it or nothing. People are not invited, pictures stay behind,
/// sites are drafts; a handle that is taken gets a number. Answers with its address.
///
/// # Errors
/// `Invalid` on `file` for what is no export, otherwise as the verbs that make its parts.
pub async fn import(db: &Db, user: UserId, bytes: &[u8], address: &str) -> Result<String> {
    let unreadable = || Error::field("file", "This is no export of a workspace.");
    let file: File = serde_json::from_slice(bytes).map_err(|_| unreadable())?;
    if file.format != FORMAT || file.version != VERSION {
        return Err(unreadable());
    }
    let name = check_name(&file.workspace.name)?;
    let mut identity = db.identity().await?;
    let slug = create(&mut identity, user, &name, address).await?;
    let mut scope = identity.into_scope(user, &slug, address).await?;
    rename(&mut scope, &name).await?;
    set_look(&mut scope, Look { accent: file.workspace.accent, imprint: file.workspace.imprint, ..Look::default() }).await?;
    for role in &file.roles {
        create_role(&mut scope, &role.name, &role.permissions).await?;
    }
    for group in &file.groups {
        create_group(&mut scope, &check_label(&group.name)?).await?;
    }
    let sites = u64::try_from(file.sites.len()).unwrap_or(u64::MAX);
    for site in file.sites {
        add_site(&mut scope, site).await?;
    }
    let workspace = scope.workspace();
    events::record(&mut scope, &WorkspaceImported { workspace, sites }).await?;
    scope.commit().await?;
    Ok(slug)
}

async fn add_site(scope: &mut Scope, site: Site) -> Result<()> {
    let handle = free_handle(scope, &site.handle).await?;
    let content = site.draft.without_pictures();
    let name = if content.profile.name.is_empty() { handle.as_str().to_owned() } else { content.profile.name.clone() };
    let id = bio_sites::create(scope, &handle, &name).await?;
    bio_sites::save(scope, id, 1, content).await.map(drop)
}

/// The handle itself, or one close to it that nobody has.
async fn free_handle(scope: &mut Scope, wanted: &str) -> Result<Handle> {
    let base: String = handles::suggest(wanted).chars().take(25).collect();
    for number in 0..TRIES {
        let text = if number == 0 { wanted.to_owned() } else { format!("{}-{}", base.trim_end_matches('-'), number + 1) };
        let Ok(handle) = Handle::parse(&text) else { continue };
        let taken = sqlx::query_scalar!(
            r#"select exists (select from handles where handle = $1 or skeleton = $2) as "taken!""#,
            handle.as_str(),
            handle.skeleton()
        );
        if !taken.fetch_one(scope.conn()).await? {
            return Ok(handle);
        }
    }
    Err(Error::field("file", "The handles of this export are all taken."))
}
