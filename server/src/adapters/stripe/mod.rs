//! Payments by Stripe, through async-stripe.

mod calls;
mod config;
mod inlet;
mod reading;

use std::{sync::Arc, time::Duration};

use mewayz::gateways::Billing;
use secrecy::ExposeSecret;
use stripe::{Client, ClientBuilder, RequestStrategy};

pub use config::{StripeConfig, StripeGiven};
pub use inlet::StripeInlet;

/// For one attempt.
const TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 3;

/// An account at Stripe.
pub struct Stripe {
    client: Client,
}

/// Whoever takes payments; `None` if nobody does here.
///
/// # Errors
/// In words, if the client cannot be made.
pub fn open(config: Option<&StripeConfig>) -> Result<Option<Arc<dyn Billing>>, String> {
    let Some(config) = config else { return Ok(None) };
    let mut builder =
        ClientBuilder::new(config.key.expose_secret()).timeout(TIMEOUT).request_strategy(RequestStrategy::ExponentialBackoff(ATTEMPTS));
    if let Some(url) = &config.url {
        builder = builder.url(url.clone());
    }
    let client = builder.build().map_err(|error| format!("MEWAYZ_STRIPE_URL: {error}"))?;
    Ok(Some(Arc::new(Stripe { client })))
}
