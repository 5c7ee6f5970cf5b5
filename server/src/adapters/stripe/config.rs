use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// Settings of payments as they are given.
#[derive(Debug, Args)]
pub struct StripeGiven {
    /// The secret key (`sk_…`) or a restricted one (`rk_…`); without it nothing takes payments.
    #[arg(long, env = "MEWAYZ_STRIPE_KEY", hide_env_values = true)]
    stripe_key: Option<SecretString>,
    /// `whsec_…` of the endpoint that sends us messages; several with commas while they rotate.
    #[arg(long, env = "MEWAYZ_STRIPE_WEBHOOK_SECRET", hide_env_values = true)]
    stripe_webhook_secret: Option<SecretString>,
    /// Another Stripe than the real one: development and tests only.
    #[arg(long, env = "MEWAYZ_STRIPE_URL")]
    stripe_url: Option<String>,
}

/// How payments are taken. Secrets never show in `Debug`.
#[derive(Debug, Clone)]
pub struct StripeConfig {
    pub key: SecretString,
    pub webhook_secrets: Vec<SecretString>,
    /// With a slash at the end; `None` is the real one.
    pub url: Option<String>,
}

impl StripeConfig {
    /// Where people are sent to pay, for `form-action`: without scripts a form leads there.
    pub fn form_targets(&self) -> String {
        match self.url.as_deref().and_then(|url| Url::parse(url).ok()) {
            Some(url) => format!(" {}", url.origin().ascii_serialization()),
            None => " https://checkout.stripe.com https://billing.stripe.com".to_owned(),
        }
    }
}

impl StripeGiven {
    /// The settings, with every problem told in words; `None` where nothing takes payments.
    pub fn check(&self, in_production: bool, problems: &mut Vec<String>) -> Option<StripeConfig> {
        let text = |given: &Option<SecretString>| given.as_ref().map(|text| text.expose_secret().trim().to_owned()).unwrap_or_default();
        let (key, secrets) = (text(&self.stripe_key), text(&self.stripe_webhook_secret));
        let url = self.stripe_url.as_deref().map(str::trim).filter(|url| !url.is_empty());
        if url.is_some() && in_production {
            problems.push("MEWAYZ_STRIPE_URL must not be set in production: payments would go elsewhere".to_owned());
        }
        if url.is_some_and(|url| Url::parse(url).is_err() || !url.ends_with('/')) {
            problems.push("MEWAYZ_STRIPE_URL must be an address with a slash at the end".to_owned());
        }
        if key.is_empty() {
            return None;
        }
        if !key.starts_with("sk_") && !key.starts_with("rk_") {
            problems.push("MEWAYZ_STRIPE_KEY must be a secret key (sk_…) or a restricted one (rk_…)".to_owned());
        }
        let secrets: Vec<&str> = secrets.split(',').map(str::trim).filter(|secret| !secret.is_empty()).collect();
        if secrets.is_empty() || secrets.iter().any(|secret| !secret.starts_with("whsec_")) {
            problems.push("MEWAYZ_STRIPE_WEBHOOK_SECRET must be set with MEWAYZ_STRIPE_KEY: whsec_…, several with commas".to_owned());
        }
        let webhook_secrets = secrets.into_iter().map(SecretString::from).collect();
        Some(StripeConfig { key: key.into(), webhook_secrets, url: url.map(str::to_owned) })
    }
}
