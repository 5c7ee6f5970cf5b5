//! The audit log as a file, and its check from the command line.

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
    audit::{self, Filter},
    db::Db,
    identity,
};
use secrecy::ExposeSecret;

use crate::config::Config;

/// `GET /w/{workspace}/settings/audit.csv`, with the filters of the page.
pub async fn csv_handler(
    State(db): State<Db>,
    Extension(visitor): Extension<context::Visitor>,
    Path(workspace): Path<String>,
    Query(query): Query<app::audit::Query>,
) -> Response {
    match csv(&db, &visitor, &workspace, &query.filter()).await {
        Ok(file) => file.into_response(),
        Err(failed) => {
            let status = StatusCode::from_u16(failed.error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, failed.error.to_string()).into_response()
        }
    }
}

async fn csv(db: &Db, visitor: &context::Visitor, workspace: &str, filter: &Filter) -> Result<impl IntoResponse + use<>, AppError> {
    let member = visitor.member(&mut db.identity().await?, workspace).await?;
    let entries = audit::export(&mut db.open(&member).await?, filter).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, audit::csv(&entries)))
}

/// `server audit verify`: checks the chain of every workspace, and that of accounts.
///
/// # Errors
/// In words, naming each chain that does not hold.
#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
pub async fn verify(config: &Config) -> Result<(), String> {
    let say = |error: Error| error.to_string();
    let db = Db::connect(config.database_url.expose_secret(), 2).map_err(say)?;
    let mut broken = Vec::new();
    let mut report = |name: &str, outcome: Result<i64, audit::Break>| match outcome {
        Ok(entries) => println!("{name}: {entries} entries hold"),
        Err(found) => broken.push(format!("{name}: entry {}: {}", found.number, found.reason)),
    };
    report("accounts", audit::verify_accounts(&db).await.map_err(say)?);
    let mut after = String::new();
    loop {
        let mut identity = db.identity().await.map_err(say)?;
        let workspaces = identity::directory(&mut identity, &after, 500).await.map_err(say)?;
        identity.commit().await.map_err(say)?;
        let Some((_, last)) = workspaces.last() else { break };
        after.clone_from(last);
        for (id, slug) in workspaces {
            report(&slug, audit::verify(&db, id).await.map_err(say)?);
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(format!("the audit log was tampered with:\n  {}", broken.join("\n  "))) }
}
