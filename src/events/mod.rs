//! Domain events: facts, written in the transaction of the change they tell of.
//!
//! - An event exists if and only if its change does.
//! - Events of one record are told in the order in which they happened, each at least once, to every consumer
//!   (`crate::dispatch`); consumers are idempotent by event id.
//! - They hold ids and words that are safe to keep: no secrets, no message bodies.

mod catalogue;
mod queue;
mod record;

pub use catalogue::*;
pub use queue::{Consumer, Failure, failures, replay, retry};
pub(crate) use queue::{Waiting, due, load, put_back, settle};
pub use record::{Actor, ActorKind, Recorded};
pub(crate) use record::{enter, leave, record, record_account, record_as, record_workspace};

#[cfg(test)]
mod tests;
