//! Server functions as scripts call them, and what is thrown at them.

mod drafts;
mod handles;
mod hostile;
pub mod nasty;
mod sizes;
