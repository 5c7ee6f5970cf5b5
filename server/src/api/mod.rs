//! The public API: REST below `/api/v1` for programs, and its reference (docs/api.md).
//!
//! It knows no sessions and no cookies, so it needs no guard against forged requests; callers show a key or a token.

mod caller;
pub mod config;
mod counts;
mod document;
mod edges;
mod envelope;
mod etag;
mod extract;
mod idempotency;
mod limits;
mod pages;
mod problem;
pub mod tokens;
mod v1;

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, middleware::from_fn};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

pub use document::document;

use crate::{
    config::Config,
    middleware::{headers, observe::observe},
    state::AppState,
};

/// What the API keeps between requests.
pub struct Api {
    tokens: tokens::Tokens,
    limits: limits::Limits,
    counts: counts::Counts,
}

impl Api {
    /// # Errors
    /// In words, if access tokens cannot be signed.
    pub fn new(config: &Config) -> Result<Arc<Self>, String> {
        let setting = config.api.token_keys.clone().map_or_else(|| tokens::development_setting(&config.var), Ok)?;
        let tokens = tokens::Tokens::from_setting(&setting, &config.base_url).map_err(|e| format!("MEWAYZ_TOKEN_KEYS: {e}"))?;
        Ok(Arc::new(Self { tokens, limits: limits::Limits::new(config.api.per_minute), counts: counts::Counts::default() }))
    }

    /// Forgets counters that are whole again.
    pub fn sweep(&self) {
        self.limits.sweep();
    }

    /// Writes down how much programs asked since the last time.
    pub async fn write_counts(&self, db: &mewayz::db::Db) {
        self.counts.flush(db).await;
    }
}

/// Everything below `/api`.
pub fn routes(state: &AppState) -> Router<AppState> {
    let (v1, _) = v1::routes(state).split_for_parts();
    let api = Router::new()
        .nest("/api/v1", v1.fallback(edges::not_found).method_not_allowed_fallback(edges::wrong_method))
        .route("/api", axum::routing::any(edges::not_found))
        .route("/api/", axum::routing::any(edges::not_found))
        .route("/api/{*rest}", axum::routing::any(edges::not_found))
        // The limits of this API take its place (edges::body_limit).
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(edges::timeout))
        .layer(CatchPanicLayer::custom(edges::panicked))
        .layer(edges::cors(&state.config.api.origins));
    pages::routes().merge(api).layer(from_fn(headers::security_headers)).layer(CompressionLayer::new()).layer(from_fn(observe))
}
