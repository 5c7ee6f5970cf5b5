//! What is told to others, signed as Stripe signs it.

use std::time::Duration;

use axum::{Json, extract::State};
use hmac::{Hmac, KeyInit, Mac};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;

use super::book::Stripe;
use crate::state::{Outside, now};

const MOST: usize = 500;

/// A message to whoever listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    pub name: String,
    /// Exactly what was signed.
    pub body: String,
    /// The header `Stripe-Signature`.
    pub signature: String,
}

#[derive(Deserialize)]
pub(super) struct Hook {
    url: String,
    secret: Option<String>,
}

/// Sets where messages go, and what signs them.
pub(super) async fn configure(State(outside): State<Outside>, Json(hook): Json<Hook>) -> StatusCode {
    let mut stripe = outside.stripe();
    stripe.secret = hook.secret.unwrap_or_else(|| stripe.secret.clone());
    stripe.hook = Some(hook.url);
    StatusCode::NO_CONTENT
}

/// All messages, oldest first.
pub(super) async fn list(State(outside): State<Outside>) -> Json<Vec<Told>> {
    Json(outside.stripe().told.clone())
}

impl Outside {
    /// What Stripe has told, oldest first.
    pub fn told(&self) -> Vec<Told> {
        self.stripe().told.clone()
    }

    /// Where Stripe sends what it tells.
    pub fn hook(&self, url: &str, secret: &str) {
        let mut stripe = self.stripe();
        (stripe.hook, stripe.secret) = (Some(url.to_owned()), secret.to_owned());
    }
}

impl Stripe {
    /// Writes a message and sends it, if somebody listens. Sending is tried three times; order is nobody's promise.
    pub(super) fn tell(&mut self, name: &str, object: &Value) {
        let id = self.id("evt");
        let body = json!({
            "id": id, "object": "event", "api_version": "2026-09-30.endive", "created": self.now().timestamp(), "livemode": false,
            "pending_webhooks": 1, "type": name, "data": { "object": object },
        })
        .to_string();
        let told = Told { name: name.to_owned(), signature: sign(&self.secret, &body), body };
        if let Some(url) = self.hook.clone() {
            tokio::spawn(send(url, told.clone()));
        }
        if self.told.len() == MOST {
            self.told.remove(0);
        }
        self.told.push(told);
    }
}

/// `t=…,v1=…` by the clock of this machine, which the receiver shares.
fn sign(secret: &str, body: &str) -> String {
    let at = now().timestamp();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{at}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={hex}")
}

async fn send(url: String, told: Told) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    for pause in [0, 1, 5] {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        let request =
            reqwest::Client::new().post(&url).header("content-type", "application/json").header("stripe-signature", &told.signature);
        if request.body(told.body.clone()).send().await.is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
    }
}
