//! For staff: who came, who stayed, what comes in.

mod index;
mod people;
mod revenue;
mod server_fns;
mod words;

pub use index::BusinessRoute;
pub use server_fns::*;
