//! The media library: pictures of a workspace.

mod index;
mod server_fns;
mod words;

pub use index::MediaRoute;
pub use server_fns::*;
