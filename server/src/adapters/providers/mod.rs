//! Providers whose accounts sign people in: two issuers of OpenID Connect, and one that has its own way.

mod config;
mod facebook;
mod oidc;
mod secret;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use mewayz::{
    Error,
    error::Service,
    identity::{Provider, gateways::SignInProvider},
};

pub use config::{ClientSecret, ProviderConfig, ProvidersGiven};

/// An answer that takes longer is none: a person waits.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The providers of this installation.
///
/// # Errors
/// In words, if TLS cannot be set up.
pub fn open(configs: &[ProviderConfig]) -> Result<Arc<[Arc<dyn SignInProvider>]>, String> {
    let http = client()?;
    Ok(configs
        .iter()
        .map(|config| match config.provider {
            Provider::Facebook => Arc::new(facebook::Facebook::new(config.clone(), http.clone())) as Arc<dyn SignInProvider>,
            Provider::Google | Provider::Apple => Arc::new(oidc::Issuer::new(config.clone(), http.clone())),
        })
        .collect())
}

/// Follows no redirect: a provider that redirects would send our secret elsewhere.
pub(super) fn client() -> Result<reqwest::Client, String> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(TIMEOUT)
        .build()
        .map_err(|e| format!("no TLS: {e}"))
}

/// The cause goes into the log, without what was sent.
fn away(provider: Provider, cause: impl std::fmt::Display) -> Error {
    tracing::warn!(provider = provider.name(), %cause, "provider did not answer");
    Error::Unavailable(Service::Provider)
}

fn refused(provider: Provider, cause: impl std::fmt::Display) -> Error {
    tracing::info!(provider = provider.name(), %cause, "answer of a provider refused");
    Error::field("form", "Signing in there did not work. Please try again, or use another way.")
}
