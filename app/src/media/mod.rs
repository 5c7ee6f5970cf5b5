//! The media library of a workspace.

mod bulk;
mod desk;
mod details;
mod dialogs;
mod focus;
#[cfg(not(target_arch = "wasm32"))]
mod form;
mod index;
mod library;
mod query;
mod server_fns;
mod tile;
mod toolbar;
mod upload_zone;
mod uploads;
mod views;
mod words;

pub use index::MediaRoute;
pub use server_fns::*;
pub use uploads::*;
pub use views::{FileView, LibraryPage};
