//! What staff did, as a file.

use app::{context::Visitor, office::LogQuery};
use axum::{
    Extension,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use mewayz::{Error, Result, db::Db, office, staff};

use crate::middleware::error_page::error_page;

/// `GET /admin/log.csv`, with the filters of the page. The gate has asked for the second factor, as for every address below `/admin`.
pub async fn log_handler(State(db): State<Db>, Extension(visitor): Extension<Visitor>, Query(query): Query<LogQuery>) -> Response {
    match log(&db, &visitor, &query).await {
        Ok(file) => file.into_response(),
        Err(error) => error_page(&error),
    }
}

async fn log(db: &Db, visitor: &Visitor, query: &LogQuery) -> Result<impl IntoResponse + use<>> {
    let user = visitor.user.ok_or(Error::Unauthenticated)?;
    let staff = staff::recognise(&mut db.identity().await?, user).await?;
    let csv = office::log_csv(&mut db.staff(&staff, "Exporting what staff did").await?, &query.filter()).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"staff-log.csv\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, csv))
}
