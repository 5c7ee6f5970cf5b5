//! Subscriptions and what follows from them, in one transaction.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::{Fact, Feature, Plan, Snapshot, Source, State, Subscription, Term, Version, revenue, rules};
use crate::{
    Error, Result,
    db::{Db, Identity},
    events,
    ids::{PlanVersionId, WorkspaceId},
    jobs::{self, Job, Options, Priority, Unique},
    tenancy::Scope,
};

/// Asks the payment service what a workspace has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refresh {
    pub workspace: WorkspaceId,
}

/// Does what the clock brings: ends, reminders, the last day of grace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {}

/// Asks about every workspace once a day, whatever we were told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconcile {}

impl Job for Refresh {
    const NAME: &'static str = "plans.refresh";
}

impl Job for Tick {
    const NAME: &'static str = "plans.tick";
}

impl Job for Reconcile {
    const NAME: &'static str = "plans.reconcile";
}

/// A subscription as it is kept.
pub(super) struct Held {
    pub(super) subscription: Subscription,
    pub(super) version: Version,
    /// When the payment service was asked for it.
    pub(super) asked_at: DateTime<Utc>,
}

impl Version {
    pub(super) fn grace(&self) -> Duration {
        Duration::days(self.grace_days.into())
    }
}

/// Takes over what the payment service said when it was asked at `asked_at`. An answer that was asked for earlier changes nothing.
pub async fn answered(scope: &mut Scope, says: &Snapshot, asked_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    let (workspace, actor, address) = (scope.workspace(), scope.actor.as_event_actor(), scope.address.clone());
    let conn = scope.conn();
    lock(conn, workspace).await?;
    let held = read(conn).await?;
    if held.as_ref().is_some_and(|held| held.asked_at > asked_at) {
        return Ok(());
    }
    let before = held.as_ref().map(|held| &held.subscription);
    let version = version(conn, says.version).await?;
    let Some(after) = Subscription::told(before, says, version.grace(), now) else { return Ok(()) };
    // What staff assigned stands until something is paid for.
    if before.is_some_and(|before| before.source == Source::Staff && before.state.is_running()) && !after.state.is_running() {
        return Ok(());
    }
    let change = Change { workspace, actor, address: &address, before, after: &after, grace: version.grace(), asked_at };
    keep(conn, &change, now).await
}

/// Does what is due by the clock.
pub async fn tick(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    let (workspace, actor, address) = (scope.workspace(), scope.actor.as_event_actor(), scope.address.clone());
    let conn = scope.conn();
    lock(conn, workspace).await?;
    let Some(held) = read(conn).await? else { return Ok(()) };
    let grace = held.version.grace();
    let mut after = held.subscription.clone().at(grace, now);
    if let Some(of) = after.reminder(now) {
        after.reminded_of = Some(of);
        let (plan, until) = (after.plan.name().to_owned(), Some(of));
        if after.state == State::Trialing {
            events::record_as(conn, actor, &address, &events::PlanTrialEnding { workspace, plan, until }).await?;
        } else {
            events::record_as(conn, actor, &address, &events::PlanGraceEnding { workspace, plan, until }).await?;
        }
    }
    let (before, asked_at) = (Some(&held.subscription), held.asked_at);
    keep(conn, &Change { workspace, actor, address: &address, before, after: &after, grace, asked_at }, now).await
}

/// A message of the payment service about a customer: makes us ask. `false` if the customer is not known here.
pub(crate) async fn told(conn: &mut PgConnection, customer: &str) -> Result<bool> {
    let workspace = sqlx::query_scalar!("select workspace_id from billing_customers where customer_id = $1", customer)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(workspace) = workspace else { return Ok(false) };
    ask(conn, WorkspaceId(workspace), Priority::Normal).await?;
    Ok(true)
}

/// Asks about every customer, little by little: the last resort against messages that never came.
pub async fn reconcile(db: &Db) -> Result<()> {
    let mut identity = db.identity().await?;
    let workspaces =
        sqlx::query_scalar!("select workspace_id from billing_customers order by workspace_id").fetch_all(identity.conn()).await?;
    for workspace in workspaces {
        ask(identity.conn(), WorkspaceId(workspace), Priority::Low).await?;
    }
    identity.commit().await
}

/// How the payment service calls a workspace.
pub async fn customer(identity: &mut Identity, workspace: WorkspaceId) -> Result<Option<String>> {
    let id = sqlx::query_scalar!("select customer_id from billing_customers where workspace_id = $1", workspace.0);
    Ok(id.fetch_optional(identity.conn()).await?)
}

/// All versions of the paid plans, newest first.
pub async fn versions(identity: &mut Identity) -> Result<Vec<Version>> {
    versions_in(identity.conn()).await
}

/// The plan that holds in the scope's workspace.
pub async fn plan_of(scope: &mut Scope) -> Result<Plan> {
    Ok(read(scope.conn()).await?.map_or(Plan::Free, |held| held.subscription.holds()))
}

/// Changes of a workspace's subscription wait for each other, also where there is none yet.
pub(super) async fn lock(conn: &mut PgConnection, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('subscription ' || $1::text, 0))", workspace.to_string())
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// The subscription of the workspace that the connection is in.
pub(super) async fn read(conn: &mut PgConnection) -> Result<Option<Held>> {
    let Some(row) = sqlx::query!(
        "select plan_version_id, state, features, term, source, period_start, period_end, trial_end, cancel_at_period_end, grace_until,
           provider_id, asked_at, reminded_of
         from subscriptions"
    )
    .fetch_optional(&mut *conn)
    .await?
    else {
        return Ok(None);
    };
    let version = version(conn, PlanVersionId(row.plan_version_id)).await?;
    let subscription = Subscription {
        version: version.id,
        plan: version.plan,
        state: State::from_name(&row.state).ok_or_else(|| unknown(&row.state))?,
        // One of a later version of the product is passed over.
        features: row.features.iter().filter_map(|name| Feature::from_name(name)).collect(),
        term: Term::from_name(&row.term).ok_or_else(|| unknown(&row.term))?,
        source: if row.source == "stripe" { Source::Stripe } else { Source::Staff },
        period_start: row.period_start,
        period_end: row.period_end,
        trial_end: row.trial_end,
        cancel_at_period_end: row.cancel_at_period_end,
        grace_until: row.grace_until,
        provider_id: row.provider_id,
        reminded_of: row.reminded_of,
    };
    Ok(Some(Held { subscription, version, asked_at: row.asked_at }))
}

pub(super) async fn version(conn: &mut PgConnection, id: PlanVersionId) -> Result<Version> {
    versions_in(conn).await?.into_iter().find(|version| version.id == id).ok_or(Error::NotFound)
}

pub(super) async fn versions_in(conn: &mut PgConnection) -> Result<Vec<Version>> {
    let rows = sqlx::query!(
        "select id, plan, number, currency, month_minor, year_minor, trial_days, grace_days, created_at
         from plan_versions order by plan desc, number desc"
    )
    .fetch_all(conn)
    .await?;
    let known = rows.into_iter().filter_map(|row| {
        Some(Version {
            id: PlanVersionId(row.id),
            plan: Plan::from_name(&row.plan)?,
            number: row.number,
            currency: row.currency,
            month_minor: row.month_minor,
            year_minor: row.year_minor,
            trial_days: row.trial_days,
            grace_days: row.grace_days,
            created_at: row.created_at,
        })
    });
    Ok(known.collect())
}

/// What becomes of a subscription, and who did it.
pub(super) struct Change<'a> {
    pub(super) workspace: WorkspaceId,
    pub(super) actor: events::Actor,
    pub(super) address: &'a str,
    pub(super) before: Option<&'a Subscription>,
    pub(super) after: &'a Subscription,
    pub(super) grace: Duration,
    pub(super) asked_at: DateTime<Utc>,
}

/// Writes a subscription with what it entitles to, what has happened, and when to look again. The caller holds the [`lock`].
pub(super) async fn keep(conn: &mut PgConnection, change: &Change<'_>, now: DateTime<Utc>) -> Result<()> {
    write(conn, change, now).await?;
    entitle(conn, change, now).await?;
    let version = version(conn, change.after.version).await?;
    revenue::note(conn, change.workspace, change.after, &version, now).await?;
    for fact in rules::facts(change.before, change.after) {
        record(conn, change, fact).await?;
    }
    if let Some(at) = change.after.next(now) {
        let options = Options { unique: Some(Unique::Replace("subscription".to_owned())), run_at: Some(at), ..Options::default() };
        jobs::enqueue_with(conn, &Tick {}, options).await?;
    }
    Ok(())
}

async fn write(conn: &mut PgConnection, change: &Change<'_>, now: DateTime<Utc>) -> Result<()> {
    let after = change.after;
    let features: Vec<String> = after.features.iter().map(|feature| feature.name().to_owned()).collect();
    let source = if after.source == Source::Stripe { "stripe" } else { "staff" };
    sqlx::query!(
        "insert into subscriptions (plan_version_id, state, features, term, source, period_start, period_end, trial_end, cancel_at_period_end,
           grace_until, provider_id, asked_at, reminded_of, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (workspace_id) do update set plan_version_id = excluded.plan_version_id, state = excluded.state,
           features = excluded.features, term = excluded.term, source = excluded.source, period_start = excluded.period_start,
           period_end = excluded.period_end, trial_end = excluded.trial_end, cancel_at_period_end = excluded.cancel_at_period_end,
           grace_until = excluded.grace_until, provider_id = excluded.provider_id, asked_at = excluded.asked_at,
           reminded_of = excluded.reminded_of, updated_at = excluded.updated_at",
        after.version.0,
        after.state.name(),
        &features,
        after.term.name(),
        source,
        after.period_start,
        after.period_end,
        after.trial_end,
        after.cancel_at_period_end,
        after.grace_until,
        after.provider_id,
        change.asked_at,
        after.reminded_of,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn entitle(conn: &mut PgConnection, change: &Change<'_>, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("delete from entitlements where source = 'subscription'").execute(&mut *conn).await?;
    let until = change.after.holds_until(change.grace);
    // A period that nobody heard of for longer than the grace entitles to nothing.
    if until.is_some_and(|until| until <= now) {
        return Ok(());
    }
    let (keys, amounts): (Vec<String>, Vec<i64>) =
        change.after.entitlements().into_iter().map(|(key, amount)| (key.to_owned(), amount)).unzip();
    sqlx::query!(
        "insert into entitlements (key, source, amount, from_at, until_at)
         select key, 'subscription', amount, $3, $4 from unnest($1::text[], $2::bigint[]) as new (key, amount)",
        &keys,
        &amounts,
        now,
        until
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn record(conn: &mut PgConnection, change: &Change<'_>, fact: Fact) -> Result<()> {
    let (workspace, actor, address, after) = (change.workspace, change.actor, change.address, change.after);
    let (plan, term) = (after.plan.name().to_owned(), after.term.name().to_owned());
    let features = || after.features.iter().map(|feature| feature.name()).collect::<Vec<_>>().join(" ");
    let until = after.grace_until.or(after.period_end);
    match fact {
        Fact::Started => {
            events::record_as(conn, actor, address, &events::PlanStarted { workspace, plan, term, features: features() }).await
        }
        Fact::Changed => {
            events::record_as(conn, actor, address, &events::PlanChanged { workspace, plan, term, features: features() }).await
        }
        Fact::Cancelled => {
            events::record_as(conn, actor, address, &events::PlanCancelled { workspace, plan, until: after.period_end }).await
        }
        Fact::Resumed => events::record_as(conn, actor, address, &events::PlanResumed { workspace, plan }).await,
        Fact::PaymentFailed => events::record_as(conn, actor, address, &events::PlanPaymentFailed { workspace, plan, until }).await,
        Fact::Recovered => events::record_as(conn, actor, address, &events::PlanRecovered { workspace, plan }).await,
        Fact::Ended => events::record_as(conn, actor, address, &events::PlanEnded { workspace, plan, until }).await,
        Fact::ReadOnly => events::record_as(conn, actor, address, &events::PlanReadOnly { workspace, plan }).await,
    }
}

async fn ask(conn: &mut PgConnection, workspace: WorkspaceId, priority: Priority) -> Result<()> {
    let options = Options { unique: Some(Unique::Keep(workspace.to_string())), priority, ..Options::default() };
    jobs::enqueue_with(conn, &Refresh { workspace }, options).await?;
    Ok(())
}

fn unknown(word: &str) -> Error {
    Error::internal(format!("a subscription says {word}"))
}
