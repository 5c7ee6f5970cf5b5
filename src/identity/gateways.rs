//! Outside services that signing in needs; `server/src/adapters` implements them.

use std::collections::HashSet;

use async_trait::async_trait;

use super::{Provider, linked::Assertion};
use crate::Result;

/// Passwords found in stolen data, asked for without telling which one (k-anonymity, as Have I Been Pwned answers).
#[async_trait]
pub trait BreachList: Send + Sync {
    /// The other 35 digits of every SHA-1 that begins with these five, upper case.
    ///
    /// # Errors
    /// `Unavailable` if it does not answer; the caller goes on without it.
    async fn suffixes(&self, prefix: &str) -> Result<HashSet<String>>;
}

/// Where a browser is sent to sign in elsewhere, and what stays here until it comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// The provider's page.
    pub url: String,
    /// Comes back with the browser, so that nobody else's answer is taken for it.
    pub state: String,
    /// Nonce and PKCE verifier (RFC 7636); never leaves the session.
    pub secret: serde_json::Value,
}

/// A provider whose accounts sign people in (OpenID Connect Core 1.0, OAuth 2.0).
#[async_trait]
pub trait SignInProvider: Send + Sync {
    fn provider(&self) -> Provider;

    /// Begins; `back` is our address to come back to. `again` asks the person for a proof even if the provider knows them.
    ///
    /// # Errors
    /// `Unavailable(Provider)`.
    async fn begin(&self, back: &str, again: bool) -> Result<Errand>;

    /// Exchanges the code for who the person is. `name` is what some providers tell the browser, once, instead of the code's reader.
    ///
    /// # Errors
    /// `Unavailable(Provider)`, or `Invalid` if the answer is forged, too old, or not for us.
    async fn finish(&self, back: &str, secret: &serde_json::Value, code: &str, name: &str) -> Result<Assertion>;
}
