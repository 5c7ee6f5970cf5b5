//! What a page consists of, described for the document. Pages are read and written as the business has them; the tests hold
//! these descriptions against it.
#![allow(dead_code, reason = "describes, and is never made")]

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::super::problem::Problem;
use mewayz::Error;

/// Head of the page.
#[derive(Deserialize, ToSchema)]
pub(super) struct Profile {
    #[serde(default)]
    name: String,
    /// Plain text.
    #[serde(default)]
    bio: String,
    #[serde(default)]
    avatar: Option<Picture>,
    /// Asks search engines to leave the page out.
    #[serde(default)]
    noindex: bool,
}

/// A picture of the library, as `GET /media` shows it.
#[derive(Deserialize, ToSchema)]
pub(super) struct Picture {
    #[serde(default)]
    key: String,
    #[serde(default)]
    width: u32,
    #[serde(default)]
    height: u32,
    /// Stored widths, ascending.
    #[serde(default)]
    widths: Vec<u32>,
    #[serde(default)]
    alt: String,
}

/// A preset and what differs from it.
#[derive(Deserialize, ToSchema)]
pub(super) struct Theme {
    /// `daylight`, `midnight`, `paper`, `sunset`, `neon`, `sorbet`, `editorial` or `grove`.
    #[serde(default)]
    #[schema(pattern = "^(daylight|midnight|paper|sunset|neon|sorbet|editorial|grove)$")]
    preset: String,
    /// `background`, `text`, `button`, `button_text` and `accent`, each `#rrggbb` or null.
    #[serde(default)]
    colors: Colors,
    #[serde(default)]
    #[schema(pattern = "^(system|grotesque|humanist|geometric|rounded|serif|old_style|didone|slab|mono)$")]
    font: Option<String>,
    #[serde(default)]
    buttons: Buttons,
    #[serde(default)]
    background: Background,
}

#[derive(Default, Deserialize, ToSchema)]
pub(super) struct Colors {
    #[serde(default)]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    background: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    text: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    button: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    button_text: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    accent: Option<String>,
}

#[derive(Default, Deserialize, ToSchema)]
pub(super) struct Buttons {
    #[serde(default)]
    #[schema(pattern = "^(square|rounded|pill)$")]
    shape: Option<String>,
    #[serde(default)]
    #[schema(pattern = "^(filled|outline|soft|shadow|line)$")]
    style: Option<String>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Background {
    #[default]
    Preset,
    Solid,
    Gradient {
        #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
        to: String,
        /// In degrees.
        angle: u16,
    },
    Picture(Picture),
}

/// One block of a page.
#[derive(Deserialize, ToSchema)]
pub(super) struct Block {
    /// Made by whoever makes the block; unique within the page.
    id: Uuid,
    /// A block that is off never reaches a visitor.
    #[serde(default)]
    #[schema(default = true)]
    enabled: bool,
    #[serde(default)]
    schedule: Option<Schedule>,
    #[serde(flatten)]
    body: Body,
}

/// When a block is shown: wall-clock times in a zone, end-exclusive.
#[derive(Deserialize, ToSchema)]
pub(super) struct Schedule {
    #[serde(default)]
    #[schema(
        pattern = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
        example = "2026-12-01T09:00:00"
    )]
    from: Option<String>,
    #[serde(default)]
    #[schema(
        pattern = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
        example = "2026-12-24T18:00:00"
    )]
    until: Option<String>,
    /// IANA name.
    #[serde(default)]
    zone: String,
}

/// The kinds of block.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Body {
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
        #[schema(required = false)]
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
    /// A YouTube, Vimeo or TikTok address.
    Video {
        url: String,
        #[serde(default)]
        title: String,
    },
    /// A Spotify, SoundCloud, Apple Music, Deezer or Bandcamp address.
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
        #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$", required = false)]
        at: Option<String>,
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

#[derive(Deserialize, ToSchema)]
pub(super) struct Social {
    #[serde(default)]
    #[schema(
        pattern = "^(website|instagram|tiktok|youtube|x|facebook|linkedin|threads|bluesky|mastodon|github|twitch|discord|telegram|whatsapp|pinterest|spotify|soundcloud)$"
    )]
    network: String,
    #[serde(default)]
    url: String,
}

/// A contact card.
#[derive(Deserialize, ToSchema)]
pub(super) struct Vcard {
    #[serde(default)]
    label: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    job_title: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    website: String,
}

#[derive(Deserialize, ToSchema)]
pub(super) struct Question {
    #[serde(default)]
    question: String,
    /// Markdown.
    #[serde(default)]
    answer: String,
}

/// Reads a part of a page.
///
/// # Errors
/// 422 for what cannot be read, and for members that would have been passed over in silence.
pub(super) fn parse<T: DeserializeOwned + Serialize>(name: &str, given: &Value) -> Result<T, Problem> {
    let read: T = serde_json::from_value(given.clone()).map_err(|e| Error::field(name, e.to_string()))?;
    let kept = serde_json::to_value(&read).map_err(Error::internal)?;
    match passed_over(name, given, &kept) {
        None => Ok(read),
        Some(path) => Err(Error::field(path, "This is nothing that is known here.").into()),
    }
}

/// The first member of `given` that `kept` does not have. Nulls may be left out.
fn passed_over(path: &str, given: &Value, kept: &Value) -> Option<String> {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => given.iter().find_map(|(name, value)| {
            let path = format!("{path}.{name}");
            match kept.get(name) {
                Some(kept) => passed_over(&path, value, kept),
                None => (!value.is_null()).then_some(path),
            }
        }),
        (Value::Array(given), Value::Array(kept)) => {
            given.iter().zip(kept).enumerate().find_map(|(n, (given, kept))| passed_over(&format!("{path}.{n}"), given, kept))
        }
        // serde would read the members of an object from a list, by their order.
        (Value::Array(_), Value::Object(_)) => Some(path.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_members_are_told_and_known_ones_read() {
        let id = "0192f7c1-0000-7000-8000-000000000001";
        let good = json!([{ "id": id, "type": "link", "title": "Shop", "url": "https://example.com", "schedule": null }]);
        assert_eq!(parse::<Vec<mewayz::bio_sites::Block>>("blocks", &good).unwrap().len(), 1);
        for (bad, path) in [
            (json!([{ "id": id, "type": "link", "title": "Shop", "url": "x", "colour": "red" }]), "blocks.0.colour"),
            (json!([{ "id": id, "type": "vcard", "nmae": "Ada" }]), "blocks.0.nmae"),
            (json!([{ "id": id, "type": "carousel" }]), "blocks"),
        ] {
            let problem = parse::<Vec<mewayz::bio_sites::Block>>("blocks", &bad).unwrap_err();
            assert!(serde_json::to_value(&problem).unwrap()["fields"].get(path).is_some(), "{problem:?}");
        }
        assert!(parse::<mewayz::bio_sites::Theme>("theme", &json!({ "preset": "neon", "colours": {} })).is_err());
        assert!(parse::<mewayz::bio_sites::Profile>("profile", &json!([])).is_err());
    }
}
