//! The business of Mewayz: types, rules and SQL. No HTTP, no Leptos.
//!
//! Compiles to WASM without its SQL half, so that pages share the same types and rules in the browser.

// Foundations
pub mod audit;
#[cfg(not(target_arch = "wasm32"))]
pub mod clock;
pub mod color;
#[cfg(not(target_arch = "wasm32"))]
pub mod db;
#[cfg(not(target_arch = "wasm32"))]
pub mod dispatch;
pub mod domains;
pub mod error;
#[cfg(not(target_arch = "wasm32"))]
pub mod events;
pub mod fields;
#[cfg(not(target_arch = "wasm32"))]
pub mod gateways;
pub mod ids;
pub mod jobs;
pub mod locale;
#[cfg(not(target_arch = "wasm32"))]
pub mod mail;
pub mod outbound;
#[cfg(not(target_arch = "wasm32"))]
pub mod secrets;
mod spreadsheet;
#[cfg(not(target_arch = "wasm32"))]
pub mod standard_webhooks;
pub mod tenancy;

// The product itself
pub mod announcements;
pub mod business;
pub mod health;
pub mod plans;
pub mod platform;

// People
pub mod identity;
pub mod notifications;
pub mod onboarding;
#[cfg(not(target_arch = "wasm32"))]
pub mod staff;
#[cfg(not(target_arch = "wasm32"))]
pub mod survey;
pub mod workspaces;

// Those who run the product
pub mod office;

// Programs
pub mod api_keys;
#[cfg(not(target_arch = "wasm32"))]
pub mod idempotency;

// Sites
pub mod analytics;
pub mod bio_sites;
pub mod media;
pub mod reports;

// To the outside
#[cfg(not(target_arch = "wasm32"))]
pub mod inbound;
pub mod webhooks;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod testing;

pub use error::{Error, Result};
