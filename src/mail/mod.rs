//! Mail: written with the change that causes it, sent afterwards by a loop that holds no transaction.

mod letter;
mod outbox;

pub use letter::Letter;
pub(crate) use outbox::enqueue;
pub use outbox::{Due, claim, failed, sent};
#[cfg(test)]
mod tests;
