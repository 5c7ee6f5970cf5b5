use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::matches;
use crate::{Result, events::Recorded};

/// Writes a delivery for every endpoint that listens to an event. Told twice, it writes once.
pub(crate) async fn on_event(conn: &mut PgConnection, event: &Recorded) -> Result<()> {
    if event.workspace.is_none() {
        return Ok(());
    }
    let endpoints = sqlx::query!("select id, patterns from webhook_endpoints where enabled").fetch_all(&mut *conn).await?;
    let listening = endpoints.into_iter().filter(|e| e.patterns.iter().any(|pattern| matches(pattern, &event.name)));
    let endpoints: Vec<Uuid> = listening.map(|endpoint| endpoint.id).collect();
    if endpoints.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = endpoints.iter().map(|_| Uuid::now_v7()).collect();
    sqlx::query!(
        "with written as (
             insert into webhook_deliveries (id, endpoint_id, event_id, event_name, body, next_attempt_at)
             select id, endpoint_id, $3, $4, $5, now() from unnest($1::uuid[], $2::uuid[]) as new (id, endpoint_id)
             on conflict on constraint webhook_deliveries_once do nothing
             returning workspace_id, id, endpoint_id, next_attempt_at
         )
         insert into webhook_queue (delivery_id, workspace_id, endpoint_id, due_at)
         select id, workspace_id, endpoint_id, next_attempt_at from written",
        &ids,
        &endpoints,
        event.id,
        event.name,
        body(event)
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("select pg_notify('webhook_due', '')").fetch_one(conn).await?;
    Ok(())
}

/// The message: `type`, `timestamp` and `data` as Standard Webhooks has them, `data` being what the catalogue says. Beside
/// them `seq`, which grows from event to event, so that a receiver can tell which of two came later.
fn body(event: &Recorded) -> String {
    json!({
        "type": event.name,
        "timestamp": event.happened_at,
        "data": event.data,
        "seq": event.seq,
        "version": event.version,
        "workspace_id": event.workspace,
        "record": { "kind": event.record_kind, "id": event.record_id },
    })
    .to_string()
}
