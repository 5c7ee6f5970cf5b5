use chrono::{DateTime, NaiveDate, Utc};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{
    BlockClicks, Count, Excluded, Kind, Point, Range, Report, Totals, Traffic,
    periods::{Periods, local, periods, zone},
    ratio,
    rules::Salt,
};
use crate::{
    Error, Result,
    db::Identity,
    ids::SiteId,
    tenancy::{Permission, Scope},
};

mod record;
pub use record::*;

/// Most names of referrers, and of countries, in a report.
const MOST_NAMES: i64 = 100;
/// Most clicked blocks in a report.
const MOST_BLOCKS: i64 = 1_000;

/// Who came to a site in the `range` that ends `now`; days begin at midnight in `zone`, an IANA name (UTC if unknown).
///
/// Always four statements, whatever the range.
///
/// # Errors
/// `NotFound` if the workspace has no such site.
pub async fn report(scope: &mut Scope, site: SiteId, range: Range, now: DateTime<Utc>, zone_name: &str) -> Result<Report> {
    scope.require(Permission::ViewAnalytics)?;
    require_site(scope, site).await?;
    let zone = zone(zone_name);
    let periods = periods(range, now, &zone).ok_or_else(|| Error::internal("no calendar for this instant"))?;
    let sums = sums(scope, site, &periods).await?;
    let totals = sums.series.iter().fold(Totals::default(), |all, one| all.plus(*one));
    let blocks = blocks(scope, site, &periods, totals.views).await?;
    let names = names(scope, site, &periods).await?;
    let of = |dimension: &str| names.iter().filter(|(d, _)| d == dimension).map(|(_, count)| count.clone()).collect();
    Ok(Report {
        range,
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        totals,
        previous: sums.previous,
        series: points(&periods, &sums.series, &zone),
        blocks,
        referrers: of("referrer"),
        countries: of("country"),
        devices: of("device"),
        excluded: sums.excluded,
    })
}

async fn require_site(scope: &mut Scope, site: SiteId) -> Result<()> {
    let found = sqlx::query_scalar!("select id from bio_sites where workspace_id = current_workspace() and id = $1", site.0);
    found.fetch_optional(scope.conn()).await?.map(|_| ()).ok_or(Error::NotFound)
}

/// Totals of both periods and of every point.
struct Sums {
    previous: Totals,
    series: Vec<Totals>,
    excluded: Excluded,
}

async fn sums(scope: &mut Scope, site: SiteId, periods: &Periods) -> Result<Sums> {
    // Buckets: 1 is the period before, 2 what lies between, 3 and on are the points.
    let mut bounds = vec![periods.previous.0, periods.previous.1];
    bounds.extend(&periods.starts);
    let rows = sqlx::query!(
        r#"select width_bucket(hour, $2::timestamptz[]) as "bucket!", kind, traffic, sum(count)::bigint as "count!"
           from visit_counts
           where workspace_id = current_workspace() and site_id = $1 and hour >= $3 and hour < $4
           group by 1, 2, 3"#,
        site.0,
        &bounds,
        periods.previous.0,
        periods.end,
    );
    let mut sums =
        Sums { previous: Totals::default(), series: vec![Totals::default(); periods.starts.len()], excluded: Excluded::default() };
    for row in rows.fetch_all(scope.conn()).await? {
        sums.add(usize::try_from(row.bucket).unwrap_or_default(), &row.kind, &row.traffic, row.count.unsigned_abs());
    }
    Ok(sums)
}

impl Sums {
    fn add(&mut self, bucket: usize, kind: &str, traffic: &str, count: u64) {
        let point = bucket.checked_sub(3);
        match (Traffic::from_name(traffic), point) {
            (Some(Traffic::Human), Some(point)) => {
                if let Some(totals) = self.series.get_mut(point) {
                    totals.add(kind, count);
                }
            }
            (Some(Traffic::Human), None) if bucket == 1 => self.previous.add(kind, count),
            (Some(Traffic::Bot), Some(_)) => self.excluded.bots += count,
            (Some(Traffic::Prefetch), Some(_)) => self.excluded.prefetches += count,
            (Some(Traffic::Owner), Some(_)) => self.excluded.owner += count,
            _ => {}
        }
    }
}

impl Totals {
    fn add(&mut self, kind: &str, count: u64) {
        match Kind::from_name(kind) {
            Some(Kind::View) => self.views += count,
            Some(Kind::Click) => self.clicks += count,
            Some(Kind::Visitor) => self.visitors += count,
            None => {}
        }
    }

    fn plus(self, other: Self) -> Self {
        Self { views: self.views + other.views, visitors: self.visitors + other.visitors, clicks: self.clicks + other.clicks }
    }
}

fn points(periods: &Periods, series: &[Totals], zone: &TimeZone) -> Vec<Point> {
    let point = |(start, totals): (&DateTime<Utc>, &Totals)| Point { start: *start, local: local(*start, zone), totals: *totals };
    periods.starts.iter().zip(series).map(point).collect()
}

async fn blocks(scope: &mut Scope, site: SiteId, periods: &Periods, views: u64) -> Result<Vec<BlockClicks>> {
    let rows = sqlx::query!(
        r#"select block_id, sum(count)::bigint as "clicks!"
           from visit_counts
           where workspace_id = current_workspace() and site_id = $1 and hour >= $2 and hour < $3
               and kind = 'click' and traffic = 'human'
           group by block_id
           order by 2 desc, 1
           limit $4"#,
        site.0,
        periods.starts.first(),
        periods.end,
        MOST_BLOCKS,
    );
    let rows = rows.fetch_all(scope.conn()).await?;
    let block = |block_id: Uuid, clicks: u64| BlockClicks { block_id, clicks, ctr: ratio(clicks, views) };
    Ok(rows.into_iter().map(|row| block(row.block_id, row.clicks.unsigned_abs())).collect())
}

/// Views by dimension and name, most first.
async fn names(scope: &mut Scope, site: SiteId, periods: &Periods) -> Result<Vec<(String, Count)>> {
    let rows = sqlx::query!(
        r#"select dimension as "dimension!", name as "name!", total as "total!"
           from (
               select d.dimension, d.name, sum(count)::bigint as total,
                   row_number() over (partition by d.dimension order by sum(count) desc, d.name) as place
               from visit_counts
               cross join lateral (values ('referrer', referrer), ('country', country), ('device', device)) as d (dimension, name)
               where workspace_id = current_workspace() and site_id = $1 and hour >= $2 and hour < $3
                   and kind = 'view' and traffic = 'human'
               group by d.dimension, d.name
           ) as ranked
           where place <= $4
           order by dimension, place"#,
        site.0,
        periods.starts.first(),
        periods.end,
        MOST_NAMES,
    );
    let rows = rows.fetch_all(scope.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.dimension, Count { name: row.name, count: row.total.unsigned_abs() })).collect())
}

/// The salt of a UTC day, the same in every process: `proposal` if this one comes first.
///
/// Throws away the salts of days gone by, and with them the means to recognise anybody.
pub async fn salt(identity: &mut Identity, today: NaiveDate, proposal: Salt) -> Result<Salt> {
    sqlx::query!("delete from visit_salts where used_on < $1", today).execute(identity.conn()).await?;
    sqlx::query!("insert into visit_salts (used_on, salt) values ($1, $2) on conflict do nothing", today, &proposal[..])
        .execute(identity.conn())
        .await?;
    let stored = sqlx::query_scalar!("select salt from visit_salts where used_on = $1", today).fetch_one(identity.conn()).await?;
    stored.try_into().map_err(|_| Error::internal("a salt of the wrong length"))
}
