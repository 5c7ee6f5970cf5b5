use leptos::prelude::*;
use mewayz::bio_sites::Body;

use super::{Text, lines};
use crate::bio_sites::builder::bind::{At, lens};
use crate::words::builder as t;

pub(super) fn fields(at: At) -> AnyView {
    lines(
        at,
        "markdown",
        lens!(Body::Text { markdown } => markdown),
        Text { label: t::text(), hint: Some(t::markdown_hint()), ..Text::default() },
        8,
    )
}
