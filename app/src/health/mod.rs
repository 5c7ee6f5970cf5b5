//! For staff: how the product does.

mod figures;
mod index;
mod server_fns;
mod tables;
mod words;

pub use index::HealthRoute;
pub use server_fns::*;
