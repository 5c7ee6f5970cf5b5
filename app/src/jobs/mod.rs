//! The back office's view of work for later: how the queues do, what failed and why, trying again and discarding.

mod acts;
mod board;
mod list;
mod page;
mod server_fns;
mod words;

pub use page::JobsRoute;
pub use server_fns::*;
