//! What was told, with what success, and telling it again.

use axum::extract::State;
use chrono::{DateTime, Utc};
use mewayz::{
    Error, clock,
    ids::{DeliveryId, EndpointId},
    webhooks::{self, Attempt, Delivery, Details, State as How},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::super::{
    caller::Acting,
    envelope::{Answer, Envelope, Pagination, Reply},
    extract::{Json, Path, Query},
};
use crate::state::AppState;

const PER_PAGE: u16 = 20;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in super::super) struct LogQuery {
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<u16>,
    /// `next_cursor` of the answer before.
    cursor: Option<Uuid>,
    /// Only those that are so.
    #[param(pattern = "^(waiting|delivered|failed)$")]
    state: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct DeliveryOut {
    id: Uuid,
    /// Name of the event.
    event: String,
    /// `waiting`, `delivered` or `failed`.
    state: &'static str,
    /// Made so far.
    attempts: i32,
    #[schema(required)]
    last_attempt_at: Option<DateTime<Utc>>,
    #[schema(required)]
    next_attempt_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct DeliveryDetail {
    #[serde(flatten)]
    delivery: DeliveryOut,
    /// The header `webhook-id`.
    message_id: String,
    /// Exactly what is sent.
    body: String,
    /// Newest first, at most 100.
    history: Vec<AttemptOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct AttemptOut {
    number: i32,
    started_at: DateTime<Utc>,
    duration_ms: i32,
    /// Null if there was no answer.
    #[schema(required)]
    status: Option<i16>,
    /// What went wrong, in words; empty for success.
    failure: String,
    /// The beginning of the answer.
    response: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct ReplayIn {
    from: DateTime<Utc>,
    /// Not included.
    to: DateTime<Utc>,
    /// Only what had failed.
    #[serde(default)]
    failed_only: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct ReplayOut {
    /// How many are sent again.
    count: usize,
}

/// List deliveries
///
/// Newest first, of the last 30 days. Scope: `webhooks:manage`.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks", operation_id = "webhooks_deliveries", params(("id" = Uuid, Path), LogQuery),
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "A stretch of the log", body = Envelope<Vec<DeliveryOut>>)))]
pub(in super::super) async fn log(
    acting: Acting,
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    Query(query): Query<LogQuery>,
) -> Answer<Vec<DeliveryOut>> {
    let per_page = query.per_page.unwrap_or(PER_PAGE);
    if !(1..=100).contains(&per_page) {
        return Err(Error::field("per_page", "Choose from 1 to 100.").into());
    }
    let how = query.state.map(|name| How::from_name(&name).ok_or_else(|| Error::field("state", "Choose waiting, delivered or failed.")));
    let mut scope = state.context.db.open(&acting.0).await?;
    webhooks::find(&mut scope, EndpointId(id)).await?;
    let found = webhooks::log(&mut scope, EndpointId(id), how.transpose()?, query.cursor.map(DeliveryId), per_page.into()).await?;
    let next_cursor = found.next.map(|id| id.to_string());
    let pagination = Pagination { current_page: None, total_pages: None, total_items: None, per_page, next_cursor };
    Ok(Reply::ok(found.items.into_iter().map(out).collect()).page(pagination))
}

/// Read a delivery
///
/// With its message and every attempt. Scope: `webhooks:manage`.
#[utoipa::path(get, path = "/webhook-deliveries/{id}", tag = "webhooks", operation_id = "webhook_deliveries_get", params(("id" = Uuid, Path)),
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "The delivery", body = Envelope<DeliveryDetail>)))]
pub(in super::super) async fn details(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Answer<DeliveryDetail> {
    let mut scope = state.context.db.open(&acting.0).await?;
    let Details { delivery, message_id, body, attempts } = webhooks::details(&mut scope, DeliveryId(id)).await?;
    Ok(Reply::ok(DeliveryDetail { delivery: out(delivery), message_id, body, history: attempts.into_iter().map(attempt).collect() }))
}

/// Send a delivery again
///
/// At once, under the same `webhook-id`. Scope: `webhooks:manage`.
#[utoipa::path(post, path = "/webhook-deliveries/{id}/replay", tag = "webhooks", operation_id = "webhook_deliveries_replay", params(("id" = Uuid, Path)),
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "On its way", body = Envelope<ReplayOut>)))]
pub(in super::super) async fn replay(acting: Acting, State(state): State<AppState>, Path(id): Path<Uuid>) -> Answer<ReplayOut> {
    let mut scope = state.context.db.open(&acting.0).await?;
    webhooks::replay(&mut scope, DeliveryId(id), clock::now()).await?;
    scope.commit().await?;
    Ok(Reply::ok(ReplayOut { count: 1 }))
}

/// Send a stretch of time again
///
/// At most 10,000 deliveries, each under its own `webhook-id`. Scope: `webhooks:manage`.
#[utoipa::path(post, path = "/webhooks/{id}/replay", tag = "webhooks", operation_id = "webhooks_replay", params(("id" = Uuid, Path)), request_body = ReplayIn,
    security(("api_key" = ["webhooks:manage"]), ("access_token" = [])),
    responses((status = 200, description = "On their way", body = Envelope<ReplayOut>)))]
pub(in super::super) async fn replay_range(
    acting: Acting,
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    Json(input): Json<ReplayIn>,
) -> Answer<ReplayOut> {
    let mut scope = state.context.db.open(&acting.0).await?;
    let count = webhooks::replay_range(&mut scope, EndpointId(id), input.from, input.to, input.failed_only, clock::now()).await?;
    scope.commit().await?;
    Ok(Reply::ok(ReplayOut { count }))
}

fn out(delivery: Delivery) -> DeliveryOut {
    DeliveryOut {
        id: delivery.id.0,
        event: delivery.event_name,
        state: delivery.state.name(),
        attempts: delivery.attempts,
        last_attempt_at: delivery.last_attempt_at,
        next_attempt_at: delivery.next_attempt_at,
        created_at: delivery.created_at,
    }
}

fn attempt(attempt: Attempt) -> AttemptOut {
    let Attempt { number, started_at, duration_ms, status, failure, response } = attempt;
    AttemptOut { number, started_at, duration_ms, status, failure, response }
}
