//! Subscriptions: beginning, changing, previewing, cancelling.

use std::collections::BTreeSet;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Duration, Utc};
use http::HeaderMap;
use serde_json::Value;

use super::{
    Form,
    api::{Refused, once, stranger},
    book::{Invoice, Item, Line, Session, Stripe, Subscription},
    objects, proration,
};
use crate::state::Outside;

pub(super) async fn list(State(outside): State<Outside>, headers: HeaderMap, Query(form): Query<Form>) -> Response {
    if let Some(refused) = stranger(&headers) {
        return refused;
    }
    let stripe = outside.stripe();
    let (of, all) = (form.get("customer").cloned().unwrap_or_default(), form.get("status").map(String::as_str) == Some("all"));
    let ours = stripe.subscriptions.iter().rev().filter(|one| one.customer == of && (all || one.is_running()));
    let found: Vec<Value> = ours.map(objects::subscription).collect();
    Json(objects::list("/v1/subscriptions", &found)).into_response()
}

pub(super) async fn retrieve(State(outside): State<Outside>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if let Some(refused) = stranger(&headers) {
        return refused;
    }
    match outside.stripe().said(&id) {
        Value::Null => Refused::missing("subscription").into_response(),
        said => Json(said).into_response(),
    }
}

pub(super) async fn update(State(outside): State<Outside>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    once(&outside, &headers, &body, |stripe, form, base| {
        let mut after = stripe.running(&id)?;
        if let Some(cancel) = form.get("cancel_at_period_end") {
            after.cancel_at_period_end = cancel == "true";
            after.canceled_at = after.cancel_at_period_end.then(|| stripe.now());
        }
        if let Some(items) = stripe.items(form, "items", &after)? {
            let (changed, lines) = proration::changed(&after, items, as_of(form, "proration_date", stripe.now())?);
            let charged: i64 = lines.iter().map(|line| line.amount).sum();
            if charged > 0 && !stripe.pays(&after.customer) {
                return Err(Refused::declined());
            }
            after = changed;
            if !lines.is_empty() {
                stripe.bill(&mut after, lines, true, base);
            }
        }
        stripe.put(after);
        let said = stripe.said(&id);
        stripe.tell("customer.subscription.updated", &said);
        Ok(said)
    })
}

pub(super) async fn cancel(State(outside): State<Outside>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    once(&outside, &headers, &body, |stripe, _, _| {
        let now = stripe.now();
        let before = stripe.running(&id)?;
        stripe.put(Subscription {
            status: "canceled",
            canceled_at: Some(now),
            ended_at: Some(now),
            retry_at: None,
            reason: Some("cancellation_requested"),
            ..before
        });
        let said = stripe.said(&id);
        stripe.tell("customer.subscription.deleted", &said);
        Ok(said)
    })
}

pub(super) async fn preview(State(outside): State<Outside>, headers: HeaderMap, body: Bytes) -> Response {
    once(&outside, &headers, &body, |stripe, form, base| {
        let before = stripe.running(form.get("subscription").map(String::as_str).unwrap_or_default())?;
        let items = stripe.items(form, "subscription_details[items]", &before)?.unwrap_or_else(|| before.items.clone());
        let as_of = as_of(form, "subscription_details[proration_date]", stripe.now())?;
        let (after, lines) = proration::changed(&before, items, as_of);
        let invoice = written(&after, lines, stripe.now());
        Ok(objects::invoice(&invoice, base))
    })
}

fn as_of(form: &Form, name: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refused> {
    let Some(text) = form.get(name) else { return Ok(now) };
    let at = text.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    at.ok_or_else(|| Refused::new(400, "invalid_request_error", "Invalid timestamp: proration_date"))
}

/// An invoice that has no id yet.
fn written(of: &Subscription, lines: Vec<Line>, now: DateTime<Utc>) -> Invoice {
    Invoice {
        id: String::new(),
        number: String::new(),
        customer: of.customer.clone(),
        subscription: of.id.clone(),
        discount: proration::discount(of, &lines),
        lines,
        currency: of.items.first().map(|item| item.price.currency.clone()).unwrap_or_default(),
        paid: false,
        created: now,
        period_start: of.period_start,
        period_end: of.period_end,
    }
}

impl Stripe {
    /// Begins what was bought in a session.
    pub(super) fn begin(&mut self, session: &Session, base: &str) -> String {
        let (now, id) = (self.now(), self.id("sub"));
        let prices: Vec<_> = session.prices.iter().filter_map(|price| self.price(price)).collect();
        let items = prices.into_iter().map(|price| Item { id: self.id("si"), price }).collect();
        let trial_end = (session.trial_days > 0).then(|| now + Duration::days(session.trial_days));
        let mut begun = Subscription {
            id: id.clone(),
            customer: session.customer.clone(),
            status: if trial_end.is_some() { "trialing" } else { "active" },
            items,
            metadata: session.metadata.clone(),
            anchor: trial_end.unwrap_or(now),
            periods: u32::from(trial_end.is_none()),
            period_start: now,
            period_end: now,
            trial_end,
            cancel_at_period_end: false,
            canceled_at: None,
            ended_at: None,
            created: now,
            coupon: session.coupon,
            failures: 0,
            retry_at: None,
            reason: None,
        };
        begun.period_end = trial_end.unwrap_or_else(|| begun.end_of(1));
        let lines = if trial_end.is_some() { Vec::new() } else { begun.lines() };
        self.bill(&mut begun, lines, true, base);
        self.put(begun);
        self.tell("customer.subscription.created", &self.said(&id));
        id
    }

    /// Writes an invoice and says whether it was paid.
    pub(super) fn bill(&mut self, of: &mut Subscription, lines: Vec<Line>, paid: bool, base: &str) {
        let number = format!("FAKE-{:04}", self.invoices.len() + 1);
        let invoice = Invoice { id: self.id("in"), number, paid, ..written(of, lines, self.now()) };
        if invoice.discount > 0 && of.coupon.is_some_and(|coupon| !coupon.forever) {
            of.coupon = None;
        }
        let said = objects::invoice(&invoice, base);
        self.invoices.push(invoice);
        self.tidy();
        self.tell(if paid { "invoice.paid" } else { "invoice.payment_failed" }, &said);
    }

    pub(super) fn running(&self, id: &str) -> Result<Subscription, Refused> {
        self.subscriptions.iter().find(|one| one.id == id && one.is_running()).cloned().ok_or_else(|| Refused::missing("subscription"))
    }

    pub(super) fn put(&mut self, subscription: Subscription) {
        self.subscriptions.retain(|one| one.id != subscription.id);
        self.subscriptions.push(subscription);
    }

    /// The items after a change; `None` if none is asked for. What is named by its id is deleted or given another price, all else stays.
    fn items(&mut self, form: &Form, name: &str, before: &Subscription) -> Result<Option<Vec<Item>>, Refused> {
        let tail = |key: &str| Some(key.strip_prefix(name)?.strip_prefix('[')?.split_once(']')?.0.to_owned());
        let indices: BTreeSet<String> = form.keys().filter_map(|key| tail(key)).collect();
        if indices.is_empty() {
            return Ok(None);
        }
        let mut items = before.items.clone();
        for index in indices {
            let text = |field: &str| form.get(&format!("{name}[{index}][{field}]"));
            if text("deleted").map(String::as_str) == Some("true") {
                items.retain(|item| Some(&item.id) != text("id"));
                continue;
            }
            let Some(price) = text("price") else { continue };
            let price = self.price(price).ok_or_else(|| Refused::missing("price"))?;
            if items.iter().any(|item| item.price.id == price.id) {
                return Err(Refused::new(400, "invalid_request_error", "Cannot add multiple subscription items with the same plan."));
            }
            let id = self.id("si");
            items.push(Item { id, price });
        }
        if items.is_empty() || items.iter().any(|item| item.price.interval != items[0].price.interval) {
            return Err(Refused::new(400, "invalid_request_error", "All prices of a subscription must have the same interval."));
        }
        Ok(Some(items))
    }
}
