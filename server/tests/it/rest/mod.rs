//! The public API, as programs use it.

mod bio_sites;
mod conventions;
mod credentials;
mod document;
mod idempotency;
mod media;
mod nasty;
mod notifications;
mod webhooks;
