//! The fields of one kind of block a file.

mod contact;
mod countdown;
mod divider;
mod embed;
mod faq;
mod heading;
mod items;
mod link;
mod picture;
mod social;
mod text;
mod vcard;

use leptos::prelude::*;
use ui::{Field, TextArea, field::FieldProps, text_area::TextAreaProps};

use super::bind::{At, Lens};

/// The fields of the block, whatever its kind.
pub(super) fn fields(at: At, kind: &str) -> AnyView {
    match kind {
        "link" => link::fields(at),
        "heading" => heading::fields(at),
        "text" => text::fields(at),
        "image" => picture::image(at),
        "gallery" => picture::gallery(at),
        "social" => social::fields(at),
        "video" => embed::video(at),
        "music" => embed::music(at),
        "email" => contact::email(at),
        "phone" => contact::phone(at),
        "vcard" => vcard::fields(at),
        "faq" => faq::fields(at),
        "countdown" => countdown::fields(at),
        _ => divider::fields(at),
    }
}

/// What differs from one text field to the next.
#[derive(Clone, Copy, Default)]
struct Text {
    label: &'static str,
    hint: Option<&'static str>,
    placeholder: Option<&'static str>,
    /// The keyboard on phones.
    inputmode: Option<&'static str>,
    optional: bool,
}

/// A one-line field; `field` is its name in the page's data and in messages.
fn line(at: At, field: &'static str, lens: Lens<String>, text: Text) -> AnyView {
    let bind = at.bind(field, lens);
    let error = at.problem(field, move || !bind.read().trim().is_empty());
    let mut props = FieldProps::builder().label(text.label).name(field).bind(bind).error(error).autocomplete("off").build();
    // The builder knows no optional values, only values that are left out.
    props.hint = text.hint.map(str::to_owned);
    props.placeholder = text.placeholder.map(str::to_owned);
    props.inputmode = text.inputmode;
    props.optional = text.optional;
    Field(props).into_any()
}

/// A field of several lines.
fn lines(at: At, field: &'static str, lens: Lens<String>, text: Text, rows: u32) -> AnyView {
    let bind = at.bind(field, lens);
    let error = at.problem(field, move || !bind.read().trim().is_empty());
    let mut props = TextAreaProps::builder().label(text.label).name(field).bind(bind).error(error).rows(rows).build();
    props.hint = text.hint.map(str::to_owned);
    props.placeholder = text.placeholder.map(str::to_owned);
    props.optional = text.optional;
    TextArea(props).into_any()
}
