//! Players of known services. An address is never embedded as it is: its id is checked and put into the player's own address.

use super::SafeUrl;

/// A player to load after a click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embed {
    /// The service's name as people write it.
    pub provider: &'static str,
    /// The address of the frame; its origin is one of [`EMBED_HOSTS`].
    pub src: String,
    /// Height in CSS pixels of players that have one; others keep 16:9.
    pub height: Option<u16>,
}

/// Every origin a player comes from, for `frame-src` of the Content-Security-Policy.
pub const EMBED_HOSTS: &[&str] = &[
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://www.tiktok.com",
    "https://open.spotify.com",
    "https://w.soundcloud.com",
    "https://embed.music.apple.com",
    "https://widget.deezer.com",
    "https://bandcamp.com",
];

/// The player of a YouTube, Vimeo or TikTok address.
pub fn video_embed(url: &str) -> Option<Embed> {
    let link = Link::read(url)?;
    match link.host.as_str() {
        "youtube.com" | "music.youtube.com" | "youtube-nocookie.com" | "youtu.be" => youtube(&link),
        "vimeo.com" | "player.vimeo.com" => vimeo(&link),
        "tiktok.com" => tiktok(&link),
        _ => None,
    }
}

/// The player of a Spotify, SoundCloud, Apple Music, Deezer or Bandcamp address.
///
/// Bandcamp needs the address of its own player ("Share / Embed"): an album's page does not tell the album's number.
pub fn music_embed(url: &str) -> Option<Embed> {
    let link = Link::read(url)?;
    match link.host.as_str() {
        "open.spotify.com" => spotify(&link),
        "soundcloud.com" => soundcloud(&link),
        "music.apple.com" | "embed.music.apple.com" => apple_music(&link),
        "deezer.com" | "widget.deezer.com" => deezer(&link),
        "bandcamp.com" => bandcamp(&link),
        _ => None,
    }
}

/// A web address taken apart.
struct Link {
    /// Without `www.` and `m.`.
    host: String,
    path: Vec<String>,
    query: Vec<(String, String)>,
}

impl Link {
    fn read(url: &str) -> Option<Self> {
        let safe = SafeUrl::parse(url).ok().filter(SafeUrl::is_web)?;
        let host = safe.host()?;
        let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
        Some(Self {
            host: host.to_owned(),
            path: safe.url().path_segments()?.filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            query: safe.url().query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect(),
        })
    }

    fn parts(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    fn query(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

fn embed(provider: &'static str, src: String, height: Option<u16>) -> Option<Embed> {
    Some(Embed { provider, src, height })
}

fn youtube(link: &Link) -> Option<Embed> {
    let id = match link.parts()[..] {
        ["watch"] => link.query("v")?,
        ["shorts" | "live" | "embed" | "v", id] => id,
        [id] if link.host == "youtu.be" => id,
        _ => return None,
    };
    (id.len() == 11 && is_token(id)).then_some(())?;
    embed("YouTube", format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1"), None)
}

fn vimeo(link: &Link) -> Option<Embed> {
    // Unlisted videos carry a hash after the number.
    let (id, hash) = match link.parts()[..] {
        [id] | ["video", id] => (id, link.query("h")),
        [id, hash] => (id, Some(hash)),
        ["channels", _, id] | ["groups", _, "videos", id] | ["showcase", _, "video", id] => (id, None),
        _ => return None,
    };
    is_number(id).then_some(())?;
    let hash = match hash {
        Some(hash) if hash.len() <= 32 && hash.bytes().all(|b| b.is_ascii_alphanumeric()) => format!("&h={hash}"),
        Some(_) => return None,
        None => String::new(),
    };
    embed("Vimeo", format!("https://player.vimeo.com/video/{id}?dnt=1&autoplay=1{hash}"), None)
}

fn tiktok(link: &Link) -> Option<Embed> {
    let id = match link.parts()[..] {
        [account, "video", id] if account.starts_with('@') => id,
        ["embed", "v2", id] | ["embed", id] | ["player", "v1", id] => id,
        _ => return None,
    };
    is_number(id).then_some(())?;
    embed("TikTok", format!("https://www.tiktok.com/embed/v2/{id}"), Some(740))
}

fn spotify(link: &Link) -> Option<Embed> {
    // Shared addresses may begin with the language: /intl-de/track/…
    let mut parts = link.parts();
    if parts.first().is_some_and(|part| *part == "embed" || part.starts_with("intl-")) {
        parts.remove(0);
    }
    let [kind @ ("track" | "album" | "playlist" | "artist" | "episode" | "show"), id] = parts[..] else { return None };
    (id.len() == 22 && id.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(())?;
    let height = if matches!(kind, "track" | "episode" | "show") { 152 } else { 352 };
    embed("Spotify", format!("https://open.spotify.com/embed/{kind}/{id}"), Some(height))
}

fn soundcloud(link: &Link) -> Option<Embed> {
    let parts = link.parts();
    let height = match parts[..] {
        ["discover" | "search" | "upload" | "you" | "pages" | "stream", ..] => return None,
        [_] | [_, "sets", _] => 352,
        // Private tracks end with their secret.
        [_, _] | [_, _, _] => 166,
        _ => return None,
    };
    parts.iter().all(|part| part.len() <= 255 && is_token(part)).then_some(())?;
    // The parts are letters, digits, `-` and `_`: nothing is left to encode but the colon and the slashes.
    let path = parts.join("%2F");
    embed("SoundCloud", format!("https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2F{path}&auto_play=true"), Some(height))
}

fn apple_music(link: &Link) -> Option<Embed> {
    // A name stands before the id, or is left out.
    let ([country, kind, _, id] | [country, kind, id]) = link.parts()[..] else { return None };
    let known = country.len() == 2
        && country.bytes().all(|b| b.is_ascii_lowercase())
        && matches!(kind, "album" | "playlist" | "song" | "artist" | "music-video")
        && (is_number(id) || (kind == "playlist" && id.starts_with("pl.") && is_token(&id[3..])));
    known.then_some(())?;
    let track = link.query("i").filter(|track| is_number(track));
    let height = if kind == "song" || track.is_some() { 175 } else { 450 };
    let track = track.map(|track| format!("?i={track}")).unwrap_or_default();
    embed("Apple Music", format!("https://embed.music.apple.com/{country}/{kind}/{id}{track}"), Some(height))
}

fn deezer(link: &Link) -> Option<Embed> {
    let parts = link.parts();
    // /de/track/1, /track/1 or the widget's own /widget/auto/track/1
    let [.., kind @ ("track" | "album" | "playlist" | "artist" | "episode" | "show"), id] = parts[..] else { return None };
    (parts.len() <= 4 && is_number(id)).then_some(())?;
    let (kind, id) = if kind == "artist" { (kind, format!("{id}/top_tracks")) } else { (kind, id.to_owned()) };
    embed("Deezer", format!("https://widget.deezer.com/widget/auto/{kind}/{id}"), Some(300))
}

fn bandcamp(link: &Link) -> Option<Embed> {
    let parts = link.parts();
    let ("EmbeddedPlayer", options) = (*parts.first()?, parts.get(1..)?) else { return None };
    let number = |name: &str| options.iter().find_map(|option| option.strip_prefix(name)).filter(|id| is_number(id));
    let chosen: Vec<String> = [("album=", number("album=")), ("track=", number("track="))]
        .into_iter()
        .filter_map(|(name, id)| Some(format!("{name}{}", id?)))
        .collect();
    (!chosen.is_empty()).then_some(())?;
    embed(
        "Bandcamp",
        format!("https://bandcamp.com/EmbeddedPlayer/{}/size=large/tracklist=false/artwork=small/", chosen.join("/")),
        Some(120),
    )
}

fn is_number(id: &str) -> bool {
    (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit())
}

fn is_token(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
