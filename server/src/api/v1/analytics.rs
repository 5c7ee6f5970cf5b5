//! The figures of a bio site.

use axum::extract::State;
use chrono::{DateTime, NaiveDateTime, Utc};
use mewayz::{Error, analytics, clock, db::Db, ids::SiteId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::{
    caller::Acting,
    envelope::{Answer, Envelope, Reply},
    extract::{Path, Query},
};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ReportQuery {
    /// `today` (by hour), `7d`, `30d`, `90d` (by day) or `12m` (by month).
    #[param(pattern = "^(today|7d|30d|90d|12m)$", default = "7d")]
    range: Option<String>,
    /// IANA name of the zone in which days begin.
    #[param(default = "UTC", example = "Europe/Lisbon")]
    zone: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportOut {
    range: String,
    zone: String,
    totals: TotalsOut,
    /// As long a time before.
    previous: TotalsOut,
    /// Every hour, day or month without gaps, oldest first.
    series: Vec<PointOut>,
    /// Most clicked first.
    blocks: Vec<BlockOut>,
    /// Views by host; the empty name is direct or unknown.
    referrers: Vec<CountOut>,
    /// Views by ISO 3166 code; the empty name is unknown.
    countries: Vec<CountOut>,
    devices: Vec<CountOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TotalsOut {
    views: u64,
    visitors: u64,
    clicks: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PointOut {
    start: DateTime<Utc>,
    /// `start` on a clock in the zone.
    #[schema(value_type = String, example = "2026-11-21T00:00:00")]
    local: NaiveDateTime,
    totals: TotalsOut,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BlockOut {
    block_id: Uuid,
    clicks: u64,
    /// Clicks per view of the page.
    ctr: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CountOut {
    name: String,
    count: u64,
}

/// Report of a bio site
///
/// Views, visitors and clicks of people; visits by bots and by members of the workspace are left out. Scope: `analytics:read`.
#[utoipa::path(get, path = "/bio-sites/{id}/analytics", tag = "analytics", operation_id = "bio_sites_analytics",
    params(("id" = Uuid, Path), ReportQuery), security(("api_key" = ["analytics:read"]), ("access_token" = [])),
    responses((status = 200, description = "The report", body = Envelope<ReportOut>)))]
pub(super) async fn report(
    acting: Acting,
    State(db): State<Db>,
    Path(id): Path<Uuid>,
    Query(query): Query<ReportQuery>,
) -> Answer<ReportOut> {
    let range = query.range.as_deref().unwrap_or("7d");
    let range = analytics::Range::from_name(range).ok_or_else(|| Error::field("range", "Choose today, 7d, 30d, 90d or 12m."))?;
    let mut scope = db.open(&acting.0).await?;
    let report = analytics::report(&mut scope, SiteId(id), range, clock::now(), query.zone.as_deref().unwrap_or("UTC")).await?;
    Ok(Reply::ok(report.into()))
}

impl From<analytics::Report> for ReportOut {
    fn from(report: analytics::Report) -> Self {
        let counts = |all: Vec<analytics::Count>| all.into_iter().map(|c| CountOut { name: c.name, count: c.count }).collect();
        let point = |p: analytics::Point| PointOut { start: p.start, local: p.local, totals: p.totals.into() };
        let block = |b: analytics::BlockClicks| BlockOut { block_id: b.block_id, clicks: b.clicks, ctr: b.ctr };
        Self {
            range: report.range.name().to_owned(),
            zone: report.zone,
            totals: report.totals.into(),
            previous: report.previous.into(),
            series: report.series.into_iter().map(point).collect(),
            blocks: report.blocks.into_iter().map(block).collect(),
            referrers: counts(report.referrers),
            countries: counts(report.countries),
            devices: counts(report.devices),
        }
    }
}

impl From<analytics::Totals> for TotalsOut {
    fn from(totals: analytics::Totals) -> Self {
        Self { views: totals.views, visitors: totals.visitors, clicks: totals.clicks }
    }
}
