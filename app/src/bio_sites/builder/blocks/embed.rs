use leptos::prelude::*;
use mewayz::bio_sites::{
    Body,
    links::{Embed, music_embed, video_embed},
};
use ui::Icon;

use super::{Text, line};
use crate::bio_sites::builder::bind::{At, Lens, lens};
use crate::words::builder as t;

pub(super) fn video(at: At) -> AnyView {
    let hint = t::video_hint();
    player(at, lens!(Body::Video { url, .. } => url), lens!(Body::Video { title, .. } => title), hint, video_embed)
}

pub(super) fn music(at: At) -> AnyView {
    let hint = t::music_hint();
    player(at, lens!(Body::Music { url, .. } => url), lens!(Body::Music { title, .. } => title), hint, music_embed)
}

fn player(at: At, url: Lens<String>, title: Lens<String>, hint: &'static str, read: fn(&str) -> Option<Embed>) -> AnyView {
    let address = Text { label: t::address(), hint: Some(hint), inputmode: Some("url"), ..Text::default() };
    let name = Text { label: t::title(), optional: true, ..Text::default() };
    let provider = at.memo(move |block| (url.get)(&block.body).and_then(|url| read(url)).map(|embed| embed.provider.to_owned()));
    let found = move || {
        provider.get().map(|provider| {
            view! { <p class="flex items-center gap-1.5 text-sm text-success"><Icon name="circle-check"/>{t::found_on(provider)}</p> }
        })
    };
    view! {
        {line(at, "url", url, address)}
        {found}
        {line(at, "title", title, name)}
    }
    .into_any()
}
