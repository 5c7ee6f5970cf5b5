use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use super::{message_id, signing};
use crate::{
    Result,
    db::Db,
    ids::{DeliveryId, EndpointId, WorkspaceId},
    secrets::Keyring,
    tenancy::Scope,
};

/// How long a dispatcher may take before another one tries: more than the longest request.
pub const LEASE: Duration = Duration::seconds(60);
/// Requests to one endpoint at the same time. Two dispatchers that claim in the same moment may exceed it once.
const PLACES: i64 = 4;

/// A message to send now.
#[derive(Debug, Clone)]
pub struct Due {
    pub id: DeliveryId,
    pub workspace: WorkspaceId,
    pub endpoint: EndpointId,
    pub url: String,
    /// The header `webhook-id`.
    pub message_id: String,
    /// Exactly what is signed and sent.
    pub body: String,
    /// Failures in a row so far.
    pub failures: i32,
    /// All that are valid, newest first.
    pub secrets: Vec<SecretString>,
}

/// Takes up to `most` messages for sending, a few of each endpoint, in no order of endpoints. They come back after the
/// lease if the dispatcher dies meanwhile.
pub async fn claim(db: &Db, keyring: &Keyring, most: i64, now: DateTime<Utc>) -> Result<Vec<Due>> {
    let mut by_workspace: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (workspace, delivery) in lease(db, most, now).await? {
        by_workspace.entry(workspace).or_default().push(delivery);
    }
    let mut due = Vec::new();
    for (workspace, deliveries) in by_workspace {
        due.extend(load(db, keyring, WorkspaceId(workspace), &deliveries, now).await?);
    }
    Ok(due)
}

/// One statement for all: walks from endpoint to endpoint along the index, and takes from each what its places allow.
async fn lease(db: &Db, most: i64, now: DateTime<Utc>) -> Result<Vec<(Uuid, Uuid)>> {
    let mut identity = db.identity().await?;
    let rows = sqlx::query!(
        r#"with recursive lanes (endpoint_id) as (
             (select endpoint_id from webhook_queue order by endpoint_id limit 1)
             union all
             select (select q.endpoint_id from webhook_queue q where q.endpoint_id > l.endpoint_id order by q.endpoint_id limit 1)
             from lanes l where l.endpoint_id is not null
         ), shuffled as (
             select endpoint_id from lanes where endpoint_id is not null order by random()
         ), picked as (
             select one.delivery_id from shuffled s
             cross join lateral (
                 select q.delivery_id from webhook_queue q
                 where q.endpoint_id = s.endpoint_id and q.due_at <= $1
                 order by q.due_at
                 limit greatest(0, $3 - (select count(*) from webhook_queue b
                                         where b.endpoint_id = s.endpoint_id and b.leased and b.due_at > $1))
                 for update skip locked
             ) one
             limit $4
         )
         update webhook_queue q set leased = true, due_at = $2 from picked where q.delivery_id = picked.delivery_id
         returning q.workspace_id, q.delivery_id"#,
        now,
        now + LEASE,
        PLACES,
        most
    )
    .fetch_all(identity.conn())
    .await?;
    identity.commit().await?;
    Ok(rows.into_iter().map(|row| (row.workspace_id, row.delivery_id)).collect())
}

/// What is needed to send.
async fn load(db: &Db, keyring: &Keyring, workspace: WorkspaceId, ids: &[Uuid], now: DateTime<Utc>) -> Result<Vec<Due>> {
    let mut scope = db.job(workspace).await?;
    let rows = sqlx::query!(
        "select d.id, d.endpoint_id, d.event_id, d.body, d.failures, e.url from webhook_deliveries d
         join webhook_endpoints e on e.workspace_id = d.workspace_id and e.id = d.endpoint_id
         where d.id = any ($1) and d.state = 'waiting' and e.enabled",
        ids
    )
    .fetch_all(scope.conn())
    .await?;
    give_up(&mut scope, ids.iter().copied().filter(|id| !rows.iter().any(|row| row.id == *id)).collect()).await?;
    let endpoints: Vec<Uuid> = rows.iter().map(|row| row.endpoint_id).collect();
    let mut secrets: HashMap<Uuid, Vec<SecretString>> = HashMap::new();
    for valid in signing::valid(&mut scope, keyring, &endpoints, now).await? {
        secrets.entry(valid.endpoint).or_default().push(valid.secret);
    }
    scope.commit().await?;
    let due = rows.into_iter().map(|row| Due {
        id: DeliveryId(row.id),
        workspace,
        endpoint: EndpointId(row.endpoint_id),
        url: row.url,
        message_id: message_id(row.event_id.unwrap_or(row.id)),
        body: row.body,
        failures: row.failures,
        secrets: secrets.get(&row.endpoint_id).cloned().unwrap_or_default(),
    });
    Ok(due.collect())
}

/// Takes deliveries out of the queue whose endpoint was switched off in the moment in which they were written.
async fn give_up(scope: &mut Scope, ids: Vec<Uuid>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query!("update webhook_deliveries set state = 'failed', next_attempt_at = null where id = any ($1) and state = 'waiting'", &ids)
        .execute(scope.conn())
        .await?;
    sqlx::query!("delete from webhook_queue where delivery_id = any ($1)", &ids).execute(scope.conn()).await?;
    Ok(())
}
