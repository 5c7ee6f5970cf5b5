//! Probes, and metrics on the operator's port.

use axum::{
    Json, Router,
    extract::{FromRef, Query, State},
    response::IntoResponse,
    routing::get,
};
use http::StatusCode;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use mewayz::{db::Db, domains};
use serde::Deserialize;
use serde_json::json;

/// Upper bounds of the duration buckets, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Installs the recorder; once a process.
///
/// # Errors
/// If one is installed already.
pub fn install_metrics() -> Result<PrometheusHandle, String> {
    let builder = PrometheusBuilder::new().set_buckets(&BUCKETS).map_err(|e| e.to_string())?;
    builder.install_recorder().map_err(|e| e.to_string())
}

/// Whether the process lives and whether it can serve.
pub fn probes<S: Clone + Send + Sync + 'static>() -> Router<S>
where
    Db: FromRef<S>,
{
    Router::new().route("/health", get(health)).route("/readiness", get(readiness)).route("/liveness", get(liveness))
}

/// Probes and Prometheus figures.
pub fn router(db: &Db, handle: PrometheusHandle) -> Router {
    let (db, state) = (db.clone(), db.clone());
    let figures = move || {
        let (size, idle) = db.pool_size();
        metrics::gauge!("db_pool_connections").set(size);
        metrics::gauge!("db_pool_idle").set(idle as f64);
        handle.run_upkeep();
        std::future::ready(handle.render())
    };
    let asked = probes::<Db>().route("/internal/tls/ask", get(ask)).with_state(state);
    asked.route("/metrics", get(figures))
}

/// What a proxy asks before it has a certificate made: 200 for names that somebody here has proven, 404 for all others.
async fn ask(State(db): State<Db>, Query(asked): Query<Asked>) -> StatusCode {
    match domains::is_ours(&db, &asked.domain.to_ascii_lowercase()).await {
        Ok(true) => StatusCode::OK,
        Ok(false) => StatusCode::NOT_FOUND,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

#[derive(Deserialize)]
struct Asked {
    domain: String,
}

async fn liveness() -> impl IntoResponse {
    Json(json!({ "status": "live" }))
}

async fn readiness(State(db): State<Db>) -> impl IntoResponse {
    match db.ping().await {
        Ok(()) => (StatusCode::OK, Json(json!({ "status": "ready" }))),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready", "database": "away" }))),
    }
}

async fn health(State(db): State<Db>) -> impl IntoResponse {
    let database = db.ping().await.is_ok();
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let words = if database { "ok" } else { "away" };
    (status, Json(json!({ "status": if database { "ok" } else { "degraded" }, "database": words, "version": env!("CARGO_PKG_VERSION") })))
}
