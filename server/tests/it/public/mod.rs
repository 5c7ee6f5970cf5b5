//! What visitors get.

mod addresses;
mod clicks;
pub(crate) mod domains;
mod fresh;
mod page;
