//! What staff say to people: the banners on the pages of the studio, and the page on which staff write them.

mod banner;
mod form;
mod index;
mod server_fns;
mod words;

pub use banner::Banners;
pub use index::AnnouncementsRoute;
pub use server_fns::*;
