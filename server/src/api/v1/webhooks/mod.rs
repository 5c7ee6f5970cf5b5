//! Webhook endpoints: where a workspace wants to be told of events. Their deliveries are in `deliveries`.

mod deliveries;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, ETAG},
};
use mewayz::{
    Error, clock,
    ids::EndpointId,
    webhooks::{self, Because, Draft, Endpoint, ShownSecret},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{
    caller::Acting,
    envelope::{Answer, Envelope, Reply},
    etag,
    extract::{Json, Path},
    problem::Problem,
};
use crate::state::AppState;
pub(super) use deliveries::{__path_details, __path_log, __path_replay, __path_replay_range, details, log, replay, replay_range};

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WebhookOut {
    id: Uuid,
    url: String,
    description: String,
    /// Names of events, `record.*`, or `*`.
    events: Vec<String>,
    enabled: bool,
    /// `person`, `gone` or `failing`; null while it is on.
    #[schema(required)]
    disabled_because: Option<&'static str>,
    /// First failure since the last success; null while all is well.
    #[schema(required)]
    failing_since: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookIn {
    /// Public, by https.
    #[schema(min_length = 1, max_length = 2000, example = "https://example.com/hooks")]
    url: String,
    #[serde(default)]
    #[schema(max_length = 200)]
    description: String,
    /// Names of events, `record.*`, or `*`.
    #[schema(min_items = 1, max_items = 50, example = json!(["bio_site.*"]))]
    events: Vec<String>,
}

/// What to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookPatch {
    #[schema(nullable = false, min_length = 1, max_length = 2000)]
    url: Option<String>,
    #[schema(nullable = false, max_length = 200)]
    description: Option<String>,
    #[schema(nullable = false, min_items = 1, max_items = 50)]
    events: Option<Vec<String>>,
    #[schema(nullable = false)]
    enabled: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SecretOut {
    /// `whsec_…`
    secret: String,
    /// Until when it is valid; null for the newest.
    #[schema(required)]
    expires_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TestOut {
    /// Its delivery.
    id: Uuid,
}

/// List webhooks
///
/// Scope: `webhooks:manage`.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", operation_id = "webhooks_list",
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "All of them, oldest first", body = Envelope<Vec<WebhookOut>>)))]
pub(super) async fn list(acting: Acting, State(state): State<AppState>) -> Answer<Vec<WebhookOut>> {
    let mut scope = state.context.db.open(&acting.0).await?;
    Ok(Reply::ok(webhooks::list(&mut scope).await?.into_iter().map(out).collect()))
}

/// Add a webhook
///
/// It is told of what happens from now on. Scope: `webhooks:manage`.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", operation_id = "webhooks_create", request_body = WebhookIn,
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 201, description = "Added", body = Envelope<WebhookOut>,
        headers(("Location" = String, description = "Where it is read"), ("ETag" = String, description = "For If-Match")))))]
pub(super) async fn create(acting: Acting, State(state): State<AppState>, Json(input): Json<WebhookIn>) -> Answer<WebhookOut> {
    let draft = Draft { url: input.url, description: input.description, patterns: input.events };
    let mut scope = state.context.db.open(&acting.0).await?;
    let id = webhooks::create(&mut scope, &state.context.keyring, &state.context.settings.outbound, &draft).await.map_err(renamed)?;
    let made = webhooks::find(&mut scope, id).await?;
    scope.commit().await?;
    let tag = tag(&made);
    Ok(Reply::created(out(made), &format!("/api/v1/webhooks/{id}")).etag(&tag))
}

/// Read a webhook
///
/// Scope: `webhooks:manage`.
#[utoipa::path(get, path = "/webhooks/{id}", tag = "webhooks", operation_id = "webhooks_get", params(("id" = Uuid, Path)),
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "The webhook", body = Envelope<WebhookOut>, headers(("ETag" = String, description = "For If-Match")))))]
pub(super) async fn get(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Answer<WebhookOut> {
    let mut scope = state.context.db.open(&acting.0).await?;
    let found = webhooks::find(&mut scope, EndpointId(id)).await?;
    let tag = tag(&found);
    Ok(Reply::ok(out(found)).etag(&tag))
}

/// Change a webhook
///
/// Also switches it on and off. Deliveries that wait go to the new address. `If-Match` names the version you read. Scope: `webhooks:manage`.
#[utoipa::path(patch, path = "/webhooks/{id}", tag = "webhooks", operation_id = "webhooks_patch", request_body = WebhookPatch,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "Changed", body = Envelope<WebhookOut>, headers(("ETag" = String, description = "For the next If-Match")))))]
pub(super) async fn patch(
    acting: Acting,
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(patch): Json<WebhookPatch>,
) -> Answer<WebhookOut> {
    let id = EndpointId(id);
    let mut scope = state.context.db.open(&acting.0).await?;
    let now = webhooks::lock(&mut scope, id).await?;
    etag::require_match(&headers, &tag(&now))?;
    let enabled = now.disabled.is_none();
    if patch.url.is_some() || patch.description.is_some() || patch.events.is_some() {
        let draft = Draft {
            url: patch.url.unwrap_or(now.url),
            description: patch.description.unwrap_or(now.description),
            patterns: patch.events.unwrap_or(now.patterns),
        };
        webhooks::change(&mut scope, &state.context.settings.outbound, id, &draft).await.map_err(renamed)?;
    }
    if let Some(on) = patch.enabled.filter(|on| *on != enabled) {
        webhooks::enable(&mut scope, id, on).await?;
    }
    let changed = webhooks::find(&mut scope, id).await?;
    scope.commit().await?;
    let tag = tag(&changed);
    Ok(Reply::ok(out(changed)).etag(&tag))
}

/// Remove a webhook
///
/// With its secrets and its log. Scope: `webhooks:manage`.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", operation_id = "webhooks_delete", params(("id" = Uuid, Path)),
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 204, description = "Removed")))]
pub(super) async fn delete(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    let mut scope = state.context.db.open(&acting.0).await?;
    webhooks::remove(&mut scope, EndpointId(id)).await?;
    scope.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read signing secrets
///
/// Those that are valid, newest first. Scope: `webhooks:manage`.
#[utoipa::path(get, path = "/webhooks/{id}/secrets", tag = "webhooks", operation_id = "webhooks_secrets", params(("id" = Uuid, Path)),
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "The secrets", body = Envelope<Vec<SecretOut>>)))]
pub(super) async fn secrets(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let mut scope = state.context.db.open(&acting.0).await?;
    let found = webhooks::reveal(&mut scope, &state.context.keyring, EndpointId(id), clock::now()).await?;
    Ok(private(Reply::ok(found.into_iter().map(secret).collect::<Vec<_>>()).into_response()))
}

/// Make a new signing secret
///
/// The one before stays valid for a day; messages carry both signatures until then. Scope: `webhooks:manage`.
#[utoipa::path(post, path = "/webhooks/{id}/rotate-secret", tag = "webhooks", operation_id = "webhooks_rotate_secret", params(("id" = Uuid, Path)),
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "All that are valid now", body = Envelope<Vec<SecretOut>>)))]
pub(super) async fn rotate_secret(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let (id, now) = (EndpointId(id), clock::now());
    let mut scope = state.context.db.open(&acting.0).await?;
    webhooks::rotate(&mut scope, &state.context.keyring, id, now).await?;
    let found = webhooks::reveal(&mut scope, &state.context.keyring, id, now).await?;
    scope.commit().await?;
    Ok(private(Reply::ok(found.into_iter().map(secret).collect::<Vec<_>>()).into_response()))
}

/// Send a test
///
/// Whatever the webhook listens to. Scope: `webhooks:manage`.
#[utoipa::path(post, path = "/webhooks/{id}/test", tag = "webhooks", operation_id = "webhooks_test", params(("id" = Uuid, Path)),
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "On its way", body = Envelope<TestOut>)))]
pub(super) async fn test(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Answer<TestOut> {
    let mut scope = state.context.db.open(&acting.0).await?;
    let sent = webhooks::send_test(&mut scope, EndpointId(id), clock::now()).await?;
    scope.commit().await?;
    Ok(Reply::ok(TestOut { id: sent.0 }))
}

fn out(endpoint: Endpoint) -> WebhookOut {
    WebhookOut {
        id: endpoint.id.0,
        url: endpoint.url,
        description: endpoint.description,
        events: endpoint.patterns,
        enabled: endpoint.disabled.is_none(),
        disabled_because: endpoint.disabled.map(Because::name),
        failing_since: endpoint.failing_since,
        created_at: endpoint.created_at,
        updated_at: endpoint.updated_at,
    }
}

fn secret(shown: ShownSecret) -> SecretOut {
    SecretOut { secret: shown.secret, expires_at: shown.expires_at }
}

fn tag(endpoint: &Endpoint) -> String {
    format!("\"{}\"", endpoint.updated_at.timestamp_micros())
}

/// Kept by nobody on the way.
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().remove(ETAG);
    response
}

/// The business calls them patterns.
fn renamed(error: Error) -> Error {
    match error {
        Error::Invalid(fields) => Error::Invalid(fields.renamed("patterns", "events")),
        other => other,
    }
}
