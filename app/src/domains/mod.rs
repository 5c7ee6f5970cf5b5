//! Names of the workspace's own, and from which address its mail comes.

mod index;
mod sender;
mod server_fns;
mod words;

pub use index::DomainsPage;
pub use server_fns::*;
