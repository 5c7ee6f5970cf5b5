//! Bio sites: the list, the builder with its live preview, the history, and the public page.

mod builder;
mod history;
mod index;
mod new;
mod preview;
pub mod public;
mod server_fns;

pub use builder::BuilderRoute;
pub use history::HistoryPage;
pub use index::SitesPage;
pub use new::NewSitePage;
pub use server_fns::*;
