use leptos::prelude::*;
use mewayz::bio_sites::Body;

use super::{Text, lines};
use crate::bio_sites::builder::bind::{At, lens};

pub(super) const MARKDOWN: &str = "**bold**, *italic*, [a link](https://example.com), and lines that begin with - for a list.";

pub(super) fn fields(at: At) -> AnyView {
    lines(at, "markdown", lens!(Body::Text { markdown } => markdown), Text { label: "Text", hint: Some(MARKDOWN), ..Text::default() }, 8)
}
