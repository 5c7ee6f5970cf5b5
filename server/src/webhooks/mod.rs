//! Webhooks: sending what is due.

mod dispatcher;
mod send;

pub use dispatcher::run;
pub use send::send;
