//! The process: it serves, works and talks to the outside world.

pub mod adapters;
pub mod admin;
pub mod api;
pub mod audit;
pub mod business;
pub mod config;
pub mod dispatcher;
pub mod events;
pub mod health;
pub mod jobs;
pub mod keyring;
pub mod live;
pub mod mailbox;
pub mod mailer;
pub mod media;
pub mod middleware;
pub mod ops;
pub mod platform;
pub mod providers;
pub mod public;
pub mod pwa;
pub mod reseal;
pub mod router;
pub mod seed;
pub mod serve;
pub mod session;
pub mod staff;
pub mod state;
pub mod unsubscribe;
pub mod visits;
pub mod webhooks;
pub mod work;
pub mod workspaces;

/// Must run first in every process: TLS has one provider, ring.
pub fn install_crypto() {
    // Fails only if it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
