//! Stripe, as far as plans need it. Months pass when somebody says so (`POST /stripe/_advance {"seconds": 86400}`).
//!
//! Everything that happened is in `GET /stripe/_events`, signed; it is sent to the address of `POST /stripe/_webhook {"url", "secret"}` too,
//! where there is one.

mod api;
mod book;
mod clock;
mod hooks;
mod objects;
mod pages;
mod proration;
mod subscriptions;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use axum::{
    Router,
    routing::{get, post},
};

pub use book::Stripe;
pub use hooks::Told;

use crate::state::Outside;

/// Secret that signs webhooks until another one is set. Everybody may know it.
pub const WEBHOOK_SECRET: &str = "whsec_not_a_secret";

/// Fields of a form or query, by their names with brackets.
pub(super) type Form = BTreeMap<String, String>;

pub(crate) fn router() -> Router<Outside> {
    Router::new()
        .route("/v1/customers", post(api::create_customer))
        .route("/v1/prices", get(api::prices).post(api::create_price))
        .route("/v1/promotion_codes", get(api::promotion_codes))
        .route("/v1/checkout/sessions", post(api::create_session))
        .route("/v1/billing_portal/sessions", post(api::create_portal))
        .route("/v1/subscriptions", get(subscriptions::list))
        .route("/v1/subscriptions/{id}", get(subscriptions::retrieve).post(subscriptions::update).delete(subscriptions::cancel))
        .route("/v1/invoices", get(api::invoices))
        .route("/v1/invoices/create_preview", post(subscriptions::preview))
        .route("/checkout/{id}", get(pages::checkout).post(pages::pay))
        .route("/portal/{id}", get(pages::portal).post(pages::choose_card))
        .route("/invoice/{id}", get(pages::invoice))
        .route("/_advance", post(clock::advance))
        .route("/_webhook", post(hooks::configure))
        .route("/_events", get(hooks::list))
}
