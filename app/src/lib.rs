//! The pages people see, and the server functions behind them. One folder a system, named as in `mewayz`.
#![allow(unreachable_pub, reason = "the component macro hides the uses of what it makes public")]
#![recursion_limit = "512"]

// Foundations
#[cfg(not(target_arch = "wasm32"))]
pub mod context;
pub mod error;
pub mod plans;
pub mod platform;
pub mod routes;
#[cfg(not(target_arch = "wasm32"))]
pub mod session;
pub mod shared;
#[cfg(not(target_arch = "wasm32"))]
pub mod shell;
pub mod words;

// People
pub mod identity;
pub mod notifications;
pub mod onboarding;
pub mod workspaces;

// Programs
pub mod api_keys;

// Sites
pub mod analytics;
pub mod audit;
pub mod bio_sites;
pub mod domains;
pub mod media;

// To the outside
pub mod webhooks;

// Those who run the product
pub mod announcements;
pub mod business;
pub mod health;
pub mod jobs;
pub mod office;
pub mod reports;

// The product itself
mod gallery;
mod home;

pub use routes::App;
