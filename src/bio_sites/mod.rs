//! Bio sites: one page of blocks behind a handle.
//!
//! A site has a draft, which is edited freely and may be incomplete, and numbered versions, which are immutable.
//! Visitors see the published version only. Ids such as BIO-3 refer to the requirements.

pub mod handles;
pub mod import;
pub mod links;
#[cfg(not(target_arch = "wasm32"))]
pub mod listing;
pub mod markdown;
pub mod rules;
pub mod theme;

#[cfg(not(target_arch = "wasm32"))]
mod pictures;
pub mod schedule;
#[cfg(not(target_arch = "wasm32"))]
mod store;
#[cfg(not(target_arch = "wasm32"))]
pub use pictures::uses;
#[cfg(not(target_arch = "wasm32"))]
pub use store::*;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::SiteId;
pub use theme::Theme;

/// Everything a page consists of; the draft and every version are one of these, as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// Version of this format; readers of a newer one refuse an older page loudly, never silently.
    pub schema: u16,
    pub profile: Profile,
    pub theme: Theme,
    pub blocks: Vec<Block>,
}

/// The head of the page, also its title and description for search engines (BIO-9).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub name: String,
    /// Plain text, one paragraph.
    pub bio: String,
    pub avatar: Option<Picture>,
    /// Asks search engines to leave the page out.
    pub noindex: bool,
}

/// A picture of the media library, with what a page needs to show it without a query.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Picture {
    /// `media.key`; files are `/media/{key}/{width}.webp`.
    pub key: String,
    pub width: u32,
    pub height: u32,
    /// Stored widths, ascending.
    pub widths: Vec<u32>,
    pub alt: String,
}

/// One block of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Made where the block is made; unique within a page.
    pub id: Uuid,
    /// A block that is off never reaches a visitor (BIO-3).
    #[serde(default = "yes")]
    pub enabled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    #[serde(flatten)]
    pub body: Body,
}

fn yes() -> bool {
    true
}

/// When a block is shown: wall-clock times in the creator's zone, end-exclusive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Schedule {
    pub from: Option<NaiveDateTime>,
    pub until: Option<NaiveDateTime>,
    /// IANA name, such as `Europe/Berlin`.
    pub zone: String,
}

/// The kinds of block (BIO-1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Body {
    Link {
        title: String,
        url: String,
    },
    Heading {
        text: String,
    },
    /// Markdown without raw HTML.
    Text {
        markdown: String,
    },
    Image {
        picture: Option<Picture>,
        #[serde(default)]
        url: String,
        #[serde(default)]
        caption: String,
    },
    Gallery {
        pictures: Vec<Picture>,
    },
    Social {
        accounts: Vec<Social>,
    },
    /// A YouTube, Vimeo or TikTok address; loaded from there only after a click.
    Video {
        url: String,
        #[serde(default)]
        title: String,
    },
    /// A Spotify, SoundCloud, Apple Music, Deezer or Bandcamp address; loaded only after a click.
    Music {
        url: String,
        #[serde(default)]
        title: String,
    },
    Email {
        label: String,
        address: String,
    },
    Phone {
        label: String,
        number: String,
    },
    Vcard(Vcard),
    Faq {
        items: Vec<Question>,
    },
    Countdown {
        title: String,
        at: Option<NaiveDateTime>,
        #[serde(default)]
        zone: String,
        #[serde(default)]
        done: String,
    },
    Divider {
        #[serde(default)]
        space: bool,
    },
}

/// One account in a social row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Social {
    pub network: Network,
    pub url: String,
}

/// Networks the social row knows a picture and a name for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    #[default]
    Website,
    Instagram,
    Tiktok,
    Youtube,
    X,
    Facebook,
    Linkedin,
    Threads,
    Bluesky,
    Mastodon,
    Github,
    Twitch,
    Discord,
    Telegram,
    Whatsapp,
    Pinterest,
    Spotify,
    Soundcloud,
}

/// A contact card to download (RFC 6350).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Vcard {
    pub label: String,
    pub name: String,
    pub organisation: String,
    pub job_title: String,
    pub email: String,
    pub phone: String,
    pub website: String,
}

/// One question of an FAQ.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    pub question: String,
    /// Markdown.
    pub answer: String,
}

/// The format this build writes.
pub const SCHEMA: u16 = 1;
/// Most blocks on a page.
pub const MOST_BLOCKS: usize = 1_000;

/// A site as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteSummary {
    pub id: SiteId,
    pub handle: String,
    pub name: String,
    pub blocks: i64,
    pub published_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    /// The draft differs from what visitors see.
    pub unpublished_changes: bool,
    /// Staff keep its page from visitors.
    pub taken_down: bool,
}

/// A site as its builder needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteDraft {
    pub id: SiteId,
    pub handle: String,
    pub content: Content,
    /// Named by the next save.
    pub version: i32,
    pub published_number: Option<i32>,
    pub unpublished_changes: bool,
}

/// One published version in the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VersionSummary {
    pub number: i32,
    pub published_at: DateTime<Utc>,
    pub published_by: String,
    pub blocks: i64,
    /// What visitors see now.
    pub current: bool,
}

/// A site that uses a file of the media library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteUse {
    pub site: SiteId,
    pub handle: String,
    pub name: String,
    pub draft: bool,
    /// Visitors see it.
    pub published: bool,
}

impl Content {
    /// Every picture of the page, wherever it stands.
    pub fn pictures_mut(&mut self) -> Vec<&mut Picture> {
        let mut found: Vec<&mut Picture> = self.profile.avatar.iter_mut().collect();
        if let theme::Background::Picture(picture) = &mut self.theme.background {
            found.push(picture);
        }
        for block in &mut self.blocks {
            match &mut block.body {
                Body::Image { picture, .. } => found.extend(picture),
                Body::Gallery { pictures } => found.extend(pictures),
                _ => {}
            }
        }
        found
    }

    /// The same without its pictures, which belong to the library of its workspace.
    #[must_use]
    pub fn without_pictures(mut self) -> Self {
        self.profile.avatar = None;
        if matches!(self.theme.background, theme::Background::Picture(_)) {
            self.theme.background = theme::Background::default();
        }
        for block in &mut self.blocks {
            match &mut block.body {
                Body::Image { picture, .. } => *picture = None,
                Body::Gallery { pictures } => pictures.clear(),
                _ => {}
            }
        }
        self
    }
}

impl Body {
    /// The name of the kind, as in the JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Link { .. } => "link",
            Self::Heading { .. } => "heading",
            Self::Text { .. } => "text",
            Self::Image { .. } => "image",
            Self::Gallery { .. } => "gallery",
            Self::Social { .. } => "social",
            Self::Video { .. } => "video",
            Self::Music { .. } => "music",
            Self::Email { .. } => "email",
            Self::Phone { .. } => "phone",
            Self::Vcard(_) => "vcard",
            Self::Faq { .. } => "faq",
            Self::Countdown { .. } => "countdown",
            Self::Divider { .. } => "divider",
        }
    }
}
