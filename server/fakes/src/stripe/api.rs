//! Calls about anything but subscriptions.

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use super::{
    Form,
    book::{COUPONS, Customer, Price, Session, Stripe},
    objects,
};
use crate::{few::Few, state::Outside};

/// Answers a call that changes something: a key that was seen before gets its answer again.
pub(super) fn once(
    outside: &Outside,
    headers: &HeaderMap,
    body: &Bytes,
    act: impl FnOnce(&mut Stripe, &Form, &str) -> Result<Value, Refused>,
) -> Response {
    if let Some(refused) = stranger(headers) {
        return refused;
    }
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let text = String::from_utf8_lossy(body).into_owned();
    let mut stripe = outside.stripe();
    if let Some((asked, status, answer)) = stripe.answers.get(&key).filter(|_| !key.is_empty()) {
        if *asked != text {
            return Refused::new(400, "idempotency_error", "Keys for idempotent requests can only be used with the same parameters.")
                .into_response();
        }
        return (StatusCode::from_u16(*status).unwrap_or_default(), Json(answer.clone())).into_response();
    }
    let form: Form = url::form_urlencoded::parse(body).into_owned().collect();
    match act(&mut stripe, &form, outside.url()) {
        Ok(answer) => {
            keep(&mut stripe.answers, &key, &text, &answer);
            Json(answer).into_response()
        }
        Err(refused) => refused.into_response(),
    }
}

fn keep(answers: &mut Few<(String, u16, Value)>, key: &str, text: &str, answer: &Value) {
    if !key.is_empty() {
        answers.put(key, (text.to_owned(), 200, answer.clone()));
    }
}

/// Whoever shows no key is nobody.
pub(super) fn stranger(headers: &HeaderMap) -> Option<Response> {
    let known =
        headers.get("authorization").and_then(|value| value.to_str().ok()).is_some_and(|value| value.starts_with("Bearer sk_test_"));
    (!known).then(|| Refused::new(401, "invalid_request_error", "Invalid API Key provided.").into_response())
}

/// An error as Stripe writes it.
pub(super) struct Refused {
    status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    message: String,
}

impl Refused {
    pub(super) fn new(status: u16, kind: &'static str, message: &str) -> Self {
        Self { status, kind, code: None, message: message.to_owned() }
    }

    pub(super) fn missing(what: &str) -> Self {
        Self { code: Some("resource_missing"), ..Self::new(404, "invalid_request_error", &format!("No such {what}")) }
    }

    pub(super) fn declined() -> Self {
        Self { code: Some("card_declined"), ..Self::new(402, "card_error", "Your card was declined.") }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let error = json!({ "error": { "type": self.kind, "code": self.code, "message": self.message } });
        (StatusCode::from_u16(self.status).unwrap_or_default(), Json(error)).into_response()
    }
}

/// Fields below a name: `metadata[a]=b` is `a: b` below `metadata`.
pub(super) fn below(form: &Form, name: &str) -> Value {
    let inner = |key: &str| Some(key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.to_owned());
    Value::Object(form.iter().filter_map(|(key, value)| Some((inner(key)?, json!(value)))).collect::<Map<_, _>>())
}

/// Values of a list of things: `items[0][price]`, `items[1][price]`.
pub(super) fn each(form: &Form, name: &str, field: &str) -> Vec<String> {
    let tail = format!("[{field}]");
    form.iter().filter(|(key, _)| key.starts_with(&format!("{name}[")) && key.ends_with(&tail)).map(|(_, value)| value.clone()).collect()
}

pub(super) async fn create_customer(State(outside): State<Outside>, headers: HeaderMap, body: Bytes) -> Response {
    once(&outside, &headers, &body, |stripe, form, _| {
        let text = |name: &str| form.get(name).cloned().unwrap_or_default();
        let (id, created) = (stripe.id("cus"), stripe.now().timestamp());
        let customer = Customer { id: id.clone(), email: text("email"), name: text("name"), created, pays: true };
        let said = objects::customer(&customer);
        stripe.customers.put(&id, customer);
        Ok(said)
    })
}

pub(super) async fn prices(State(outside): State<Outside>, headers: HeaderMap, Query(form): Query<Form>) -> Response {
    if let Some(refused) = stranger(&headers) {
        return refused;
    }
    let stripe = outside.stripe();
    let wanted: Vec<&String> = form.iter().filter(|(key, _)| key.starts_with("lookup_keys")).map(|(_, value)| value).collect();
    let found: Vec<Value> = wanted.into_iter().filter_map(|key| stripe.prices.get(key)).map(objects::price).collect();
    Json(objects::list("/v1/prices", &found)).into_response()
}

pub(super) async fn create_price(State(outside): State<Outside>, headers: HeaderMap, body: Bytes) -> Response {
    once(&outside, &headers, &body, |stripe, form, _| {
        let text = |name: &str| form.get(name).cloned().unwrap_or_default();
        let lookup_key = text("lookup_key");
        if stripe.prices.get(&lookup_key).is_some() {
            return Err(Refused::new(400, "invalid_request_error", "A price already uses that lookup key."));
        }
        let unit = text("unit_amount").parse().map_err(|_| Refused::new(400, "invalid_request_error", "Invalid integer: unit_amount"))?;
        let price = Price {
            id: stripe.id("price"),
            name: text("product_data[name]"),
            unit,
            currency: text("currency"),
            interval: text("recurring[interval]"),
            metadata: below(form, "metadata"),
            created: stripe.now().timestamp(),
            lookup_key: lookup_key.clone(),
        };
        let said = objects::price(&price);
        stripe.prices.put(&lookup_key, price);
        Ok(said)
    })
}

pub(super) async fn promotion_codes(headers: HeaderMap, Query(form): Query<Form>) -> Response {
    if let Some(refused) = stranger(&headers) {
        return refused;
    }
    let wanted = form.get("code").map(|code| code.to_uppercase()).unwrap_or_default();
    let active = form.get("active").map(String::as_str) == Some("true");
    let found: Vec<Value> =
        COUPONS.iter().filter(|coupon| coupon.code == wanted && (!active || coupon.active)).map(objects::promotion_code).collect();
    Json(objects::list("/v1/promotion_codes", &found)).into_response()
}

pub(super) async fn create_session(State(outside): State<Outside>, headers: HeaderMap, body: Bytes) -> Response {
    once(&outside, &headers, &body, |stripe, form, base| {
        let text = |name: &str| form.get(name).cloned().unwrap_or_default();
        let customer = text("customer");
        if stripe.customers.get(&customer).is_none() {
            return Err(Refused::missing("customer"));
        }
        let prices = each(form, "line_items", "price");
        if prices.is_empty() || prices.iter().any(|price| stripe.price(price).is_none()) {
            return Err(Refused::missing("price"));
        }
        let promotion = each(form, "discounts", "promotion_code").pop();
        let session = Session {
            id: stripe.id("cs_test"),
            customer,
            prices,
            trial_days: text("subscription_data[trial_period_days]").parse().unwrap_or_default(),
            metadata: below(form, "subscription_data[metadata]"),
            coupon: promotion.and_then(|id| COUPONS.into_iter().find(|coupon| format!("promo_{}", coupon.code) == id)),
            success_url: text("success_url"),
            cancel_url: text("cancel_url"),
            subscription: None,
            created: stripe.now().timestamp(),
        };
        let said = objects::session(&session, base);
        stripe.sessions.put(&session.id.clone(), session);
        Ok(said)
    })
}

pub(super) async fn create_portal(State(outside): State<Outside>, headers: HeaderMap, body: Bytes) -> Response {
    once(&outside, &headers, &body, |stripe, form, base| {
        let text = |name: &str| form.get(name).cloned().unwrap_or_default();
        let customer = text("customer");
        if stripe.customers.get(&customer).is_none() {
            return Err(Refused::missing("customer"));
        }
        let id = stripe.id("bps");
        stripe.portals.put(&id, (customer.clone(), text("return_url")));
        Ok(objects::portal(&id, &customer, &format!("{base}/stripe/portal/{id}"), stripe.now().timestamp()))
    })
}

pub(super) async fn invoices(State(outside): State<Outside>, headers: HeaderMap, Query(form): Query<Form>) -> Response {
    if let Some(refused) = stranger(&headers) {
        return refused;
    }
    let stripe = outside.stripe();
    let of = form.get("customer").cloned().unwrap_or_default();
    let most = form.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10);
    let found: Vec<Value> = stripe
        .invoices
        .iter()
        .rev()
        .filter(|invoice| invoice.customer == of)
        .take(most)
        .map(|invoice| objects::invoice(invoice, outside.url()))
        .collect();
    Json(objects::list("/v1/invoices", &found)).into_response()
}

impl Stripe {
    /// A price by its id.
    pub(super) fn price(&self, id: &str) -> Option<Price> {
        self.prices.all().find(|price| price.id == id).cloned()
    }
}
