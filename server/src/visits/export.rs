//! `GET /w/{workspace}/sites/{site}/analytics.csv?range=7d&zone=Europe/Berlin`

use app::{context, error::AppError};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
};
use mewayz::{
    Error,
    analytics::{self, Range},
    bio_sites, clock,
    db::Db,
};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub struct Export {
    /// As in `analytics::Range`; 7 days if missing or unknown.
    #[serde(default)]
    range: String,
    /// IANA name; UTC if missing or unknown.
    #[serde(default)]
    zone: String,
}

/// The report as a file for spreadsheets.
pub async fn csv_handler(
    State(db): State<Db>,
    Extension(visitor): Extension<context::Visitor>,
    Path((workspace, site)): Path<(String, String)>,
    Query(export): Query<Export>,
) -> Response {
    match csv(&db, &visitor, &workspace, &site, &export).await {
        Ok(file) => file.into_response(),
        Err(failed) => refuse(&failed.error),
    }
}

async fn csv(
    db: &Db,
    visitor: &context::Visitor,
    workspace: &str,
    site: &str,
    export: &Export,
) -> Result<impl IntoResponse + use<>, AppError> {
    let site = site.parse().map_err(|_| Error::NotFound)?;
    let range = Range::from_name(&export.range).unwrap_or(Range::Week);
    let member = visitor.member(&mut db.identity().await?, workspace).await?;
    let mut scope = db.open(&member).await?;
    let report = analytics::report(&mut scope, site, range, clock::now(), &export.zone).await?;
    let titles = bio_sites::titles(&mut scope, site).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"analytics-{}.csv\"", range.name())),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, analytics::csv(&report, &titles)))
}

/// In plain words: a browser shows them instead of saving a file.
fn refuse(error: &Error) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, error.to_string()).into_response()
}
