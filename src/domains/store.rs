use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Domain, Host, MOST, Proof, State,
    rules::{proof_name, records},
};
use crate::{
    Error, Result,
    db::Db,
    error::OnConstraint,
    events::{self, DomainAdded, DomainLapsed, DomainProven, DomainRemoved},
    fields::Message,
    ids::{DomainId, SiteId},
    jobs::{self, Job, Options, Unique},
    tenancy::{Permission, Scope},
};

/// Looks whether a name is still proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub domain: DomainId,
}

impl Job for Check {
    const NAME: &'static str = "domains.check";
}

/// Names of the workspace, oldest first. `own` is the host of the product, to which they have to lead.
///
/// # Errors
/// `Forbidden`.
pub async fn list(scope: &mut Scope, own: &str) -> Result<Vec<Domain>> {
    scope.require(Permission::ManageWorkspace)?;
    let rows = sqlx::query!("select id, host, site_id, token, state, checked_at, failing_since from domains order by created_at, id")
        .fetch_all(scope.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Domain {
            id: DomainId(row.id),
            records: records(&row.host, &row.token, own),
            host: row.host,
            site: row.site_id.map(SiteId),
            state: State::from_name(&row.state),
            checked_at: row.checked_at,
            failing_since: row.failing_since,
        })
        .collect())
}

/// Claims a name; nothing stands there before it is proven.
///
/// # Errors
/// `Invalid` on `host`.
pub async fn add(scope: &mut Scope, host: &Host, site: Option<SiteId>, now: DateTime<Utc>) -> Result<DomainId> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    let workspace = scope.workspace();
    // One after the other, so that the count holds.
    sqlx::query!("select id from workspaces where id = $1 for no key update", workspace.0).fetch_one(scope.conn()).await?;
    let used = sqlx::query_scalar!(r#"select count(*) as "count!" from domains"#).fetch_one(scope.conn()).await?;
    if used >= MOST {
        let full = Message::with("A workspace has room for {most} domains. Remove one you no longer need.", [("most", MOST.to_string())]);
        return Err(Error::field("host", full));
    }
    check_site(scope, site).await?;
    let (id, token) = (DomainId::new(), token());
    sqlx::query!(
        "insert into domains (id, host, site_id, token, created_at) values ($1, $2, $3, $4, $5)",
        id.0,
        host.as_str(),
        site.map(|site| site.0),
        token,
        now
    )
    .execute(scope.conn())
    .await
    .on_constraint("domains_once", || Error::field("host", "This workspace has this domain already."))?;
    events::record(scope, &DomainAdded { domain: id, host: host.as_str().to_owned() }).await?;
    look_again(scope, id, now).await?;
    Ok(id)
}

/// Puts another site at the root of a name, or none.
///
/// # Errors
/// `NotFound`; `Invalid` on `site`.
pub async fn lead(scope: &mut Scope, domain: DomainId, site: Option<SiteId>) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    check_site(scope, site).await?;
    let host = sqlx::query_scalar!("update domains set site_id = $2 where id = $1 returning host", domain.0, site.map(|site| site.0))
        .fetch_optional(scope.conn())
        .await?
        .ok_or(Error::NotFound)?;
    let workspace = scope.workspace();
    sqlx::query!("update domain_hosts set site_id = $3 where host = $1 and workspace_id = $2", host, workspace.0, site.map(|site| site.0))
        .execute(scope.conn())
        .await?;
    tell(scope).await
}

/// Gives a name up. Whoever claims it next has to prove it anew.
///
/// # Errors
/// `NotFound`.
pub async fn remove(scope: &mut Scope, domain: DomainId) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    let host = sqlx::query_scalar!("delete from domains where id = $1 returning host", domain.0)
        .fetch_optional(scope.conn())
        .await?
        .ok_or(Error::NotFound)?;
    release(scope, &host).await?;
    events::record(scope, &DomainRemoved { domain, host }).await
}

/// Where in the name service to look, and for what. Looking is done outside any transaction.
///
/// # Errors
/// `NotFound`, also for a name that was given up meanwhile.
pub async fn to_check(scope: &mut Scope, domain: DomainId) -> Result<(String, String)> {
    let row = sqlx::query!("select host, token from domains where id = $1", domain.0)
        .fetch_optional(scope.conn())
        .await?
        .ok_or(Error::NotFound)?;
    Ok((proof_name(&row.host), row.token))
}

/// Takes over what the name service said, and plans the next look.
///
/// # Errors
/// `NotFound`; `Invalid` on `form` if another workspace has the name.
pub async fn settle(scope: &mut Scope, domain: DomainId, proof: Proof, now: DateTime<Utc>) -> Result<State> {
    let row = sqlx::query!("select host, site_id, state, created_at, failing_since from domains where id = $1 for no key update", domain.0)
        .fetch_optional(scope.conn())
        .await?
        .ok_or(Error::NotFound)?;
    let before = State::from_name(&row.state);
    let (after, failing_since) = before.after(proof, row.failing_since, now);
    if after == State::Active && before != State::Active {
        claim(scope, &row.host, row.site_id.map(SiteId)).await?;
        events::record(scope, &DomainProven { domain, host: row.host.clone() }).await?;
    }
    if after == State::Lapsed && before == State::Active {
        release(scope, &row.host).await?;
        events::record(scope, &DomainLapsed { domain, host: row.host }).await?;
    }
    sqlx::query!(
        "update domains set state = $2, failing_since = $3, checked_at = $4 where id = $1",
        domain.0,
        after.name(),
        failing_since,
        now
    )
    .execute(scope.conn())
    .await?;
    if let Some(at) = after.next_look(row.created_at, failing_since, now) {
        look_again(scope, domain, at).await?;
    }
    Ok(after)
}

/// The handle of the page at the root of a name; `Some(None)` for a proven name without a page, `None` for a name that nobody has proven.
pub async fn root(db: &Db, host: &str) -> Result<Option<Option<String>>> {
    let mut identity = db.identity().await?;
    let row = sqlx::query!(
        r#"select h.handle as "handle?" from domain_hosts d
           join workspaces w on w.id = d.workspace_id and w.ends_at is null
           left join handles h on h.workspace_id = d.workspace_id and h.site_id = d.site_id
           where d.host = $1"#,
        host
    )
    .fetch_optional(identity.conn())
    .await?;
    Ok(row.map(|row| row.handle))
}

/// Whether somebody here has proven the name, so that a certificate may be asked for.
pub async fn is_ours(db: &Db, host: &str) -> Result<bool> {
    Ok(root(db, host).await?.is_some())
}

async fn check_site(scope: &mut Scope, site: Option<SiteId>) -> Result<()> {
    let Some(site) = site else { return Ok(()) };
    let there = sqlx::query_scalar!(r#"select exists (select from bio_sites where id = $1) as "there!""#, site.0);
    if there.fetch_one(scope.conn()).await? { Ok(()) } else { Err(Error::field("site", "Choose one of your sites.")) }
}

/// The name becomes the workspace's, and nobody else's.
async fn claim(scope: &mut Scope, host: &str, site: Option<SiteId>) -> Result<()> {
    let workspace = scope.workspace();
    let claimed = sqlx::query!(
        "insert into domain_hosts (host, workspace_id, site_id) values ($1, $2, $3)
         on conflict (host) do update set site_id = excluded.site_id where domain_hosts.workspace_id = excluded.workspace_id",
        host,
        workspace.0,
        site.map(|site| site.0)
    )
    .execute(scope.conn())
    .await?;
    if claimed.rows_affected() == 0 {
        return Err(Error::field("form", "Another workspace uses this domain. It has to be removed there first."));
    }
    tell(scope).await
}

async fn release(scope: &mut Scope, host: &str) -> Result<()> {
    let workspace = scope.workspace();
    sqlx::query!("delete from domain_hosts where host = $1 and workspace_id = $2", host, workspace.0).execute(scope.conn()).await?;
    tell(scope).await
}

/// Pages name their own address, and are found by it: every process forgets what it knew.
async fn tell(scope: &mut Scope) -> Result<()> {
    let workspace = scope.workspace();
    sqlx::query!("select pg_notify('domains_changed', '')").fetch_one(scope.conn()).await?;
    sqlx::query!("select pg_notify('bio_site_published', handle) from handles where workspace_id = $1", workspace.0)
        .fetch_all(scope.conn())
        .await?;
    Ok(())
}

async fn look_again(scope: &mut Scope, domain: DomainId, at: DateTime<Utc>) -> Result<()> {
    let options = Options { unique: Some(Unique::Replace(format!("domains.check:{domain}"))), run_at: Some(at), ..Options::default() };
    jobs::enqueue_with(scope, &Check { domain }, options).await.map(drop)
}

/// 128 bits that nobody guesses; they are no secret once they stand in the name service.
fn token() -> String {
    format!("site-check={:032x}", rand::random::<u128>())
}
