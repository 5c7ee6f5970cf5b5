//! A workspace as a file.

use app::{context::Visitor, error::AppError};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
};
use mewayz::{Error, workspaces};

use crate::{middleware::error_page::error_page, state::AppState};

/// `POST /w/{workspace}/settings/export.json`: everything in one file. It is not a `GET`, as it goes on record.
pub async fn export_handler(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(workspace): Path<String>,
) -> Response {
    match export(&state, &visitor, &workspace).await {
        Ok(file) => file.into_response(),
        Err(failed) if failed.error == Error::NotFound => error_page(&failed.error),
        Err(failed) => {
            let status = StatusCode::from_u16(failed.error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, failed.error.to_string()).into_response()
        }
    }
}

async fn export(state: &AppState, visitor: &Visitor, workspace: &str) -> Result<impl IntoResponse + use<>, AppError> {
    let db = &state.context.db;
    let member = visitor.member(&mut db.identity().await?, workspace).await?;
    let mut scope = db.open(&member).await?;
    let whole = workspaces::export(&mut scope, &state.context.settings.base_url).await?;
    scope.commit().await?;
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CONTENT_DISPOSITION, "attachment; filename=\"workspace.json\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, whole.to_string()))
}
