//! For staff: features on and off, and settings of the product.

mod index;
mod server_fns;
mod words;

pub use index::PlatformRoute;
pub use server_fns::*;
