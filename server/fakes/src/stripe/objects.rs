//! Objects as they travel: version 2026-09-30.endive, with every field that a client of theirs insists on.

use serde_json::{Value, json};

use super::book::{Coupon, Customer, Invoice, Item, Line, Price, Session, Stripe, Subscription};

pub(super) fn list(url: &str, data: &[Value]) -> Value {
    json!({ "object": "list", "url": url, "has_more": false, "data": data })
}

pub(super) fn customer(customer: &Customer) -> Value {
    json!({
        "id": customer.id, "object": "customer", "created": customer.created, "livemode": false, "email": customer.email,
        "name": customer.name, "metadata": {}, "delinquent": !customer.pays, "invoice_settings": {}, "balance": 0,
    })
}

pub(super) fn price(price: &Price) -> Value {
    json!({
        "id": price.id, "object": "price", "active": true, "billing_scheme": "per_unit", "created": price.created, "currency": price.currency,
        "livemode": false, "lookup_key": price.lookup_key, "metadata": price.metadata, "product": format!("prod_{}", price.id), "type": "recurring",
        "unit_amount": price.unit, "unit_amount_decimal": price.unit.to_string(),
        "recurring": { "interval": price.interval, "interval_count": 1, "usage_type": "licensed" },
    })
}

fn item(item: &Item, subscription: &Subscription) -> Value {
    let plan = json!({
        "id": item.price.id, "object": "plan", "active": true, "billing_scheme": "per_unit", "created": item.price.created,
        "currency": item.price.currency, "interval": item.price.interval, "interval_count": 1, "livemode": false, "usage_type": "licensed",
    });
    json!({
        "id": item.id, "object": "subscription_item", "created": subscription.created.timestamp(), "metadata": {}, "discounts": [], "quantity": 1,
        "current_period_start": subscription.period_start.timestamp(), "current_period_end": subscription.period_end.timestamp(),
        "plan": plan, "price": price(&item.price), "subscription": subscription.id, "tax_rates": [],
    })
}

pub(super) fn subscription(subscription: &Subscription) -> Value {
    let stamp = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.timestamp());
    let items: Vec<Value> = subscription.items.iter().map(|one| item(one, subscription)).collect();
    let currency = subscription.items.first().map_or("usd", |item| &item.price.currency);
    json!({
        "id": subscription.id, "object": "subscription", "automatic_tax": { "enabled": false }, "billing_cycle_anchor": subscription.anchor.timestamp(),
        "billing_mode": { "type": "flexible" }, "billing_schedules": [], "cancel_at_period_end": subscription.cancel_at_period_end,
        "canceled_at": stamp(subscription.canceled_at), "collection_method": "charge_automatically", "created": subscription.created.timestamp(),
        "currency": currency, "customer": subscription.customer, "discounts": [], "ended_at": stamp(subscription.ended_at),
        "invoice_settings": { "issuer": { "type": "self" } }, "items": list("/v1/subscription_items", &items), "livemode": false,
        "metadata": subscription.metadata, "start_date": subscription.created.timestamp(), "status": subscription.status,
        "trial_end": stamp(subscription.trial_end),
        "cancellation_details": { "reason": subscription.reason },
    })
}

pub(super) fn session(session: &Session, base: &str) -> Value {
    json!({
        "id": session.id, "object": "checkout.session", "automatic_tax": { "enabled": false }, "created": session.created,
        "custom_fields": [], "custom_text": {}, "expires_at": session.created + 86_400, "livemode": false, "mode": "subscription",
        "payment_method_types": ["card"], "payment_status": if session.subscription.is_some() { "paid" } else { "unpaid" },
        "shipping_options": [], "customer": session.customer, "subscription": session.subscription, "metadata": session.metadata,
        "status": if session.subscription.is_some() { "complete" } else { "open" }, "url": format!("{base}/stripe/checkout/{}", session.id),
    })
}

pub(super) fn promotion_code(coupon: &Coupon) -> Value {
    json!({
        "id": format!("promo_{}", coupon.code), "object": "promotion_code", "active": coupon.active, "code": coupon.code, "created": 1_700_000_000,
        "livemode": false, "metadata": {}, "times_redeemed": 0, "restrictions": { "first_time_transaction": false },
        "promotion": { "type": "coupon", "coupon": format!("coupon_{}", coupon.code) },
    })
}

pub(super) fn portal(id: &str, customer: &str, url: &str, now: i64) -> Value {
    json!({
        "id": id, "object": "billing_portal.session", "configuration": "bpc_fake", "created": now, "customer": customer, "livemode": false, "url": url,
    })
}

/// An invoice, or the preview of one when its id is empty.
pub(super) fn invoice(invoice: &Invoice, base: &str) -> Value {
    let subtotal: i64 = invoice.lines.iter().map(|line| line.amount).sum();
    let total = subtotal - invoice.discount;
    let due = total.max(0);
    let (start, end) = (invoice.period_start.timestamp(), invoice.period_end.timestamp());
    let data: Vec<Value> = invoice.lines.iter().enumerate().map(|(n, one)| line(one, n, invoice)).collect();
    let mut object = json!({
        "object": "invoice", "amount_due": due, "amount_overpaid": 0, "amount_paid": if invoice.paid { due } else { 0 },
        "amount_remaining": if invoice.paid { 0 } else { due }, "amount_shipping": 0, "attempt_count": 1, "attempted": true,
        "automatic_tax": { "enabled": false }, "collection_method": "charge_automatically", "created": invoice.created.timestamp(),
        "currency": invoice.currency, "customer": invoice.customer, "default_tax_rates": [], "discounts": [], "issuer": { "type": "self" },
        "lines": list("/v1/invoices/lines", &data), "livemode": false, "payment_settings": {}, "period_start": start, "period_end": end,
        "post_payment_credit_notes_amount": 0, "pre_payment_credit_notes_amount": 0, "starting_balance": 0, "status_transitions": {},
        "subtotal": subtotal, "total": total, "metadata": {}, "status": if invoice.paid { "paid" } else { "open" },
        "parent": { "type": "subscription_details", "subscription_details": { "subscription": invoice.subscription, "metadata": {} } },
    });
    if !invoice.id.is_empty() {
        object["id"] = json!(invoice.id);
        object["number"] = json!(invoice.number);
        object["hosted_invoice_url"] = json!(format!("{base}/stripe/invoice/{}", invoice.id));
    }
    object
}

fn line(line: &Line, n: usize, invoice: &Invoice) -> Value {
    json!({
        "id": format!("il_{n}{}", invoice.id), "object": "line_item", "amount": line.amount, "currency": invoice.currency, "description": line.words,
        "discountable": true, "discounts": [], "livemode": false, "metadata": {}, "subtotal": line.amount,
        "period": { "start": invoice.period_start.timestamp(), "end": invoice.period_end.timestamp() },
    })
}

impl Stripe {
    /// The newest state of a subscription, as it travels.
    pub(super) fn said(&self, id: &str) -> Value {
        self.subscriptions.iter().find(|one| one.id == id).map(subscription).unwrap_or_default()
    }
}
