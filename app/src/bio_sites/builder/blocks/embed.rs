use leptos::prelude::*;
use mewayz::bio_sites::{
    Body,
    links::{Embed, music_embed, video_embed},
};
use ui::Icon;

use super::{Text, line};
use crate::bio_sites::builder::bind::{At, Lens, lens};

pub(super) fn video(at: At) -> AnyView {
    let hint = "The address of a YouTube, Vimeo or TikTok video, as in the browser or from “Share”.";
    player(at, lens!(Body::Video { url, .. } => url), lens!(Body::Video { title, .. } => title), hint, video_embed)
}

pub(super) fn music(at: At) -> AnyView {
    let hint = "The address of something on Spotify, SoundCloud, Apple Music or Deezer, or of a Bandcamp player.";
    player(at, lens!(Body::Music { url, .. } => url), lens!(Body::Music { title, .. } => title), hint, music_embed)
}

fn player(at: At, url: Lens<String>, title: Lens<String>, hint: &'static str, read: fn(&str) -> Option<Embed>) -> AnyView {
    let address = Text { label: "Address", hint: Some(hint), inputmode: Some("url"), ..Text::default() };
    let name = Text { label: "Title", optional: true, ..Text::default() };
    let provider = at.memo(move |block| (url.get)(&block.body).and_then(|url| read(url)).map(|embed| embed.provider.to_owned()));
    let found = move || {
        provider.get().map(|provider| {
            view! { <p class="flex items-center gap-1.5 text-sm text-success"><Icon name="circle-check"/>{format!("Found on {provider}. It loads after a click.")}</p> }
        })
    };
    view! {
        {line(at, "url", url, address)}
        {found}
        {line(at, "title", title, name)}
    }
    .into_any()
}
