use leptos::prelude::*;
use mewayz::bio_sites::Body;

use super::{Text, line};
use crate::bio_sites::builder::bind::{At, lens};
use crate::words::builder as t;

pub(super) fn fields(at: At) -> AnyView {
    let address = Text { label: t::address(), placeholder: Some("https://example.com"), inputmode: Some("url"), ..Text::default() };
    view! {
        {line(at, "title", lens!(Body::Link { title, .. } => title), Text { label: t::title(), ..Text::default() })}
        {line(at, "url", lens!(Body::Link { url, .. } => url), address)}
    }
    .into_any()
}
