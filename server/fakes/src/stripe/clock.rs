//! Time passes when somebody says so, and does what it brings, in order.

use axum::{Json, extract::State};
use chrono::{DateTime, Duration, Utc};
use http::StatusCode;
use serde::Deserialize;

use super::book::{Stripe, Subscription};
use crate::state::{Outside, now};

/// Days after a failed payment on which it is tried again; then it is given up.
const RETRIES: [i64; 3] = [3, 5, 7];

#[derive(Deserialize)]
pub(super) struct Step {
    seconds: i64,
}

pub(super) async fn advance(State(outside): State<Outside>, Json(step): Json<Step>) -> StatusCode {
    if !(0..=400 * 86_400).contains(&step.seconds) {
        return StatusCode::BAD_REQUEST;
    }
    outside.advance(Duration::seconds(step.seconds));
    StatusCode::NO_CONTENT
}

impl Outside {
    /// The instant at Stripe.
    pub fn stripe_now(&self) -> DateTime<Utc> {
        self.stripe().now()
    }

    /// Turns Stripe's clock on.
    pub fn advance(&self, by: Duration) {
        let base = self.url().to_owned();
        let mut stripe = self.stripe();
        let until = stripe.now() + by;
        while let Some((at, id)) = stripe.due(until) {
            stripe.ahead = at - now();
            stripe.pass(&id, at, &base);
        }
        stripe.ahead = until - now();
    }
}

impl Stripe {
    /// What happens next, up to an instant.
    fn due(&self, until: DateTime<Utc>) -> Option<(DateTime<Utc>, String)> {
        let running = self.subscriptions.iter().filter(|one| one.is_running());
        let next = running.map(|one| (one.retry_at.map_or(one.period_end, |at| at.min(one.period_end)), one.id.clone())).min();
        next.filter(|(at, _)| *at <= until)
    }

    fn pass(&mut self, id: &str, at: DateTime<Utc>, base: &str) {
        let Ok(before) = self.running(id) else { return };
        if before.retry_at.is_some_and(|retry| retry <= at) {
            return self.retry(before, at);
        }
        if before.cancel_at_period_end {
            return self.end(before, at, "cancellation_requested");
        }
        self.renew(before, base);
    }

    fn renew(&mut self, before: Subscription, base: &str) {
        let periods = before.periods + 1;
        let mut after = Subscription { periods, period_start: before.period_end, period_end: before.end_of(periods), ..before };
        let paid = self.pays(&after.customer);
        let lines = after.lines();
        self.bill(&mut after, lines, paid, base);
        if paid {
            after.status = "active";
        } else {
            after.status = "past_due";
            after.failures = 1;
            after.retry_at = Some(after.period_start + Duration::days(RETRIES[0]));
        }
        self.updated(after, "customer.subscription.updated");
    }

    fn retry(&mut self, before: Subscription, at: DateTime<Utc>) {
        if self.pays(&before.customer) {
            return self.settle(before);
        }
        let next = RETRIES.get(before.failures).map(|days| before.period_start + Duration::days(*days));
        match next {
            None => self.end(before, at, "payment_failed"),
            Some(retry) => {
                let failures = before.failures + 1;
                self.updated(Subscription { failures, retry_at: Some(retry), ..before }, "customer.subscription.updated");
            }
        }
    }

    /// The open invoice is paid after all.
    pub(super) fn settle(&mut self, before: Subscription) {
        for invoice in self.invoices.iter_mut().filter(|invoice| invoice.subscription == before.id) {
            invoice.paid = true;
        }
        self.updated(Subscription { status: "active", failures: 0, retry_at: None, ..before }, "customer.subscription.updated");
    }

    fn end(&mut self, before: Subscription, at: DateTime<Utc>, reason: &'static str) {
        let ended = Subscription { status: "canceled", ended_at: Some(at), retry_at: None, reason: Some(reason), ..before };
        self.updated(ended, "customer.subscription.deleted");
    }

    fn updated(&mut self, after: Subscription, name: &str) {
        let id = after.id.clone();
        self.put(after);
        self.tell(name, &self.said(&id));
    }
}
