//! The kinds of block as the builder offers and lists them.

use uuid::Uuid;

use crate::bio_sites::{Block, Body, Picture, Vcard, links::SafeUrl, markdown};

/// Kind, label, icon (a Lucide name) and purpose, in the order of the menu. Kinds are those of [`Body::kind`].
pub const KINDS: &[(&str, &str, &str, &str)] = &[
    ("link", "Link", "link", "A button to any address"),
    ("heading", "Heading", "heading", "A title above a group of blocks"),
    ("text", "Text", "type", "A few words or a list, formatted with Markdown"),
    ("image", "Image", "image", "A picture, with a link if you like"),
    ("gallery", "Gallery", "images", "Several pictures side by side"),
    ("social", "Social row", "share-2", "Icons of your accounts in a row"),
    ("video", "Video", "video", "A YouTube, Vimeo or TikTok video, loaded after a click"),
    ("music", "Music", "music", "A song, album or podcast, loaded after a click"),
    ("email", "E-mail", "mail", "A button that opens a new message to you"),
    ("phone", "Phone", "phone", "A button that calls you"),
    ("vcard", "Contact card", "contact", "Your details, saved to an address book in one tap"),
    ("faq", "Questions", "circle-help", "Questions that unfold their answers"),
    ("countdown", "Countdown", "timer", "How long until a launch or an event"),
    ("divider", "Divider", "minus", "A line or a gap between blocks"),
];

/// An empty block of a kind, switched on; `None` if there is no such kind.
pub fn new_block(kind: &str, id: Uuid) -> Option<Block> {
    let empty = String::new;
    let body = match kind {
        "link" => Body::Link { title: empty(), url: empty() },
        "heading" => Body::Heading { text: empty() },
        "text" => Body::Text { markdown: empty() },
        "image" => Body::Image { picture: None, url: empty(), caption: empty() },
        "gallery" => Body::Gallery { pictures: Vec::new() },
        "social" => Body::Social { accounts: Vec::new() },
        "video" => Body::Video { url: empty(), title: empty() },
        "music" => Body::Music { url: empty(), title: empty() },
        "email" => Body::Email { label: empty(), address: empty() },
        "phone" => Body::Phone { label: empty(), number: empty() },
        "vcard" => Body::Vcard(Vcard::default()),
        "faq" => Body::Faq { items: Vec::new() },
        "countdown" => Body::Countdown { title: empty(), at: None, zone: empty(), done: empty() },
        "divider" => Body::Divider { space: false },
        _ => return None,
    };
    Some(Block { id, enabled: true, schedule: None, body })
}

/// What a list calls a block: its own words if it has any, otherwise its kind. One line of at most 80 characters.
pub fn summary(block: &Block) -> String {
    let own = match &block.body {
        Body::Link { title, url } | Body::Video { title, url } | Body::Music { title, url } => first(&[title, &host(url)]),
        Body::Heading { text } => text.clone(),
        // The beginning is enough, and Markdown may be long.
        Body::Text { markdown } => markdown::to_text(&shortened(markdown, 400)),
        Body::Image { picture, caption, .. } => first(&[caption, picture.as_ref().map_or("", |picture| &picture.alt)]),
        Body::Gallery { pictures } => gallery(pictures),
        Body::Social { accounts } => counted(accounts.len(), "account", "accounts"),
        Body::Email { label, address } => first(&[label, address]),
        Body::Phone { label, number } => first(&[label, number]),
        Body::Vcard(card) => first(&[&card.label, &card.name]),
        Body::Faq { items } => counted(items.len(), "question", "questions"),
        Body::Countdown { title, .. } => title.clone(),
        Body::Divider { space } => (if *space { "Gap" } else { "" }).to_owned(),
    };
    let own = crate::fields::single_line(&own);
    if own.is_empty() { label(block.body.kind()).to_owned() } else { shortened(&own, 80) }
}

/// What the builder calls a kind.
fn label(kind: &str) -> &'static str {
    KINDS.iter().find(|(name, ..)| *name == kind).map_or("Block", |(_, label, ..)| label)
}

fn first(texts: &[&str]) -> String {
    texts.iter().find(|text| !text.trim().is_empty()).map(|text| (*text).to_owned()).unwrap_or_default()
}

fn host(url: &str) -> String {
    let host = SafeUrl::parse(url).ok().and_then(|url| url.host().map(str::to_owned)).unwrap_or_default();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

fn gallery(pictures: &[Picture]) -> String {
    counted(pictures.len(), "picture", "pictures")
}

fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => String::new(),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}
