//! A contents page of everything that is served.

use app::{App, shell::shell};
use axum::{
    Router,
    extract::Path,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use http::StatusCode;
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

use crate::{
    api, audit, business, live, mailbox, media,
    middleware::{
        error_page::error_page,
        gate::gate,
        headers,
        hosts::own_hosts,
        language,
        limits::{self, body_limit},
        observe::observe,
        rpc,
    },
    ops, providers, public, pwa, session, staff,
    state::AppState,
    unsubscribe, visits, webhooks, workspaces,
};

/// The whole product.
pub fn router(state: AppState) -> Router {
    let tls = state.config.base_url.starts_with("https://");
    let rest = media::routes()
        .merge(assets(&state.leptos))
        .merge(pwa::routes(&state.leptos))
        .merge(ops::probes())
        .merge(api::routes(&state))
        .merge(mail())
        .merge(webhooks::routes())
        .merge(studio(&state))
        .layer(from_fn(language::known));
    let all = public::routes().merge(rest).with_state(state.clone());
    let all = if tls { all.layer(from_fn(headers::strict_transport)) } else { all };
    // Names of people's own are led to their pages before anything is looked for.
    Router::new().fallback_service(all).layer(from_fn_with_state(state, own_hosts))
}

/// Pages about mail, for people without an account and for providers: no session, no proof of origin.
fn mail() -> Router<AppState> {
    unsubscribe::routes()
        .merge(mailbox::routes())
        .merge(providers::posted())
        .layer(from_fn(limits::timeout))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(headers::security_headers))
        .layer(from_fn(observe))
}

/// Pages and server functions: everything that knows who asks.
fn studio(state: &AppState) -> Router<AppState> {
    let context = {
        let context = state.context.clone();
        move || provide_context(context.clone())
    };
    let options = state.leptos.clone();
    let pages = generate_route_list(App);
    Router::new()
        .merge(providers::routes())
        .route("/admin/business.csv", get(business::csv_handler))
        .route("/events/notifications", get(live::stream))
        .route("/admin/log.csv", get(staff::log_handler))
        .route("/w/{workspace}/settings/audit.csv", get(audit::csv_handler))
        .route("/w/{workspace}/settings/export.json", axum::routing::post(workspaces::export_handler))
        .route("/w/{workspace}/sites/{site}/analytics.csv", get(visits::csv_handler))
        .leptos_routes_with_context(state, pages, context, move || shell(options.clone()))
        .fallback(not_found)
        // Around everything: Leptos puts each server function at a path of its own.
        .layer(from_fn(rpc::status))
        .layer(from_fn_with_state(state.clone(), gate))
        .layer(session::layer(state.context.db.clone()))
        .layer(from_fn(body_limit))
        .layer(CsrfLayer::new())
        .layer(from_fn(limits::timeout))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(headers::security_headers))
        .layer(CompressionLayer::new())
        .layer(from_fn(observe))
}

/// Scripts, styles, icons and fonts, compressed ahead where a release build did so.
fn assets(options: &LeptosOptions) -> Router<AppState> {
    let root = options.site_root.as_ref();
    let forever = SetResponseHeaderLayer::if_not_present(
        http::header::CACHE_CONTROL,
        http::HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    let a_day =
        SetResponseHeaderLayer::if_not_present(http::header::CACHE_CONTROL, http::HeaderValue::from_static("public, max-age=86400"));
    let nosniff = SetResponseHeaderLayer::overriding(http::header::X_CONTENT_TYPE_OPTIONS, http::HeaderValue::from_static("nosniff"));
    let hashed = ServeDir::new(format!("{root}/{}", options.site_pkg_dir)).precompressed_br().precompressed_gzip();
    let file = |name: &str| ServeFile::new(format!("{root}/{name}")).precompressed_br().precompressed_gzip();
    let workers = Router::new()
        .route_service("/push.js", file("push.js"))
        .layer(SetResponseHeaderLayer::overriding(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-cache")));
    let plain = Router::new()
        .route_service("/icons.svg", file("icons.svg"))
        .route_service("/favicon.svg", file("favicon.svg"))
        .route_service("/manifest.webmanifest", file("manifest.webmanifest"))
        .route_service("/pwa.js", file("pwa.js"))
        .route_service("/passkeys.js", file("passkeys.js"))
        .nest_service("/icons", ServeDir::new(format!("{root}/icons")))
        .nest_service("/vendor", ServeDir::new(format!("{root}/vendor")))
        .nest_service("/fonts", ServeDir::new(format!("{root}/fonts")))
        .layer(a_day)
        .layer(CompressionLayer::new());
    let words = Router::new().route("/words/{name}", get(words)).layer(forever.clone()).layer(CompressionLayer::new());
    let pkg = Router::new().nest_service(&format!("/{}", options.site_pkg_dir), hashed).layer(forever).layer(CompressionLayer::new());
    Router::new().merge(plain).merge(workers).merge(words).merge(pkg).layer(nosniff)
}

/// The texts of one language, under a name that changes with them.
async fn words(Path(name): Path<String>) -> Response {
    match app::words::file(&name) {
        Some(texts) => ([(http::header::CONTENT_TYPE, "text/plain; charset=utf-8")], texts).into_response(),
        None => (StatusCode::NOT_FOUND, [(http::header::CACHE_CONTROL, "no-store")]).into_response(),
    }
}

async fn not_found() -> Response {
    error_page(&mewayz::Error::NotFound)
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause.downcast_ref::<String>().cloned().or_else(|| cause.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    error_page(&mewayz::Error::internal(text.unwrap_or_else(|| "panic".to_owned())))
}
