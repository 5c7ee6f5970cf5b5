//! Webhooks: sending what is due, and taking what outside services tell us.

mod dead_letters;
mod dispatcher;
mod inbound;
mod send;

pub use dead_letters::{InboundCommand, run as inbound_command};
pub use dispatcher::run;
pub use inbound::{Inlet, Inlets, Standard, routes};
pub use send::send;
