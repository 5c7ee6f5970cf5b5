//! A title for an address that came without one.

use crate::bio_sites::links::SafeUrl;

/// Services by host, with the name people know.
const SERVICES: &[(&str, &str)] = &[
    ("instagram.com", "Instagram"),
    ("tiktok.com", "TikTok"),
    ("youtube.com", "YouTube"),
    ("youtu.be", "YouTube"),
    ("twitter.com", "X"),
    ("x.com", "X"),
    ("facebook.com", "Facebook"),
    ("fb.com", "Facebook"),
    ("linkedin.com", "LinkedIn"),
    ("threads.net", "Threads"),
    ("threads.com", "Threads"),
    ("bsky.app", "Bluesky"),
    ("mastodon.social", "Mastodon"),
    ("github.com", "GitHub"),
    ("gitlab.com", "GitLab"),
    ("twitch.tv", "Twitch"),
    ("discord.gg", "Discord"),
    ("discord.com", "Discord"),
    ("t.me", "Telegram"),
    ("wa.me", "WhatsApp"),
    ("pinterest.com", "Pinterest"),
    ("open.spotify.com", "Spotify"),
    ("soundcloud.com", "SoundCloud"),
    ("music.apple.com", "Apple Music"),
    ("podcasts.apple.com", "Apple Podcasts"),
    ("patreon.com", "Patreon"),
    ("ko-fi.com", "Ko-fi"),
    ("buymeacoffee.com", "Buy Me a Coffee"),
    ("etsy.com", "Etsy"),
    ("medium.com", "Medium"),
    ("substack.com", "Substack"),
    ("reddit.com", "Reddit"),
    ("snapchat.com", "Snapchat"),
    ("behance.net", "Behance"),
    ("dribbble.com", "Dribbble"),
    ("vimeo.com", "Vimeo"),
    ("paypal.me", "PayPal"),
];

/// Parts of a path that are about the service, not about the person.
const PLUMBING: &[&str] = &["watch", "index", "home", "playlist", "profile.php", "login", "invite", "share"];

/// `https://instagram.com/ada` is “Instagram – ada”, `https://ada.example/my-shop` is “ada.example – my shop”.
pub(super) fn derive(url: &SafeUrl) -> String {
    let Some(host) = url.host() else { return contact(url.as_str()) };
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
    let service = SERVICES.iter().find(|(known, _)| *known == host).map(|(_, name)| *name);
    let name = service.unwrap_or(host);
    match detail(url.as_str(), service.is_some()) {
        Some(detail) => format!("{name} – {detail}"),
        None => name.to_owned(),
    }
}

/// `mailto:ada@example.com?subject=x` is its address.
fn contact(address: &str) -> String {
    let (_, rest) = address.split_once(':').unwrap_or(("", address));
    rest.split(['?', ';']).next().unwrap_or(rest).to_owned()
}

/// The last telling part of the path, in words.
fn detail(address: &str, is_service: bool) -> Option<String> {
    let path = address.split(['?', '#']).next()?.splitn(4, '/').nth(3)?;
    let last = path.rsplit('/').find(|part| !part.is_empty())?;
    let decoded = url::form_urlencoded::parse(format!("p={}", last.replace('+', "%2B").replace('&', "%26")).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())?;
    if PLUMBING.contains(&decoded.as_str()) {
        return None;
    }
    // A name at a service stays as it is; elsewhere the part is usually a page: my-shop.html
    let words = if is_service { decoded } else { words(&decoded) };
    let words = crate::fields::single_line(words.trim_start_matches('@'));
    (!words.is_empty() && words.chars().count() <= 60).then_some(words)
}

fn words(part: &str) -> String {
    let name = match part.rsplit_once('.') {
        Some((name, "html" | "htm" | "php" | "aspx" | "pdf")) => name,
        _ => part,
    };
    name.replace(['-', '_'], " ")
}
