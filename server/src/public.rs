//! The pages visitors see: rendered once a version, compressed once, served from memory; counting never delays them.

mod cache;
mod handlers;
mod site_map;

pub use cache::{Pages, Rendered};

use axum::{
    Router,
    middleware::from_fn,
    routing::{get, post},
};

use crate::{
    middleware::{language, observe},
    state::AppState,
};

/// Everything below `/@{handle}`, and what search engines ask for.
pub fn routes() -> Router<AppState> {
    let around = Router::new()
        .route("/@{handle}/go/{target}", get(handlers::go))
        .route("/@{handle}/ping/{target}", post(handlers::ping))
        .route("/@{handle}/vcard/{block}", get(handlers::vcard))
        .route("/sitemap.xml", get(site_map::site_map))
        .route("/robots.txt", get(site_map::robots))
        .layer(from_fn(language::known));
    Router::new().route("/@{handle}", get(handlers::page)).merge(around).layer(from_fn(observe::count))
}
