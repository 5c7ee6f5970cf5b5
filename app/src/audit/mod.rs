//! Who did what: the audit log of a workspace.

mod index;
mod server_fns;
mod words;

pub use index::AuditPage;
pub use server_fns::*;
