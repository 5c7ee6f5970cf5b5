//! Pictures that people upload, and the WebP files that visitors see.
//!
//! Nothing uploaded is ever served: a picture is decoded, turned upright, and encoded anew in a few widths, which
//! drops every hidden byte (place, camera, scripts appended to the file). Its files are immutable, lie under an
//! unguessable key, and are public to whoever knows that key. Colour profiles are ignored (sRGB is assumed); of an
//! animation the first frame stays.

#[cfg(not(target_arch = "wasm32"))]
mod images;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(not(target_arch = "wasm32"))]
pub use images::{Prepared, prepare, prepare_bounded};
#[cfg(not(target_arch = "wasm32"))]
pub use store::*;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::MediaId;

/// Largest upload, in bytes.
pub const MOST_BYTES: usize = 15 * 1024 * 1024;
/// What stands in the `accept` attribute of file inputs; the server looks at the content instead.
pub const ACCEPT: &str = "image/jpeg,image/png,image/gif,image/webp";

/// A picture of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub id: MediaId,
    /// Names the files: `/media/{key}/{width}.webp`.
    pub key: String,
    /// As it was called where it came from; for people, never a path.
    pub file_name: String,
    /// Width in px of the upright original; gives the ratio, the largest file may be narrower.
    pub width: u32,
    /// Height in px of the upright original.
    pub height: u32,
    /// Widths in px of the stored files, ascending, never empty.
    pub widths: Vec<u32>,
    /// Size of all stored files together.
    pub bytes: u64,
    pub created_at: DateTime<Utc>,
}

/// A stretch of the library, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaPage {
    pub items: Vec<Media>,
    /// Asks for the next stretch; `None` at the end.
    pub next: Option<MediaId>,
}

/// The public address of one file.
pub fn url(key: &str, width: u32) -> String {
    format!("/media/{key}/{width}.webp")
}

/// The `srcset` of a picture.
pub fn srcset(key: &str, widths: &[u32]) -> String {
    widths.iter().map(|width| format!("{} {width}w", url(key, *width))).collect::<Vec<_>>().join(", ")
}

/// The stored width to show where `wanted` px are to be filled: the next larger one, else the largest.
pub fn best_width(widths: &[u32], wanted: u32) -> u32 {
    widths.iter().copied().find(|width| *width >= wanted).or_else(|| widths.last().copied()).unwrap_or(wanted)
}

/// Whether this could be a key of ours; everything else is refused before storage is asked.
pub fn is_key(text: &str) -> bool {
    (20..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Where a file lies in storage.
pub fn storage_path(key: &str, width: u32) -> String {
    format!("media/{key}/{width}.webp")
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn keys_are_unreserved_and_long() {
        assert!(is_key("AbCdEfGhIjKlMnOpQrStU_"));
        assert!(!is_key("short"));
        assert!(!is_key("../../../../etc/passwd"));
        assert!(!is_key("AbCdEfGhIjKlMnOpQrSt%2f"));
        assert!(!is_key(&"a".repeat(65)));
    }

    #[test]
    fn srcset_lists_every_width() {
        assert_eq!(srcset("k", &[160, 320]), "/media/k/160.webp 160w, /media/k/320.webp 320w");
    }

    #[test]
    fn best_width_rounds_up_then_settles() {
        assert_eq!(best_width(&[160, 320, 640], 200), 320);
        assert_eq!(best_width(&[160, 320, 640], 900), 640);
        assert_eq!(best_width(&[], 320), 320);
    }
}
