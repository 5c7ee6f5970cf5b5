//! The pages people are sent to: paying, and looking after their card.

use axum::{
    extract::{Form, Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;

use super::{book::Session, objects};
use crate::{
    page::{escaped, page},
    state::Outside,
};

#[derive(Deserialize)]
pub(super) struct Act {
    act: String,
}

pub(super) async fn checkout(State(outside): State<Outside>, Path(id): Path<String>) -> Response {
    let stripe = outside.stripe();
    let Some(session) = stripe.sessions.get(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let prices: Vec<_> = session.prices.iter().filter_map(|price| stripe.price(price)).collect();
    page("Pay for a plan", &form(session, &prices, "")).into_response()
}

pub(super) async fn pay(State(outside): State<Outside>, Path(id): Path<String>, Form(act): Form<Act>) -> Response {
    let Some(session) = outside.stripe().sessions.get(&id).cloned() else { return StatusCode::NOT_FOUND.into_response() };
    match act.act.as_str() {
        "pay" | "confirm" => Redirect::to(&outside.pay(&id).unwrap_or_default()).into_response(),
        "secure" => {
            let body = "<p>Your bank asks whether it is you.<form method=post><button name=act value=confirm>It is me</button>\
                        <button name=act value=decline>It is not me</button></form>";
            page("3-D Secure", body).into_response()
        }
        "back" => Redirect::to(&session.cancel_url).into_response(),
        _ => {
            let stripe = outside.stripe();
            let prices: Vec<_> = session.prices.iter().filter_map(|price| stripe.price(price)).collect();
            let body = form(&session, &prices, "<p role=alert><b>Your card was declined.</b>");
            (StatusCode::PAYMENT_REQUIRED, page("Pay for a plan", &body)).into_response()
        }
    }
}

pub(super) async fn portal(State(outside): State<Outside>, Path(id): Path<String>) -> Response {
    let stripe = outside.stripe();
    let Some((customer, back)) = stripe.portals.get(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let card = if stripe.pays(customer) { "The card pays." } else { "The card is declined." };
    let body = format!(
        "<p>{card}<form method=post><button name=act value=pays>Use a card that pays</button>\
         <button name=act value=declined>Use a card that is declined</button></form><p><a href=\"{}\">Back</a>",
        escaped(back)
    );
    page("Card and invoices", &body).into_response()
}

pub(super) async fn choose_card(State(outside): State<Outside>, Path(id): Path<String>, Form(act): Form<Act>) -> Response {
    let Some((customer, _)) = outside.stripe().portals.get(&id).cloned() else { return StatusCode::NOT_FOUND.into_response() };
    outside.card(&customer, act.act == "pays");
    Redirect::to(&format!("{}/stripe/portal/{id}", outside.url())).into_response()
}

pub(super) async fn invoice(State(outside): State<Outside>, Path(id): Path<String>) -> Response {
    let stripe = outside.stripe();
    let Some(invoice) = stripe.invoices.iter().find(|invoice| invoice.id == id) else { return StatusCode::NOT_FOUND.into_response() };
    let lines: String =
        invoice.lines.iter().map(|line| format!("<li>{}: {}", escaped(&line.words), money(line.amount, &invoice.currency))).collect();
    let paid = if invoice.paid { "Paid" } else { "Open" };
    page(&format!("Invoice {}", invoice.number), &format!("<p>{paid}<ul>{lines}</ul>")).into_response()
}

impl Outside {
    /// Gives a customer another card; one that pays is charged for what is open at once.
    pub fn card(&self, customer: &str, pays: bool) {
        let mut stripe = self.stripe();
        if let Some(mut known) = stripe.customers.get(customer).cloned() {
            known.pays = pays;
            stripe.customers.put(customer, known);
        }
        let open = stripe.subscriptions.iter().find(|one| one.customer == customer && one.status == "past_due").cloned();
        if let Some(open) = open.filter(|_| pays) {
            stripe.settle(open);
        }
    }

    /// Pays for a checkout session, as a person does on its page; where they are sent then. Whoever presses twice pays once.
    pub fn pay(&self, session: &str) -> Option<String> {
        let base = self.url().to_owned();
        let mut stripe = self.stripe();
        let found = stripe.sessions.get(session).cloned()?;
        if found.subscription.is_none() {
            let subscription = stripe.begin(&found, &base);
            let paid = Session { subscription: Some(subscription), ..found.clone() };
            let said = objects::session(&paid, &base);
            stripe.sessions.put(session, paid);
            stripe.tell("checkout.session.completed", &said);
        }
        Some(found.success_url.replace("{CHECKOUT_SESSION_ID}", session))
    }
}

fn form(session: &Session, prices: &[super::book::Price], note: &str) -> String {
    let lines: String = prices
        .iter()
        .map(|price| format!("<li>{}: {} a {}", escaped(&price.name), money(price.unit, &price.currency), price.interval))
        .collect();
    let trial = if session.trial_days > 0 { format!("<p>{} days without payment first.", session.trial_days) } else { String::new() };
    let coupon = session.coupon.map_or_else(String::new, |coupon| format!("<p>{}: {} % less.", coupon.code, coupon.percent));
    format!(
        "{note}<ul>{lines}</ul>{trial}{coupon}<form method=post><button name=act value=pay>Pay</button>\
         <button name=act value=secure>Pay with 3-D Secure</button><button name=act value=decline>Pay with a card that is declined</button>\
         <button name=act value=back>Back without paying</button></form>"
    )
}

fn money(minor: i64, currency: &str) -> String {
    format!("{}{}.{:02} {}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100, currency.to_uppercase())
}
