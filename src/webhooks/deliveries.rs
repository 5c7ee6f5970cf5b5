use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{Attempt, Delivery, Details, Log, State, message_id};
use crate::{
    Error, Result,
    fields::Message,
    ids::{DeliveryId, EndpointId},
    tenancy::{Permission, Scope},
};

/// What a test is called.
const TEST: &str = "webhook.test";
/// Most deliveries that are sent again at once.
const MOST_REPLAYED: i64 = 10_000;

/// The log of an endpoint, newest first, of one state or all, after the delivery named by `after`.
pub async fn log(scope: &mut Scope, endpoint: EndpointId, state: Option<State>, after: Option<DeliveryId>, most: i64) -> Result<Log> {
    scope.require(Permission::ManageWebhooks)?;
    let rows = sqlx::query_as!(
        Row,
        "select id, event_id, event_name, state, attempts, last_attempt_at, next_attempt_at, created_at from webhook_deliveries
         where endpoint_id = $1 and ($2::text is null or state = $2) and id < coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
         order by id desc limit $4",
        endpoint.0,
        state.map(State::name),
        after.map(|id| id.0),
        most + 1
    )
    .fetch_all(scope.conn())
    .await?;
    let most = usize::try_from(most).unwrap_or_default();
    let more = rows.len() > most;
    let items: Vec<Delivery> = rows.into_iter().take(most).map(Row::delivery).collect();
    let next = items.last().filter(|_| more).map(|delivery| delivery.id);
    Ok(Log { items, next })
}

/// One delivery with its message and every attempt.
///
/// # Errors
/// `NotFound`.
pub async fn details(scope: &mut Scope, id: DeliveryId) -> Result<Details> {
    scope.require(Permission::ManageWebhooks)?;
    let row = sqlx::query_as!(
        Row,
        "select id, event_id, event_name, state, attempts, last_attempt_at, next_attempt_at, created_at from webhook_deliveries where id = $1",
        id.0
    )
    .fetch_one(scope.conn())
    .await?;
    let body = sqlx::query_scalar!("select body from webhook_deliveries where id = $1", id.0).fetch_one(scope.conn()).await?;
    let attempts = sqlx::query_as!(
        Attempt,
        "select number, started_at, duration_ms, status, failure, response from webhook_attempts
         where delivery_id = $1 order by number desc limit 100",
        id.0
    )
    .fetch_all(scope.conn())
    .await?;
    let message_id = message_id(row.event_id.unwrap_or(row.id));
    Ok(Details { delivery: row.delivery(), message_id, body, attempts })
}

/// Sends an example to an endpoint, whatever it listens to.
///
/// # Errors
/// `NotFound`, `Invalid` while it is off.
pub async fn send_test(scope: &mut Scope, endpoint: EndpointId, now: DateTime<Utc>) -> Result<DeliveryId> {
    scope.require(Permission::ManageWebhooks)?;
    let id = DeliveryId::new();
    must_be_on(scope, endpoint).await?;
    let body = json!({ "type": TEST, "timestamp": now, "data": { "message": "This is a test. Nothing happened." } });
    sqlx::query!(
        "insert into webhook_deliveries (id, endpoint_id, event_name, body, next_attempt_at) values ($1, $2, $3, $4, $5)",
        id.0,
        endpoint.0,
        TEST,
        body.to_string(),
        now
    )
    .execute(scope.conn())
    .await?;
    enqueue(scope, &[id.0], now).await?;
    Ok(id)
}

/// Sends a delivery again at once, under the same message id. One that waits for its next attempt does not wait longer.
///
/// # Errors
/// `NotFound`, `Invalid` while the endpoint is off.
pub async fn replay(scope: &mut Scope, id: DeliveryId, now: DateTime<Utc>) -> Result<()> {
    scope.require(Permission::ManageWebhooks)?;
    let endpoint =
        sqlx::query_scalar!("select endpoint_id from webhook_deliveries where id = $1 for update", id.0).fetch_one(scope.conn()).await?;
    must_be_on(scope, EndpointId(endpoint)).await?;
    enqueue(scope, &[id.0], now).await
}

/// Sends again what happened from `from` up to `to`, all of it or what had failed; how many.
///
/// # Errors
/// `NotFound`, `Invalid` while the endpoint is off or if there are too many.
pub async fn replay_range(
    scope: &mut Scope,
    endpoint: EndpointId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    failed_only: bool,
    now: DateTime<Utc>,
) -> Result<usize> {
    scope.require(Permission::ManageWebhooks)?;
    must_be_on(scope, endpoint).await?;
    let ids = sqlx::query_scalar!(
        "select id from webhook_deliveries
         where endpoint_id = $1 and created_at >= $2 and created_at < $3 and (state = 'failed' or state = 'delivered' and not $4)
         order by id limit $5 for update",
        endpoint.0,
        from,
        to,
        failed_only,
        MOST_REPLAYED + 1
    )
    .fetch_all(scope.conn())
    .await?;
    if i64::try_from(ids.len()).is_ok_and(|n| n > MOST_REPLAYED) {
        return Err(Error::field(
            "from",
            Message::with("These are more than {most} deliveries. Choose a shorter time.", [("most", MOST_REPLAYED.to_string())]),
        ));
    }
    enqueue(scope, &ids, now).await?;
    Ok(ids.len())
}

/// Makes deliveries due, from the beginning of the schedule. What is being sent at the moment is left alone.
pub(super) async fn enqueue(scope: &mut Scope, ids: &[Uuid], now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "with due as (
             update webhook_deliveries set state = 'waiting', failures = 0, next_attempt_at = $2 where id = any ($1)
             returning workspace_id, id, endpoint_id
         )
         insert into webhook_queue (delivery_id, workspace_id, endpoint_id, due_at) select id, workspace_id, endpoint_id, $2 from due
         on conflict (delivery_id) do update set due_at = excluded.due_at where not webhook_queue.leased",
        ids,
        now
    )
    .execute(scope.conn())
    .await?;
    sqlx::query!("select pg_notify('webhook_due', '')").fetch_one(scope.conn()).await?;
    Ok(())
}

async fn must_be_on(scope: &mut Scope, endpoint: EndpointId) -> Result<()> {
    let enabled = sqlx::query_scalar!("select enabled from webhook_endpoints where id = $1", endpoint.0).fetch_one(scope.conn()).await?;
    if enabled { Ok(()) } else { Err(Error::field("form", "This endpoint is off. Switch it on first.")) }
}

struct Row {
    id: Uuid,
    event_id: Option<Uuid>,
    event_name: String,
    state: String,
    attempts: i32,
    last_attempt_at: Option<DateTime<Utc>>,
    next_attempt_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl Row {
    fn delivery(self) -> Delivery {
        Delivery {
            id: DeliveryId(self.id),
            event_name: self.event_name,
            // The check constraint knows no other.
            state: State::from_name(&self.state).unwrap_or(State::Failed),
            attempts: self.attempts,
            last_attempt_at: self.last_attempt_at,
            next_attempt_at: self.next_attempt_at,
            created_at: self.created_at,
        }
    }
}
