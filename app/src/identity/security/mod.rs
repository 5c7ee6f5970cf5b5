//! How somebody signs in, and on which devices they are.

mod app;
mod devices;
mod email;
mod leave;
mod links;
mod page;
mod passkeys;
mod password;
mod server_fns;

pub use page::SecurityRoute;
pub use server_fns::*;
