use axum::extract::State;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mewayz::{
    Error,
    bio_sites::{SiteSummary, listing},
};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::{
    super::super::{
        caller::Acting,
        envelope::{Answer, Envelope, Pagination, Reply},
        extract::Query,
    },
    BioSiteOut, url,
};
use crate::state::AppState;

const PER_PAGE: u16 = 20;
const MOST_PAGES: u32 = 1_000_000;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in super::super) struct ListQuery {
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<u16>,
    /// Counted from 1; either this or `cursor`.
    #[param(minimum = 1, maximum = 1_000_000)]
    page: Option<u32>,
    /// `next_cursor` of the answer before; it remembers the order.
    cursor: Option<String>,
    /// `updated_at`, `handle` or `name`; with `-` before it, descending.
    #[param(pattern = "^-?(updated_at|handle|name)$", default = "-updated_at")]
    sort: Option<String>,
    /// Only sites whose handle or name contains this.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Only published ones, or only others.
    published: Option<bool>,
}

/// What a cursor remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    sort: String,
    mark: listing::Mark,
}

/// List bio sites
///
/// Scope: `bio_sites:read`.
#[utoipa::path(get, path = "/bio-sites", tag = "bio-sites", operation_id = "bio_sites_list", params(ListQuery),
    security(("api_key" = ["bio_sites:read"]), ("access_token" = [])),
    responses((status = 200, description = "A stretch of the sites", body = Envelope<Vec<BioSiteOut>>)))]
pub(in super::super) async fn list(
    acting: Acting,
    State(state): State<AppState>,
    Query(input): Query<ListQuery>,
) -> Answer<Vec<BioSiteOut>> {
    let per_page = input.per_page.unwrap_or(PER_PAGE);
    let (query, sort, start) = input.read()?;
    let mut scope = state.context.db.open(&acting.0).await?;
    let found = listing::stretch(&mut scope, &query, &start, per_page).await?;
    let total = u64::try_from(found.total).unwrap_or_default();
    let pagination = Pagination {
        current_page: match start {
            listing::Start::Page(page) => Some(page),
            listing::Start::After(_) => None,
        },
        total_pages: u32::try_from(total.div_ceil(per_page.into())).ok(),
        total_items: Some(total),
        per_page,
        next_cursor: found.next.map(|mark| write(&Cursor { sort, mark })).transpose()?,
    };
    Ok(Reply::ok(found.items.into_iter().map(|site| out(&state, site)).collect()).page(pagination))
}

impl ListQuery {
    /// What is asked for, the name of the order, and where the stretch begins.
    fn read(self) -> mewayz::Result<(listing::Query, String, listing::Start)> {
        if !self.per_page.is_none_or(|n| (1..=100).contains(&n)) {
            return Err(Error::field("per_page", "Choose from 1 to 100."));
        }
        if !self.page.is_none_or(|n| (1..=MOST_PAGES).contains(&n)) {
            return Err(Error::field("page", "Pages are counted from 1 to 1000000."));
        }
        let cursor = self
            .cursor
            .as_deref()
            .map(|text| read(text).ok_or_else(|| Error::field("cursor", "This is no cursor of ours.")))
            .transpose()?;
        let sort = match (&cursor, self.sort) {
            (Some(_), _) if self.page.is_some() => return Err(Error::field("cursor", "Send either a cursor or a page.")),
            (Some(cursor), Some(sort)) if sort != cursor.sort => return Err(Error::field("sort", "The cursor belongs to another order.")),
            (Some(cursor), _) => cursor.sort.clone(),
            (None, sort) => sort.unwrap_or_else(|| "-updated_at".to_owned()),
        };
        let (descending, name) = sort.strip_prefix('-').map_or((false, sort.as_str()), |name| (true, name));
        let by = match name {
            "updated_at" => listing::Sort::UpdatedAt,
            "handle" => listing::Sort::Handle,
            "name" => listing::Sort::Name,
            _ => return Err(Error::field("sort", "Choose updated_at, handle or name, with - before it to turn the order round.")),
        };
        let start = cursor.map_or(listing::Start::Page(self.page.unwrap_or(1)), |cursor| listing::Start::After(cursor.mark));
        let contains = self.q.unwrap_or_default();
        if contains.chars().count() > 100 {
            return Err(Error::field("q", "Use at most 100 characters."));
        }
        Ok((listing::Query { sort: by, descending, contains, published: self.published }, sort, start))
    }
}

fn write(cursor: &Cursor) -> mewayz::Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).map_err(Error::internal)?))
}

/// `None` for what cannot be a cursor; one with a NUL would be refused by Postgres.
fn read(text: &str) -> Option<Cursor> {
    let json = URL_SAFE_NO_PAD.decode(text).ok()?;
    let cursor: Cursor = serde_json::from_slice(&json).ok()?;
    (!String::from_utf8_lossy(&json).contains("\\u0000")).then_some(cursor)
}

fn out(state: &AppState, site: SiteSummary) -> BioSiteOut {
    BioSiteOut {
        id: site.id.0,
        url: url(state, &site.handle),
        handle: site.handle,
        name: site.name,
        blocks: site.blocks,
        published_at: site.published_at,
        updated_at: site.updated_at,
        unpublished_changes: site.unpublished_changes,
    }
}
