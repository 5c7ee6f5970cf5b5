//! The sites of a workspace in stretches, for programs: sorted, filtered, by page number or from a mark on.

use serde::{Deserialize, Serialize};

use super::SiteSummary;
use crate::{
    Result,
    fields::single_line,
    ids::SiteId,
    tenancy::{Permission, Scope},
};

/// What sites are sorted by; ties by age.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    UpdatedAt,
    Handle,
    Name,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Self::UpdatedAt => "updated_at",
            Self::Handle => "handle",
            Self::Name => "name",
        }
    }
}

/// Which sites, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub sort: Sort,
    pub descending: bool,
    /// Only those whose handle or name contains this, whatever its case.
    pub contains: String,
    pub published: Option<bool>,
}

/// Where a stretch begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// Counted from 1.
    Page(u32),
    After(Mark),
}

/// The place of a site in an order; stays valid when the site is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    key: String,
    id: SiteId,
}

/// A stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    pub items: Vec<SiteSummary>,
    /// All that match, in every stretch together.
    pub total: i64,
    /// Where the next one begins; `None` at the end.
    pub next: Option<Mark>,
}

/// At most `most` of the sites that match.
pub async fn stretch(scope: &mut Scope, query: &Query, start: &Start, most: u16) -> Result<Stretch> {
    scope.require(Permission::ViewSites)?;
    let contains = single_line(&query.contains).to_lowercase();
    let (offset, mark) = match start {
        Start::Page(page) => (i64::from(page.saturating_sub(1)) * i64::from(most), None),
        Start::After(mark) => (0, Some(mark)),
    };
    let rows = sqlx::query!(
        r#"with found as (
             select s.workspace_id, s.id, s.handle, s.draft, s.published_number, s.published_at, s.updated_at, count(*) over () as total, (case $1::text
                 when 'handle' then s.handle
                 when 'name' then lower(coalesce(s.draft #>> '{profile,name}', ''))
                 else to_char(s.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US') end) collate "C" as key
             from bio_sites s
             where ($2::bool is null or (s.published_number is not null) = $2)
               and ($3::text = '' or position($3 in lower(s.handle || ' ' || coalesce(s.draft #>> '{profile,name}', ''))) > 0))
         select f.id, f.handle, coalesce(f.draft #>> '{profile,name}', '') as "name!",
             jsonb_array_length(coalesce(f.draft -> 'blocks', '[]')) as "blocks!",
             case when f.published_number is null then null else f.published_at end as published_at, f.updated_at,
             f.published_number is not null and exists (
               select from bio_site_versions v
               where v.workspace_id = f.workspace_id and v.site_id = f.id and v.number = f.published_number and v.content <> f.draft
             ) as "changed!",
             exists (select from site_takedowns t where t.site_id = f.id) as "taken_down!",
             f.key as "key!", f.total as "total!"
         from found f
         where $4::text is null or case when $6::bool then (f.key, f.id) < ($4 collate "C", $5::uuid) else (f.key, f.id) > ($4 collate "C", $5) end
         order by case when $6 then f.key end desc, case when $6 then f.id end desc, f.key, f.id
         limit $7 offset $8"#,
        query.sort.name(),
        query.published,
        contains,
        mark.map(|mark| mark.key.clone()),
        mark.map(|mark| mark.id.0),
        query.descending,
        i64::from(most) + 1,
        offset
    )
    .fetch_all(scope.conn())
    .await?;
    let total = match rows.first() {
        Some(row) => row.total,
        None => count(scope, query.published, &contains).await?,
    };
    let more = rows.len() > usize::from(most);
    let next = rows.iter().take(most.into()).next_back().filter(|_| more).map(|row| Mark { key: row.key.clone(), id: SiteId(row.id) });
    let items = rows.into_iter().take(most.into()).map(|row| SiteSummary {
        id: SiteId(row.id),
        handle: row.handle,
        name: row.name,
        blocks: i64::from(row.blocks),
        published_at: row.published_at,
        updated_at: row.updated_at,
        unpublished_changes: row.changed,
        taken_down: row.taken_down,
    });
    Ok(Stretch { items: items.collect(), total, next })
}

/// Asked only where a stretch is empty and so tells nothing.
async fn count(scope: &mut Scope, published: Option<bool>, contains: &str) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from bio_sites s
         where ($1::bool is null or (s.published_number is not null) = $1)
           and ($2::text = '' or position($2 in lower(s.handle || ' ' || coalesce(s.draft #>> '{profile,name}', ''))) > 0)"#,
        published,
        contains
    )
    .fetch_one(scope.conn())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bio_sites::{create, handles::Handle},
        tenancy::{Member, Role},
        testing::{self, Test},
    };

    async fn sites(t: &Test, count: usize) -> Member {
        let owner = t.member(Role::Owner).await;
        let mut scope = t.db().open(&owner).await.unwrap();
        for n in 0..count {
            create(&mut scope, &Handle::parse(&format!("site-{}", char::from(b'a' + n as u8))).unwrap(), &format!("Name {}", 9 - n))
                .await
                .unwrap();
        }
        scope.commit().await.unwrap();
        owner
    }

    fn handles(found: &Stretch) -> Vec<&str> {
        found.items.iter().map(|site| site.handle.trim_start_matches("site-")).collect()
    }

    #[tokio::test]
    async fn every_order_is_walked_from_mark_to_mark_and_by_number() {
        let t = testing::fresh().await;
        let owner = sites(&t, 7).await;
        let mut scope = t.db().open(&owner).await.unwrap();
        for (sort, first) in [(Sort::Handle, "a"), (Sort::Name, "g"), (Sort::UpdatedAt, "a")] {
            for descending in [false, true] {
                let query = Query { sort, descending, ..Query::default() };
                let all = stretch(&mut scope, &query, &Start::Page(1), 50).await.unwrap();
                assert_eq!((all.items.len(), all.total, all.next.clone()), (7, 7, None));
                assert_eq!(handles(&all)[if descending { 6 } else { 0 }], first, "{query:?}");
                let (mut walked, mut start) = (Vec::new(), Start::Page(1));
                loop {
                    let some = stretch(&mut scope, &query, &start, 3).await.unwrap();
                    assert_eq!(some.total, 7);
                    walked.extend(some.items);
                    let Some(next) = some.next else { break };
                    start = Start::After(next);
                }
                assert_eq!(walked, all.items, "{query:?}");
                let third = stretch(&mut scope, &query, &Start::Page(3), 3).await.unwrap();
                assert_eq!(third.items, all.items[6..], "{query:?}");
            }
        }
        let beyond = stretch(&mut scope, &Query::default(), &Start::Page(9), 3).await.unwrap();
        assert_eq!((beyond.items.len(), beyond.total), (0, 7));
    }

    #[tokio::test]
    async fn filters() {
        let t = testing::fresh().await;
        let owner = sites(&t, 3).await;
        let mut scope = t.db().open(&owner).await.unwrap();
        let mut found = async |contains: &str, published| {
            let query = Query { sort: Sort::Handle, contains: contains.to_owned(), published, ..Query::default() };
            let found = stretch(&mut scope, &query, &Start::Page(1), 50).await.unwrap();
            handles(&found).join("")
        };
        assert_eq!(found("SITE-B", None).await, "b");
        assert_eq!(found("name 9", None).await, "a");
        assert_eq!(found("%", None).await, "");
        assert_eq!(found("a\0", Some(false)).await, "abc", "the a of Name");
        assert_eq!(found("", Some(true)).await, "");
    }

    #[tokio::test]
    async fn another_workspace_sees_none_of_it() {
        let t = testing::fresh().await;
        sites(&t, 2).await;
        let stranger = t.member(Role::Owner).await;
        let mut scope = t.db().open(&stranger).await.unwrap();
        let found = stretch(&mut scope, &Query::default(), &Start::Page(1), 50).await.unwrap();
        assert_eq!((found.items, found.total), (vec![], 0));
    }
}
