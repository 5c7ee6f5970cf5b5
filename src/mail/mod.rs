//! Mail: written with the change that causes it, sent afterwards by a loop that holds no transaction.
//!
//! Invariants: a mail is in exactly one [`State`]; it is claimed by one sender at a time; whoever may not be mailed is left
//! out in the statement that claims; a mail whose fate is unknown is sent again only if its [`Kind`] says that this is harmless.

mod brand;
mod letter;
mod outbox;
mod render;
mod rules;
pub mod suppressions;
mod unsubscribe;
mod upkeep;
mod words;

pub use brand::Brand;
pub use letter::{Item, Letter};
pub use outbox::{Due, LEASE, claim, record};
pub(crate) use outbox::{Outgoing, enqueue};
pub use rules::{Kind, Outcome, Settled, State, settled};
pub use unsubscribe::{SigningKey, Subscription, UNSUBSCRIBE};
pub(crate) use upkeep::settle_in;
pub use upkeep::{Sweep, Tally, counts, reap, settle, sweep, unknown};
pub use words::{UnsubscribeWords, topics, unsubscribe_words};

#[cfg(test)]
mod tests;
