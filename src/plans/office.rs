//! What staff do about plans: prices, and plans without payments.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{
    Board, Choice, Feature, Plan, Source, State, Subscription, Term, Version, periods,
    store::{self, Change},
};
use crate::{
    Error, Result,
    events::{self, ActorKind},
    fields::{Fields, Message},
    ids::{PlanVersionId, WorkspaceId},
    staff::BackOffice,
};

/// Every version of the paid plans.
pub async fn board(office: &mut BackOffice) -> Result<Board> {
    Ok(Board { versions: store::versions_in(office.conn()).await? })
}

/// Makes new prices. Who has an older version keeps it.
///
/// # Errors
/// `Invalid` by field.
pub async fn add_version(office: &mut BackOffice, draft: &Version) -> Result<PlanVersionId> {
    check(draft)?;
    let id = PlanVersionId::new();
    // Two at once cannot both take the next number: one of them breaks the constraint and is told to try again.
    let number = sqlx::query_scalar!(
        r#"insert into plan_versions (id, plan, number, currency, month_minor, year_minor, trial_days, grace_days, created_by)
           select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8 from plan_versions where plan = $2 returning number"#,
        id.0,
        draft.plan.name(),
        draft.currency,
        draft.month_minor,
        draft.year_minor,
        draft.trial_days,
        draft.grace_days,
        office.user().0
    )
    .fetch_one(office.conn())
    .await?;
    office.note("plans.version", &json!({ "plan": draft.plan.name(), "number": number, "version": id })).await?;
    Ok(id)
}

/// Gives a workspace a plan without payments, for so many months or until staff says otherwise. `Free` takes it away: the days of grace
/// begin.
///
/// # Errors
/// `Invalid` on `workspace` if there is none or it pays by itself, and as [`Choice::check`].
pub async fn assign(office: &mut BackOffice, slug: &str, choice: &Choice, months: Option<u16>, now: DateTime<Utc>) -> Result<()> {
    let workspace = find(office, slug).await?;
    let user = office.user();
    let conn = office.conn();
    events::enter(conn, workspace.0).await?;
    store::lock(conn, workspace).await?;
    let held = store::read(conn).await?;
    let before = held.as_ref().map(|held| &held.subscription);
    if before.is_some_and(|before| before.source == Source::Stripe && before.state.is_running()) {
        return Err(Error::field("workspace", "This workspace pays for a plan by itself; it can be cancelled there, not replaced here."));
    }
    let (after, grace) = if choice.plan == Plan::Free {
        let held = held.as_ref().ok_or_else(|| Error::field("workspace", "This workspace has the free plan already."))?;
        (taken(&held.subscription, held.version.grace(), now), held.version.grace())
    } else {
        let choice = if choice.features.is_empty() { all(choice) } else { choice.check()? };
        let offers = super::desk::offers(store::versions_in(conn).await?);
        let version = offers.into_iter().find(|version| version.plan == choice.plan).ok_or(Error::NotFound)?;
        (given(&choice, &version, months, now)?, version.grace())
    };
    let actor = events::Actor { kind: ActorKind::Staff, id: Some(user.0) };
    let change = Change { workspace, actor, address: "", before, after: &after, grace, asked_at: now };
    store::keep(conn, &change, now).await?;
    events::leave(conn).await?;
    let details = json!({ "workspace": workspace, "plan": choice.plan.name(), "months": months });
    office.note("plans.assign", &details).await
}

/// Ends the days of grace now.
///
/// # Errors
/// `Invalid` on `workspace` if none run.
pub async fn end_grace(office: &mut BackOffice, slug: &str, now: DateTime<Utc>) -> Result<()> {
    let workspace = find(office, slug).await?;
    let user = office.user();
    let conn = office.conn();
    events::enter(conn, workspace.0).await?;
    store::lock(conn, workspace).await?;
    let held = store::read(conn).await?.filter(|held| held.subscription.grace_until.is_some());
    let held = held.ok_or_else(|| Error::field("workspace", "No days of grace run in this workspace."))?;
    let after = Subscription { state: State::ReadOnly, grace_until: None, ..held.subscription.clone() };
    let actor = events::Actor { kind: ActorKind::Staff, id: Some(user.0) };
    let (before, grace, asked_at) = (Some(&held.subscription), held.version.grace(), held.asked_at);
    store::keep(conn, &Change { workspace, actor, address: "", before, after: &after, grace, asked_at }, now).await?;
    events::leave(conn).await?;
    office.note("plans.end_grace", &json!({ "workspace": workspace })).await
}

fn check(draft: &Version) -> Result<()> {
    let mut fields = Fields::default();
    let currency = draft.currency.len() == 3 && draft.currency.bytes().all(|byte| byte.is_ascii_uppercase());
    fields.require(draft.plan != Plan::Free, "plan", "The free plan has no price.");
    fields.require(currency, "currency", "Use three capital letters, such as USD.");
    fields.require((50..=1_000_000).contains(&draft.month_minor), "month_minor", "Enter a price from 0.50 to 10,000.");
    fields.require((50..=10_000_000).contains(&draft.year_minor), "year_minor", "Enter a price from 0.50 to 100,000.");
    fields.require((0..=90).contains(&draft.trial_days), "trial_days", "Enter 0 to 90 days.");
    fields.require((0..=90).contains(&draft.grace_days), "grace_days", "Enter 0 to 90 days.");
    fields.into_result()
}

async fn find(office: &mut BackOffice, slug: &str) -> Result<WorkspaceId> {
    let found = sqlx::query_scalar!("select id from workspaces where slug = $1", slug).fetch_optional(office.conn()).await?;
    let unknown = || Error::field("workspace", Message::with("There is no workspace {slug}.", [("slug", slug.to_owned())]));
    Ok(WorkspaceId(found.ok_or_else(unknown)?))
}

fn all(choice: &Choice) -> Choice {
    Choice { features: Feature::sold().collect(), ..choice.clone() }
}

fn given(choice: &Choice, version: &Version, months: Option<u16>, now: DateTime<Utc>) -> Result<Subscription> {
    let end = |months: u16| periods::period_end(now, Term::Month, months.into(), "UTC");
    Ok(Subscription {
        version: version.id,
        plan: choice.plan,
        state: State::Active,
        features: choice.features.clone(),
        term: choice.term,
        source: Source::Staff,
        period_start: now,
        period_end: months.filter(|months| *months > 0).map(end).transpose()?,
        trial_end: None,
        cancel_at_period_end: false,
        grace_until: None,
        provider_id: None,
        reminded_of: None,
    })
}

fn taken(before: &Subscription, grace: chrono::Duration, now: DateTime<Utc>) -> Subscription {
    Subscription { state: State::Ended, grace_until: Some(now + grace), ..before.clone() }.at(grace, now)
}
