use super::Row;
use crate::{
    Error, Result,
    ids::MediaId,
    media::{Filter, Media, MediaPage, Sort, Usage, rules::patterns},
    tenancy::{Limit, Permission, Scope},
};

/// A stretch of the library after the place that `after` names, which came with the stretch before.
///
/// # Errors
/// `Invalid` on `after` if it is not one of ours.
pub async fn list(scope: &mut Scope, filter: &Filter, after: Option<&str>, most: i64) -> Result<MediaPage> {
    scope.require(Permission::ViewMedia)?;
    let after = after.map(Cursor::parse).transpose()?;
    let (id, name, bytes) = match after {
        Some(cursor) => (Some(cursor.id.0), cursor.value.clone(), cursor.value.parse().unwrap_or(0_i64)),
        None => (None, String::new(), 0),
    };
    let rows = sqlx::query_as!(
        Row,
        r#"with recursive below as (
             select id from media_folders where id = $1
             union all
             select f.id from media_folders f join below b on f.parent_id = b.id
         )
         select m.id, m.key, m.kind, m.file_name, m.content_type, m.alt, m.tags, m.focus_x, m.focus_y, m.folder_id, m.width, m.height,
             m.widths, m.bytes, m.created_at, m.trashed_at,
             (select count(distinct u.record_id) from media_uses u where u.workspace_id = m.workspace_id and u.media_id = m.id) as "uses!"
         from media m
         where (m.trashed_at is not null) = ($2 = 'trash')
           and ($2 <> 'undescribed' or (m.kind = 'picture' and m.alt = ''))
           and ($2 <> 'unused' or not exists (select from media_uses u where u.workspace_id = m.workspace_id and u.media_id = m.id))
           and ($3::text is null or m.kind = $3)
           and ($4 = '' or $4 = any (m.tags))
           and lower(m.file_name || ' ' || m.alt || ' ' || array_to_string(m.tags, ' ')) like all ($5::text[])
           and case when $6 then $1::uuid is null or m.folder_id in (select id from below) else m.folder_id is not distinct from $1 end
           and ($8::uuid is null or case $7
             when 'name' then (lower(m.file_name), m.id) > ($9, $8)
             when 'largest' then (m.bytes, m.id) < ($10, $8)
             else m.id < $8 end)
         order by case when $7 = 'name' then lower(m.file_name) end,
             case when $7 = 'name' then m.id end,
             case when $7 = 'largest' then m.bytes end desc,
             m.id desc
         limit $11"#,
        filter.folder.map(|folder| folder.0),
        filter.show.name(),
        filter.kind.map(crate::media::Kind::name),
        filter.tag,
        &patterns(&filter.search),
        filter.is_deep(),
        filter.sort.name(),
        id,
        name,
        bytes,
        most + 1
    )
    .fetch_all(scope.conn())
    .await?;
    let most = usize::try_from(most).unwrap_or_default();
    let more = rows.len() > most;
    let items: Vec<Media> = rows.into_iter().take(most).map(Media::from).collect();
    let next = items.last().filter(|_| more).map(|last| Cursor::after(last, filter.sort).to_string());
    Ok(MediaPage { items, next })
}

/// One file, also from the trash.
///
/// # Errors
/// `NotFound` if this workspace has no such file.
pub async fn file(scope: &mut Scope, id: MediaId) -> Result<Media> {
    scope.require(Permission::ViewMedia)?;
    one(scope, id).await
}

/// The same for a verb that asked for rights of its own: who adds a file is told what became of it.
pub(super) async fn one(scope: &mut Scope, id: MediaId) -> Result<Media> {
    let row = sqlx::query_as!(
        Row,
        r#"select m.id, m.key, m.kind, m.file_name, m.content_type, m.alt, m.tags, m.focus_x, m.focus_y, m.folder_id, m.width, m.height,
             m.widths, m.bytes, m.created_at, m.trashed_at,
             (select count(distinct u.record_id) from media_uses u where u.workspace_id = m.workspace_id and u.media_id = m.id) as "uses!"
         from media m where m.id = $1"#,
        id.0
    )
    .fetch_one(scope.conn())
    .await?;
    Ok(row.into())
}

/// Every tag in use, in order.
pub async fn tags(scope: &mut Scope) -> Result<Vec<String>> {
    scope.require(Permission::ViewMedia)?;
    let tags = sqlx::query_scalar!(r#"select distinct unnest(tags) as "tag!" from media where trashed_at is null order by 1 limit 500"#)
        .fetch_all(scope.conn())
        .await?;
    Ok(tags)
}

/// How full the library is.
pub async fn usage(scope: &mut Scope) -> Result<Usage> {
    scope.require(Permission::ViewMedia)?;
    usage_of(scope).await
}

pub(super) async fn usage_of(scope: &mut Scope) -> Result<Usage> {
    // What `Scope::most` would say, asked in the same statement: pages show it.
    let row = sqlx::query!(
        r#"select ((select coalesce(sum(bytes), 0) from media) + (select coalesce(sum(bytes), 0) from media_former_files))::bigint as "used!",
             (select max(amount) from entitlements where key = $1 and from_at <= now() and (until_at is null or until_at > now())) as more"#,
        Limit::MediaBytes.name()
    )
    .fetch_one(scope.conn())
    .await?;
    let most = row.more.unwrap_or_default().max(Limit::MediaBytes.most());
    Ok(Usage { used: row.used.unsigned_abs(), most: most.unsigned_abs() })
}

/// A place in an order: the last file shown, and what it is ordered by.
struct Cursor {
    id: MediaId,
    value: String,
}

impl Cursor {
    fn after(last: &Media, sort: Sort) -> Self {
        let value = match sort {
            Sort::Newest => String::new(),
            Sort::Name => last.file_name.to_lowercase(),
            Sort::Largest => last.bytes.to_string(),
        };
        Self { id: last.id, value }
    }

    fn parse(text: &str) -> Result<Self> {
        let (id, value) = text.split_once('.').unwrap_or((text, ""));
        let id = id.parse().map_err(|_| Error::field("after", "This place in the library is not known. Please reload the page."))?;
        Ok(Self { id, value: value.to_owned() })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.value.is_empty() { self.id.fmt(f) } else { write!(f, "{}.{}", self.id, self.value) }
    }
}
