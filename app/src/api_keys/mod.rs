//! Keys for programs: making, showing once, revoking.

mod create;
mod index;
mod server_fns;

pub use index::ApiKeysRoute;
pub use server_fns::*;
