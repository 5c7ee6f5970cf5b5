//! Writing down what was counted.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::{
    Error, Result,
    analytics::{Device, Kind, Traffic, rules::VisitorHash},
    ids::SiteId,
    tenancy::{Actor, Scope},
};

/// What was counted in one workspace. The order of the maps is the order of locks: two processes cannot deadlock.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    pub counts: BTreeMap<Key, u64>,
    /// With the hour in which they came.
    pub visitors: BTreeMap<(SiteId, VisitorHash), DateTime<Utc>>,
}

/// What a counter counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub site: SiteId,
    /// Start of the hour, UTC.
    pub hour: DateTime<Utc>,
    pub kind: Kind,
    /// The clicked block; nil for views.
    pub block: Uuid,
    pub traffic: Traffic,
    pub referrer: Arc<str>,
    pub country: Country,
    pub device: Device,
}

/// ISO 3166-1 alpha-2 code of a country, or that it is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country(Option<[u8; 2]>);

impl Country {
    /// The country of a code such as `DE`; unknown for anything else.
    pub fn from_code(code: &str) -> Self {
        let letters = code.as_bytes().try_into().ok();
        Self(letters.filter(|letters: &[u8; 2]| letters.iter().all(u8::is_ascii_uppercase)))
    }

    /// The code; empty if unknown.
    pub fn code(&self) -> &str {
        self.0.as_ref().and_then(|letters| std::str::from_utf8(letters).ok()).unwrap_or_default()
    }
}

/// Adds a batch to the counters, one statement a table; the caller commits.
///
/// # Errors
/// `Forbidden` unless the scope is a job's.
pub async fn record(scope: &mut Scope, batch: &Batch) -> Result<()> {
    if !matches!(scope.actor, Actor::Job) {
        return Err(Error::Forbidden);
    }
    let mut counts = batch.counts.clone();
    for (site, hour) in new_visitors(scope, batch).await? {
        *counts.entry(visitor_key(site, hour)).or_default() += 1;
    }
    add(scope, &counts).await
}

/// Sites and hours of those who had not come before on that day.
async fn new_visitors(scope: &mut Scope, batch: &Batch) -> Result<Vec<(SiteId, DateTime<Utc>)>> {
    if batch.visitors.is_empty() {
        return Ok(Vec::new());
    }
    let sites: Vec<Uuid> = batch.visitors.keys().map(|(site, _)| site.0).collect();
    let days: Vec<NaiveDate> = batch.visitors.values().map(DateTime::date_naive).collect();
    let hashes: Vec<Vec<u8>> = batch.visitors.keys().map(|(_, hash)| hash.to_vec()).collect();
    let rows = sqlx::query!(
        r#"insert into visit_visitors (site_id, seen_on, visitor)
           select * from unnest($1::uuid[], $2::date[], $3::bytea[])
           on conflict do nothing
           returning site_id, visitor"#,
        &sites,
        &days,
        &hashes,
    );
    let rows = rows.fetch_all(scope.conn()).await?;
    let hour = |site, hash: Vec<u8>| Some((site, *batch.visitors.get(&(site, hash.try_into().ok()?))?));
    Ok(rows.into_iter().filter_map(|row| hour(SiteId(row.site_id), row.visitor)).collect())
}

fn visitor_key(site: SiteId, hour: DateTime<Utc>) -> Key {
    Key {
        site,
        hour,
        kind: Kind::Visitor,
        block: Uuid::nil(),
        traffic: Traffic::Human,
        referrer: Arc::default(),
        country: Country::default(),
        device: Device::Other,
    }
}

async fn add(scope: &mut Scope, counts: &BTreeMap<Key, u64>) -> Result<()> {
    let mut columns = Columns::default();
    counts.iter().for_each(|(key, count)| columns.push(key, *count));
    sqlx::query!(
        r#"insert into visit_counts as stored (site_id, hour, kind, block_id, traffic, referrer, country, device, count)
           select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[])
           on conflict (workspace_id, site_id, hour, kind, block_id, traffic, referrer, country, device)
           do update set count = stored.count + excluded.count"#,
        &columns.sites,
        &columns.hours,
        &columns.kinds as &[&str],
        &columns.blocks,
        &columns.traffic as &[&str],
        &columns.referrers as &[&str],
        &columns.countries as &[&str],
        &columns.devices as &[&str],
        &columns.counts,
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Counters as the arrays of one statement.
#[derive(Default)]
struct Columns<'a> {
    sites: Vec<Uuid>,
    hours: Vec<DateTime<Utc>>,
    kinds: Vec<&'a str>,
    blocks: Vec<Uuid>,
    traffic: Vec<&'a str>,
    referrers: Vec<&'a str>,
    countries: Vec<&'a str>,
    devices: Vec<&'a str>,
    counts: Vec<i64>,
}

impl<'a> Columns<'a> {
    fn push(&mut self, key: &'a Key, count: u64) {
        self.sites.push(key.site.0);
        self.hours.push(key.hour);
        self.kinds.push(key.kind.name());
        self.blocks.push(key.block);
        self.traffic.push(key.traffic.name());
        self.referrers.push(&key.referrer);
        self.countries.push(key.country.code());
        self.devices.push(key.device.name());
        self.counts.push(i64::try_from(count).unwrap_or(i64::MAX));
    }
}

/// Deletes what recognised the visitors of days before `day`; their number stays.
pub async fn forget_visitors(scope: &mut Scope, day: NaiveDate) -> Result<u64> {
    let done = sqlx::query!("delete from visit_visitors where workspace_id = current_workspace() and seen_on < $1", day);
    Ok(done.execute(scope.conn()).await?.rows_affected())
}
