//! Webhooks of a workspace: where it wants to be told of events, and what was told.

mod details;
mod endpoint;
mod form;
mod index;
mod log;
mod secrets;
mod server_fns;
mod words;

pub use endpoint::WebhookPage;
pub use index::WebhooksPage;
pub use server_fns::*;
