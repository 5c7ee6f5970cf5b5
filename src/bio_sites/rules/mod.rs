//! What a page may contain: how input is tidied, what a draft may never hold, and what must be right before visitors see it.
//!
//! Keys of messages are `profile.name` or `blocks.{id}.{field}`, the field as in [`Body`](super::Body).

mod draft;
mod kinds;
mod moves;
mod publish;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod tidy;

pub use draft::{check_draft, is_media_key};
pub use kinds::{KINDS, new_block, summary};
pub use moves::{duplicate, move_block, remove};
pub use publish::check_publish;
pub use tidy::tidy;

use uuid::Uuid;

/// Most characters of a line: titles, labels, names.
pub const MOST_LINE: usize = 200;
/// Most characters of a paragraph: the bio, alternative texts, captions.
pub const MOST_PARAGRAPH: usize = 2_000;
/// Most characters of Markdown.
pub const MOST_MARKDOWN: usize = 20_000;
/// Most characters of an address.
pub const MOST_URL: usize = super::links::MOST_URL;
/// Most questions of an FAQ.
pub const MOST_QUESTIONS: usize = 50;
/// Most pictures of a gallery.
pub const MOST_PICTURES: usize = 60;
/// Most accounts of a social row.
pub const MOST_ACCOUNTS: usize = 30;
/// Most bytes of a page as JSON.
pub const MOST_BYTES: usize = 2_000_000;

/// The key of a block's field.
pub fn key(block: Uuid, field: &str) -> String {
    format!("blocks.{block}.{field}")
}
