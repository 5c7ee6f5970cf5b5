//! What visitors get.

mod addresses;
mod clicks;
mod fresh;
mod page;
