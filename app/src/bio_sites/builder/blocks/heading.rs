use leptos::prelude::*;
use mewayz::bio_sites::Body;

use super::{Text, line};
use crate::bio_sites::builder::bind::{At, lens};
use crate::words::builder as t;

pub(super) fn fields(at: At) -> AnyView {
    line(at, "text", lens!(Body::Heading { text } => text), Text { label: t::heading(), ..Text::default() })
}
