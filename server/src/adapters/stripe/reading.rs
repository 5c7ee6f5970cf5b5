//! What Stripe's objects mean to us.

use chrono::{DateTime, Utc};
use mewayz::{
    Error,
    error::Service,
    ids::PlanVersionId,
    plans::{Feature, Invoice, Plan, Snapshot, Status, Term},
};
use stripe::StripeError;
use stripe_shared::{ApiErrorsType, CancellationDetailsReason, InvoiceStatus, Price, RecurringInterval, Subscription, SubscriptionStatus};

/// Under these names a price says what it is for.
pub(super) const VERSION: &str = "plan_version";
pub(super) const PLAN: &str = "plan";
pub(super) const FEATURE: &str = "feature";

/// What went wrong, in terms a person can act on.
pub(super) fn failed(error: StripeError) -> Error {
    match error {
        StripeError::Stripe(why, _) if why.type_ == ApiErrorsType::CardError => {
            Error::field("form", "The payment was declined. Nothing was changed. Look at your card and try again.")
        }
        error => {
            // Its words hold ids and parameters, no secrets.
            tracing::warn!(%error, "payment service");
            Error::Unavailable(Service::Payments)
        }
    }
}

/// `None` for a subscription that is not of a plan.
pub(super) fn snapshot(from: &Subscription) -> Option<Snapshot> {
    let first = from.items.data.first()?;
    let said = |price: &Price, name: &str| price.metadata.get(name).cloned();
    let term = match first.price.recurring.as_ref()?.interval {
        RecurringInterval::Year => Term::Year,
        _ => Term::Month,
    };
    let mut features: Vec<Feature> = from.items.data.iter().filter_map(|item| Feature::from_name(&said(&item.price, FEATURE)?)).collect();
    features.sort_unstable();
    Some(Snapshot {
        provider_id: from.id.to_string(),
        status: status(&from.status),
        version: PlanVersionId(said(&first.price, VERSION)?.parse().ok()?),
        plan: Plan::from_name(&said(&first.price, PLAN)?)?,
        term,
        features,
        period_start: at(first.current_period_start)?,
        period_end: at(first.current_period_end)?,
        trial_end: from.trial_end.and_then(at),
        cancel_at_period_end: from.cancel_at_period_end,
        ended_at: from.ended_at.and_then(at),
        unpaid: from.cancellation_details.as_ref().and_then(|details| details.reason.as_ref())
            == Some(&CancellationDetailsReason::PaymentFailed),
    })
}

pub(super) fn invoice(from: &stripe_shared::Invoice) -> Option<Invoice> {
    let net_minor = from.total_excluding_tax.unwrap_or(from.total);
    // The period of the bill itself is the one that is over; its lines know what is paid for.
    let lines = || from.lines.data.iter().map(|line| &line.period);
    Some(Invoice {
        id: from.id.as_ref().map(ToString::to_string).unwrap_or_default(),
        void: matches!(from.status, Some(InvoiceStatus::Void | InvoiceStatus::Uncollectible)),
        net_minor,
        discount_minor: (from.subtotal_excluding_tax.unwrap_or(from.subtotal) - net_minor).max(0),
        covers_from: at(lines().map(|period| period.start).min().unwrap_or(from.period_start))?,
        covers_until: at(lines().map(|period| period.end).max().unwrap_or(from.period_end))?,
        number: from.number.clone()?,
        created_at: at(from.created)?,
        total_minor: from.total,
        currency: from.currency.to_string().to_uppercase(),
        paid: from.status == Some(InvoiceStatus::Paid),
        url: from.hosted_invoice_url.clone().unwrap_or_default(),
    })
}

fn status(status: &SubscriptionStatus) -> Status {
    match status {
        SubscriptionStatus::Trialing => Status::Trialing,
        SubscriptionStatus::Active => Status::Active,
        SubscriptionStatus::PastDue | SubscriptionStatus::Unpaid => Status::PastDue,
        SubscriptionStatus::Canceled | SubscriptionStatus::Paused => Status::Canceled,
        // What is not known must not unlock anything.
        SubscriptionStatus::Incomplete | SubscriptionStatus::IncompleteExpired | SubscriptionStatus::Unknown(_) => Status::Incomplete,
        _ => Status::Incomplete,
    }
}

fn at(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}
