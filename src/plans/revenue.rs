//! What a workspace pays a month, written down whenever it changes: `business` reckons with it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    Invoice, Source, State, Subscription, Term, Version,
    store::{self, lock},
};
use crate::{Result, ids::WorkspaceId, tenancy::Scope};

/// What a subscription brings in a month, in twelfths of the minor unit, so that a year's price divides without a rest. Trials bring
/// nothing, what staff assigned brings nothing, and a payment that fails counts as long as it is hoped for, if anything was paid before.
pub(super) fn twelfths(subscription: &Subscription, version: &Version, before: i64) -> i64 {
    let pays = match subscription.state {
        State::Active => true,
        State::PastDue => before > 0,
        State::Trialing | State::Ended | State::ReadOnly => false,
    };
    if !pays || subscription.source != Source::Stripe {
        return 0;
    }
    let months = match subscription.term {
        Term::Month => 12,
        Term::Year => 1,
    };
    let features = i64::try_from(subscription.features.len()).unwrap_or(i64::MAX);
    version.price(subscription.term).saturating_mul(features).saturating_mul(months)
}

/// Writes down what the workspace pays if it is something else than before. The caller holds the lock of its subscription.
pub(super) async fn note(
    conn: &mut PgConnection,
    workspace: WorkspaceId,
    after: &Subscription,
    version: &Version,
    now: DateTime<Utc>,
) -> Result<()> {
    let last =
        sqlx::query!("select currency, twelfths, plan from revenue_changes where workspace_id = $1 order by seq desc limit 1", workspace.0)
            .fetch_optional(&mut *conn)
            .await?;
    let before = last.as_ref().map_or(0, |last| last.twelfths);
    let amount = twelfths(after, version, before);
    let same = last.as_ref().is_some_and(|last| last.currency == version.currency && last.plan == after.plan.name());
    if amount == before && (same || amount == 0) {
        return Ok(());
    }
    sqlx::query!(
        "insert into revenue_changes (workspace_id, at, plan, currency, twelfths) values ($1, $2, $3, $4, $5)",
        workspace.0,
        now,
        after.plan.name(),
        version.currency,
        amount
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes down what was paid before anything was written down, and what a process of an older version forgot.
pub async fn catch_up(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    let workspace = scope.workspace();
    lock(scope.conn(), workspace).await?;
    let Some(held) = store::read(scope.conn()).await? else { return Ok(()) };
    note(scope.conn(), workspace, &held.subscription, &held.version, now).await
}

/// Takes over the workspace's bills as the payment service has them now.
pub async fn billed(scope: &mut Scope, bills: &[Invoice]) -> Result<()> {
    let workspace = scope.workspace();
    for bill in bills.iter().filter(|bill| !bill.id.is_empty()) {
        sqlx::query!(
            "insert into plan_bills (id, workspace_id, number, state, currency, net_minor, discount_minor, covers_from, covers_until, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             on conflict (id) do update set number = excluded.number, state = excluded.state, net_minor = excluded.net_minor,
               discount_minor = excluded.discount_minor, covers_from = excluded.covers_from, covers_until = excluded.covers_until
             where plan_bills.workspace_id = excluded.workspace_id",
            bill.id,
            workspace.0,
            bill.number,
            if bill.paid { "paid" } else if bill.void { "void" } else { "open" },
            bill.currency,
            bill.net_minor,
            bill.discount_minor,
            bill.covers_from,
            bill.covers_until.max(bill.covers_from),
            bill.created_at
        )
        .execute(scope.conn())
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::PlanVersionId,
        plans::{Feature, Plan},
    };

    fn version() -> Version {
        Version {
            id: PlanVersionId::new(),
            plan: Plan::Professional,
            number: 1,
            currency: "USD".to_owned(),
            month_minor: 100,
            year_minor: 1_000,
            trial_days: 14,
            grace_days: 14,
            created_at: Utc::now(),
        }
    }

    fn subscription(state: State, term: Term, source: Source) -> Subscription {
        Subscription {
            version: PlanVersionId::new(),
            plan: Plan::Professional,
            state,
            features: vec![Feature::BioSites, Feature::Api, Feature::Storage],
            term,
            source,
            period_start: Utc::now(),
            period_end: None,
            trial_end: None,
            cancel_at_period_end: false,
            grace_until: None,
            provider_id: None,
            reminded_of: None,
        }
    }

    #[test]
    fn a_month_is_twelve_twelfths_and_a_year_is_its_price() {
        let of = |state, term, source, before| twelfths(&subscription(state, term, source), &version(), before);
        assert_eq!(of(State::Active, Term::Month, Source::Stripe, 0), 300 * 12);
        assert_eq!(of(State::Active, Term::Year, Source::Stripe, 0), 3_000, "250 a month, to the last twelfth");
        assert_eq!(of(State::Trialing, Term::Month, Source::Stripe, 0), 0);
        assert_eq!(of(State::Active, Term::Month, Source::Staff, 0), 0);
        assert_eq!(of(State::PastDue, Term::Month, Source::Stripe, 0), 0, "the first payment never came");
        assert_eq!(of(State::PastDue, Term::Month, Source::Stripe, 1), 300 * 12);
        assert_eq!((of(State::Ended, Term::Month, Source::Stripe, 9), of(State::ReadOnly, Term::Month, Source::Stripe, 9)), (0, 0));
    }
}
