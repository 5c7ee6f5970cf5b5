//! Messages from Stripe: `Stripe-Signature: t=…,v1=…`, HMAC-SHA256 over the time and the body.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use mewayz::{inbound::Source, standard_webhooks::Forged};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::webhooks::Inlet;

/// How old a signature may be. What comes later is signed anew by Stripe when it is sent again.
const OLDEST_SECONDS: i64 = 300;

/// What Stripe tells us, signed with any of several secrets.
pub struct StripeInlet {
    pub secrets: Vec<SecretString>,
}

impl Inlet for StripeInlet {
    fn source(&self) -> Source {
        Source::Stripe
    }

    fn verify(&self, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<String, Forged> {
        let header = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).ok_or(Forged::Headers)?;
        let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
        let at: i64 = parts().find(|(name, _)| *name == "t").and_then(|(_, at)| at.parse().ok()).ok_or(Forged::Headers)?;
        if now.timestamp().abs_diff(at) > OLDEST_SECONDS.unsigned_abs() {
            return Err(Forged::Timestamp);
        }
        let good = self.secrets.iter().any(|secret| {
            let wanted = sign(secret, at, body);
            parts().any(|(name, given)| name == "v1" && bool::from(given.as_bytes().ct_eq(wanted.as_bytes())))
        });
        if !good {
            return Err(Forged::Signature);
        }
        let message: Value = serde_json::from_slice(body).map_err(|_| Forged::Headers)?;
        message.get("id").and_then(Value::as_str).map(str::to_owned).ok_or(Forged::Headers)
    }
}

fn sign(secret: &SecretString, at: i64, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else { return String::new() };
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
