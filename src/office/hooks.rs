use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::json;

use super::{DeadLetter, EndpointRow, HooksBoard, PAGE, page};
use crate::{
    Result,
    ids::{EndpointId, WorkspaceId},
    inbound,
    staff::BackOffice,
};

/// Days that are shown.
const DAYS: i64 = 14;
/// Dead letters that are shown.
const MOST_DEAD: i64 = 100;

/// Webhooks of all workspaces: endpoints in trouble after `after`, deliveries of two weeks by day, and what came in and could not be
/// worked on.
pub async fn hooks(office: &mut BackOffice, after: Option<EndpointId>, now: DateTime<Utc>) -> Result<HooksBoard> {
    let endpoints = sqlx::query_scalar!(r#"select count(*) as "count!" from webhook_endpoint_states"#).fetch_one(office.conn()).await?;
    let rows = sqlx::query!(
        "select s.endpoint_id, s.workspace_id, w.slug, s.host, s.disabled_because, s.failing_since
         from webhook_endpoint_states s join workspaces w on w.id = s.workspace_id
         where (s.disabled_because is not null or s.failing_since is not null) and ($1::uuid is null or s.endpoint_id < $1)
         order by s.endpoint_id desc limit $2",
        after.map(|id| id.0),
        PAGE + 1
    )
    .fetch_all(office.conn())
    .await?;
    let rows = rows.into_iter().map(|row| EndpointRow {
        id: EndpointId(row.endpoint_id),
        workspace: WorkspaceId(row.workspace_id),
        slug: row.slug,
        host: row.host,
        disabled_because: row.disabled_because,
        failing_since: row.failing_since,
    });
    let (troubled, more) = page(rows.collect());
    let dead = inbound::dead_in(office.conn(), MOST_DEAD).await?.into_iter().map(|letter| DeadLetter {
        source: letter.source,
        event_id: letter.event_id,
        name: letter.name,
        received_at: letter.received_at,
        attempts: letter.attempts,
        last_error: letter.last_error,
    });
    Ok(HooksBoard {
        endpoints,
        next: troubled.last().filter(|_| more).map(|row| row.id),
        troubled,
        days: days(office, now.date_naive()).await?,
        dead: dead.collect(),
    })
}

/// Works once more on what an outside service told us; true if it was taken this time.
///
/// # Errors
/// `NotFound` if there is no such dead letter.
pub async fn retry_dead_letter(office: &mut BackOffice, source: &str, event_id: &str, now: DateTime<Utc>) -> Result<bool> {
    let taken = inbound::retry_in(office.conn(), source, event_id, now).await?;
    let outcome = if taken == inbound::Taken::Failed { "failed" } else { "taken" };
    office.note("webhooks.retry", &json!({ "source": source, "event": event_id, "outcome": outcome })).await?;
    Ok(taken != inbound::Taken::Failed)
}

/// Throws away what an outside service told us.
///
/// # Errors
/// As `retry_dead_letter`.
pub async fn discard_dead_letter(office: &mut BackOffice, source: &str, event_id: &str) -> Result<()> {
    inbound::discard_in(office.conn(), source, event_id).await?;
    office.note("webhooks.discard", &json!({ "source": source, "event": event_id })).await
}

/// Every day, also those without deliveries, newest first.
async fn days(office: &mut BackOffice, today: NaiveDate) -> Result<Vec<(NaiveDate, i64, i64, i64)>> {
    let first = today - Duration::days(DAYS - 1);
    let since = first.and_time(chrono::NaiveTime::MIN).and_utc();
    let rows = sqlx::query!(
        r#"select day as "day!", state as "state!", sum(deliveries)::bigint as "deliveries!" from webhook_days($1) group by day, state"#,
        since
    )
    .fetch_all(office.conn())
    .await?;
    let of = |day: NaiveDate, state: &str| rows.iter().find(|row| row.day == day && row.state == state).map_or(0, |row| row.deliveries);
    let counted = |n: i64| {
        let day = today - Duration::days(n);
        (day, of(day, "delivered"), of(day, "waiting"), of(day, "failed"))
    };
    Ok((0..DAYS).map(counted).collect())
}
