use leptos::prelude::*;
use mewayz::bio_sites::Body;

use super::{Text, line};
use crate::bio_sites::builder::bind::{At, lens};

pub(super) fn fields(at: At) -> AnyView {
    let address = Text { label: "Address", placeholder: Some("https://example.com"), inputmode: Some("url"), ..Text::default() };
    view! {
        {line(at, "title", lens!(Body::Link { title, .. } => title), Text { label: "Title", ..Text::default() })}
        {line(at, "url", lens!(Body::Link { url, .. } => url), address)}
    }
    .into_any()
}
