//! The media library of a workspace.

#[cfg(not(target_arch = "wasm32"))]
mod form;
mod index;
mod server_fns;
mod uploads;
mod views;
mod words;

pub use index::MediaRoute;
pub use server_fns::*;
pub use uploads::*;
pub use views::{FileView, LibraryPage};
