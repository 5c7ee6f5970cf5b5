//! The media library of a workspace: pictures and other files, folders, tags, a trash, and where each file is used.
//!
//! - Pictures are never served as uploaded: they are decoded, turned upright, and encoded anew in a few widths, which drops
//!   every hidden byte (place, camera, scripts appended to the file). Their files are immutable, lie under an unguessable
//!   key, and are public to whoever knows that key. Colour profiles are ignored (sRGB is assumed); of an animation the first
//!   frame stays.
//! - Everything else is private: told by content, kept as it came, handed out by short-lived signed links as a download.
//! - Whoever uses a file says so in the same transaction ([`note_uses`]), so that nothing is lost from a page by accident.
//! - A replaced file keeps its id and gets a new key; the old key leads to the new files ([`current`]).
//! - Nothing is deleted by itself but what has lain in the trash, unused, for [`TRASH_DAYS`].

pub mod rules;

#[cfg(not(target_arch = "wasm32"))]
mod images;
#[cfg(not(target_arch = "wasm32"))]
mod kinds;
#[cfg(not(target_arch = "wasm32"))]
mod links;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(not(target_arch = "wasm32"))]
pub use images::{Prepared, crop_bounded, prepare, prepare_bounded};
#[cfg(not(target_arch = "wasm32"))]
pub use kinds::{FileType, download_name, sniff};
#[cfg(not(target_arch = "wasm32"))]
pub use links::{Crop, FileLink, Preset, crop_url, download_url, with_thumbs};
#[cfg(not(target_arch = "wasm32"))]
pub use store::*;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{FolderId, MediaId};
pub use rules::{Details, Filter, Show, Sort};

/// Largest picture, in bytes.
pub const MOST_BYTES: usize = 15 * 1024 * 1024;
/// Largest file of any other kind, in bytes.
pub const MOST_FILE_BYTES: u64 = 200 * 1024 * 1024;
/// What stands in the `accept` attribute of inputs that take pictures; the server looks at the content instead.
pub const ACCEPT: &str = "image/jpeg,image/png,image/gif,image/webp";
/// The same for the library.
pub const ACCEPT_ALL: &str = "image/jpeg,image/png,image/gif,image/webp,application/pdf,audio/*,video/mp4,video/webm,video/quicktime,.docx,.xlsx,.pptx,.odt,.ods,.odp,.epub,.zip,.txt,.csv,.md";
/// How long a file lies in the trash before it is cleared away, in days; as long as earlier files of a replaced one are kept.
pub const TRASH_DAYS: i64 = 30;

/// A file of the library.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Media {
    pub id: MediaId,
    /// Names the files: `/media/{key}/{width}.webp` for pictures.
    pub key: String,
    pub kind: Kind,
    /// As it was called where it came from; for people, never a path.
    pub file_name: String,
    /// How it is served.
    pub content_type: String,
    /// What it shows, for people who cannot see it.
    pub alt: String,
    pub tags: Vec<String>,
    pub focus: Focus,
    /// `None` at the top.
    pub folder: Option<FolderId>,
    /// Width in px of the upright original; gives the ratio, the largest file may be narrower. 0 for what is no picture.
    pub width: u32,
    /// Height in px of the upright original; 0 for what is no picture.
    pub height: u32,
    /// Widths in px of the stored files, ascending, never empty for a picture.
    pub widths: Vec<u32>,
    /// Size of all stored files together.
    pub bytes: u64,
    /// How many records use it.
    pub uses: u32,
    /// Address of the square crop around the focal point; empty until an edge that has the keys signs it, and for what is no picture.
    #[serde(default)]
    pub thumb: String,
    pub created_at: DateTime<Utc>,
    pub trashed_at: Option<DateTime<Utc>>,
}

/// What became of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    pub media: Media,
    /// The library had this very file already, perhaps in its trash: nothing was added.
    pub known: bool,
}

/// What a file is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Picture,
    /// To be read: PDF, office documents, books, plain text.
    Document,
    Audio,
    Video,
    Other,
}

/// The point of a picture that a crop keeps, in percent from the left and the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Focus {
    pub x: u8,
    pub y: u8,
}

/// A stretch of the library.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaPage {
    pub items: Vec<Media>,
    /// Asks for the next stretch; `None` at the end.
    pub next: Option<String>,
}

/// A folder of the library.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Folder {
    pub id: FolderId,
    /// `None` at the top.
    pub parent: Option<FolderId>,
    pub name: String,
    /// Files that lie in it directly, without the trash.
    pub files: u32,
}

/// What the library holds of what it may hold, in bytes. The trash and earlier files of replaced ones count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub used: u64,
    pub most: u64,
}

/// Where a file is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// What kind of record, such as `bio_site`.
    pub record_kind: String,
    pub record: Uuid,
    pub place: Place,
}

/// In which state of a record a file is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// While it is edited.
    Draft,
    /// What visitors see.
    Published,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Picture, Self::Document, Self::Audio, Self::Video, Self::Other];

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Document => "document",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Other => "other",
        }
    }

    /// The kind of a name; `None` for a name this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Place {
    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }
}

impl Default for Focus {
    fn default() -> Self {
        Self { x: 50, y: 50 }
    }
}

impl Usage {
    /// How full the library is, in percent; more than 100 is possible after a change of plan.
    pub fn percent(self) -> u32 {
        u32::try_from(self.used.saturating_mul(100).div_ceil(self.most.max(1))).unwrap_or(u32::MAX)
    }
}

/// The public address of one file of a picture.
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

/// Where a file of a picture lies in storage.
pub fn storage_path(key: &str, width: u32) -> String {
    format!("media/{key}/{width}.webp")
}

/// Where a private file lies in storage: under a name that no public address leads to.
pub fn private_path(key: &str) -> String {
    format!("files/{key}/file")
}

/// Where the files of a key may lie, whatever kind it is of.
pub fn folders_of(key: &str) -> [String; 2] {
    [format!("media/{key}"), format!("files/{key}")]
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

    #[test]
    fn kinds_have_names_of_their_own() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::from_name(kind.name()) == Some(kind)));
        assert_eq!(Kind::from_name("program"), None);
    }

    #[test]
    fn a_library_is_full_from_its_last_byte_on() {
        assert_eq!(Usage { used: 999, most: 1000 }.percent(), 100);
        assert_eq!(Usage { used: 0, most: 1000 }.percent(), 0);
        assert_eq!(Usage { used: 1, most: 0 }.percent(), 100);
    }
}
