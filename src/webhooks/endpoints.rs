use uuid::Uuid;

use super::{Because, Draft, Endpoint, signing};
use crate::{
    Error, Result, events,
    ids::EndpointId,
    outbound::Rules,
    secrets::Keyring,
    tenancy::{Limit, Permission, Scope},
};

/// The endpoints of the workspace, oldest first.
pub async fn list(scope: &mut Scope) -> Result<Vec<Endpoint>> {
    scope.require(Permission::ManageWebhooks)?;
    let rows = sqlx::query_as!(
        Row,
        "select id, url, description, patterns, disabled_because, failing_since, created_at, updated_at from webhook_endpoints order by id"
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows.into_iter().map(Endpoint::from).collect())
}

/// One endpoint.
///
/// # Errors
/// `NotFound`.
pub async fn find(scope: &mut Scope, id: EndpointId) -> Result<Endpoint> {
    scope.require(Permission::ManageWebhooks)?;
    let row = sqlx::query_as!(
        Row,
        "select id, url, description, patterns, disabled_because, failing_since, created_at, updated_at from webhook_endpoints where id = $1",
        id.0
    )
    .fetch_one(scope.conn())
    .await?;
    Ok(row.into())
}

/// One endpoint, which nobody else changes until the scope ends.
///
/// # Errors
/// `NotFound`.
pub async fn lock(scope: &mut Scope, id: EndpointId) -> Result<Endpoint> {
    scope.require(Permission::ManageWebhooks)?;
    sqlx::query!("select id from webhook_endpoints where id = $1 for update", id.0).fetch_one(scope.conn()).await?;
    find(scope, id).await
}

/// Adds an endpoint with a secret of its own; it is told of what happens from now on.
///
/// # Errors
/// `Invalid`, also when there are too many.
pub async fn create(scope: &mut Scope, keyring: &Keyring, rules: &Rules, draft: &Draft) -> Result<EndpointId> {
    let user = scope.require(Permission::ManageWebhooks)?;
    let draft = draft.check(rules, &names())?;
    let used = sqlx::query_scalar!(r#"select count(*) as "count!" from webhook_endpoints"#).fetch_one(scope.conn()).await?;
    scope.allow(Limit::Webhooks, used).await?;
    let id = EndpointId::new();
    sqlx::query!(
        "insert into webhook_endpoints (id, url, description, patterns, created_by) values ($1, $2, $3, $4, $5)",
        id.0,
        draft.url,
        draft.description,
        &draft.patterns,
        user.0
    )
    .execute(scope.conn())
    .await?;
    signing::add(scope, keyring, id).await?;
    events::record(scope, &events::WebhookEndpointCreated { endpoint: id, host: host(&draft.url) }).await?;
    Ok(id)
}

/// Changes what an endpoint is told and where. Deliveries that wait go to the new address.
///
/// # Errors
/// `Invalid`, `NotFound`.
pub async fn change(scope: &mut Scope, rules: &Rules, id: EndpointId, draft: &Draft) -> Result<()> {
    scope.require(Permission::ManageWebhooks)?;
    let draft = draft.check(rules, &names())?;
    within_plan(scope, id).await?;
    let changed = sqlx::query!(
        "update webhook_endpoints set url = $2, description = $3, patterns = $4, updated_at = clock_timestamp() where id = $1",
        id.0,
        draft.url,
        draft.description,
        &draft.patterns
    )
    .execute(scope.conn())
    .await?;
    found(changed.rows_affected())?;
    events::record(scope, &events::WebhookEndpointChanged { endpoint: id, host: host(&draft.url) }).await
}

/// Switches an endpoint on or off. While it is off nothing is written for it; what waited is given up.
///
/// # Errors
/// `NotFound`.
pub async fn enable(scope: &mut Scope, id: EndpointId, on: bool) -> Result<()> {
    scope.require(Permission::ManageWebhooks)?;
    if !on {
        return switch_off(scope, id.0, Because::Person).await;
    }
    within_plan(scope, id).await?;
    let changed = sqlx::query!(
        "update webhook_endpoints set enabled = true, disabled_because = null, failing_since = null, updated_at = clock_timestamp() where id = $1",
        id.0
    )
    .execute(scope.conn())
    .await?;
    found(changed.rows_affected())?;
    events::record(scope, &events::WebhookEndpointEnabled { endpoint: id }).await
}

/// Removes an endpoint with its secrets and its log.
///
/// # Errors
/// `NotFound`.
pub async fn remove(scope: &mut Scope, id: EndpointId) -> Result<()> {
    scope.require(Permission::ManageWebhooks)?;
    let url = sqlx::query_scalar!("delete from webhook_endpoints where id = $1 returning url", id.0).fetch_one(scope.conn()).await?;
    events::record(scope, &events::WebhookEndpointRemoved { endpoint: id, host: host(&url) }).await
}

/// Endpoints are read-only beyond what the plan has room for, the newest first: ids are ordered by time.
async fn within_plan(scope: &mut Scope, id: EndpointId) -> Result<()> {
    let older = sqlx::query_scalar!(r#"select count(*) as "count!" from webhook_endpoints where id < $1"#, id.0);
    let older = older.fetch_one(scope.conn()).await?;
    scope.allow_change(Limit::Webhooks, older).await
}

/// Switches off and gives up what waits; what is being sent at the moment may still arrive.
pub(super) async fn switch_off(scope: &mut Scope, id: Uuid, because: Because) -> Result<()> {
    let changed = sqlx::query!(
        "update webhook_endpoints set enabled = false, disabled_because = $2, updated_at = clock_timestamp() where id = $1",
        id,
        because.name()
    )
    .execute(scope.conn())
    .await?;
    found(changed.rows_affected())?;
    sqlx::query!(
        "with given_up as (
             update webhook_deliveries set state = 'failed', next_attempt_at = null
             where endpoint_id = $1 and state = 'waiting' returning workspace_id, id
         )
         delete from webhook_queue q using given_up g where q.workspace_id = g.workspace_id and q.delivery_id = g.id",
        id
    )
    .execute(scope.conn())
    .await?;
    events::record(scope, &events::WebhookEndpointDisabled { endpoint: EndpointId(id), because: because.name().to_owned() }).await
}

/// Names of all events.
/// The host of an endpoint of the workspace the connection is in; empty if the endpoint is gone.
pub(crate) async fn host_of(conn: &mut sqlx::PgConnection, id: Uuid) -> Result<String> {
    let url = sqlx::query_scalar!("select url from webhook_endpoints where id = $1", id).fetch_optional(conn).await?;
    Ok(url.map(|url| host(&url)).unwrap_or_default())
}

fn names() -> Vec<&'static str> {
    events::CATALOGUE.iter().map(|kind| kind.name).collect()
}

/// What may be told of an address: its path and query often hold a secret.
fn host(url: &str) -> String {
    url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

fn found(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::NotFound) } else { Ok(()) }
}

struct Row {
    id: Uuid,
    url: String,
    description: String,
    patterns: Vec<String>,
    disabled_because: Option<String>,
    failing_since: Option<chrono::DateTime<chrono::Utc>>,
    created_at: chrono::DateTime<chrono::Utc>,
    updated_at: chrono::DateTime<chrono::Utc>,
}

impl From<Row> for Endpoint {
    fn from(row: Row) -> Self {
        Self {
            id: EndpointId(row.id),
            url: row.url,
            description: row.description,
            patterns: row.patterns,
            disabled: row.disabled_because.as_deref().and_then(Because::from_name),
            failing_since: row.failing_since,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
