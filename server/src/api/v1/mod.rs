//! Version 1, one file a system. A contents page of what programs can do.

mod analytics;
mod auth;
mod bio_sites;
mod invitations;
mod media;
mod members;
mod notifications;
mod users;
mod webhooks;
mod workspaces;

use axum::middleware::{from_fn, from_fn_with_state};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{caller, idempotency};
use crate::state::AppState;

/// Everything below `/api/v1`.
pub(super) fn routes(state: &AppState) -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(open())
        .merge(of_callers().layer(from_fn_with_state(state.clone(), caller::authenticate)))
        .merge(
            of_workspaces()
                .layer(from_fn_with_state(state.clone(), idempotency::once))
                .layer(from_fn_with_state(state.clone(), caller::enter))
                .layer(from_fn_with_state(state.clone(), caller::authenticate)),
        )
        .layer(from_fn_with_state(state.clone(), caller::admit))
        .layer(from_fn(super::edges::body_limit))
}

/// The same without its layers, for the document.
pub(super) fn documented() -> OpenApiRouter<AppState> {
    open().merge(of_callers()).merge(of_workspaces())
}

/// For strangers.
fn open() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(auth::token)).routes(routes!(auth::refresh)).routes(routes!(auth::revoke))
}

/// About whoever calls, in no workspace.
fn of_callers() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(users::me))
        .routes(routes!(workspaces::list))
        .routes(routes!(notifications::list))
        .routes(routes!(notifications::patch))
        .routes(routes!(notifications::read))
}

/// Inside one workspace.
fn of_workspaces() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(bio_sites::list, bio_sites::create))
        .routes(routes!(bio_sites::get, bio_sites::patch))
        .routes(routes!(bio_sites::publish, bio_sites::unpublish))
        .routes(routes!(bio_sites::bulk))
        .routes(routes!(bio_sites::versions))
        .routes(routes!(bio_sites::version))
        .routes(routes!(analytics::report))
        .routes(routes!(media::list, media::upload))
        .routes(routes!(media::get, media::delete))
        .routes(routes!(workspaces::get, workspaces::patch))
        .routes(routes!(members::list))
        .routes(routes!(members::patch, members::delete))
        .routes(routes!(invitations::list, invitations::create))
        .routes(routes!(invitations::delete))
        .routes(routes!(webhooks::list, webhooks::create))
        .routes(routes!(webhooks::get, webhooks::patch, webhooks::delete))
        .routes(routes!(webhooks::secrets))
        .routes(routes!(webhooks::rotate_secret))
        .routes(routes!(webhooks::test))
        .routes(routes!(webhooks::log))
        .routes(routes!(webhooks::replay_range))
        .routes(routes!(webhooks::details))
        .routes(routes!(webhooks::replay))
}
