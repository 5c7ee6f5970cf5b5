//! Business analytics as files, for staff.

use app::{
    context::{Context, Visitor},
    error::AppError,
};
use axum::{
    Extension,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
};
use mewayz::{
    Error,
    business::{self, Sheet, months},
    clock,
    error::Conflict,
    staff,
};
use serde::Deserialize;

use crate::state::AppState;

/// What is asked for; the running month without one.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    sheet: String,
    #[serde(default)]
    month: String,
}

/// `GET /admin/business.csv?sheet=revenue&month=2026-11`. The gate has turned everybody else away; this asks again.
pub async fn csv_handler(State(state): State<AppState>, Extension(visitor): Extension<Visitor>, Query(asked): Query<Asked>) -> Response {
    match csv(&state.context, &visitor, &asked).await {
        Ok(file) => file.into_response(),
        Err(failed) => {
            let status = StatusCode::from_u16(failed.error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, failed.error.to_string()).into_response()
        }
    }
}

async fn csv(context: &Context, visitor: &Visitor, asked: &Asked) -> Result<impl IntoResponse + use<>, AppError> {
    let now = clock::now();
    let user = visitor.user.ok_or(Error::Unauthenticated)?;
    let staff = staff::recognise(&mut context.db.identity().await?, user).await?;
    if !visitor.proof.is_some_and(|proof| proof.opens_back_office(now)) {
        return Err(Error::Conflict(Conflict::ProofNeeded).into());
    }
    let sheet = Sheet::from_name(&asked.sheet).ok_or(Error::NotFound)?;
    let month = months::parse(&asked.month).unwrap_or_else(|| months::of(now));
    let mut office = context.db.staff(&staff, "Business analytics as a file").await?;
    let report = business::report(&mut office, month, now).await?;
    office.commit().await?;
    let name = format!("attachment; filename=\"{}.csv\"", sheet.name());
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, business::csv(&report, sheet)))
}
