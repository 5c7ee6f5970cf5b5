use leptos::prelude::*;
use mewayz::bio_sites::Body;

use super::{Text, line};
use crate::bio_sites::builder::bind::{At, lens};
use crate::words::builder as t;

fn label(hint: &'static str) -> Text {
    Text { label: t::label(), hint: Some(hint), optional: true, ..Text::default() }
}

pub(super) fn email(at: At) -> AnyView {
    let address = Text { label: t::email_address(), placeholder: Some("name@example.com"), inputmode: Some("email"), ..Text::default() };
    view! {
        {line(at, "address", lens!(Body::Email { address, .. } => address), address)}
        {line(at, "label", lens!(Body::Email { label, .. } => label), label(t::label_address_hint()))}
    }
    .into_any()
}

pub(super) fn phone(at: At) -> AnyView {
    let number = Text {
        label: t::phone_number(),
        hint: Some(t::phone_hint()),
        placeholder: Some("+49 30 1234567"),
        inputmode: Some("tel"),
        ..Text::default()
    };
    let words = label(t::label_number_hint());
    view! {
        {line(at, "number", lens!(Body::Phone { number, .. } => number), number)}
        {line(at, "label", lens!(Body::Phone { label, .. } => label), words)}
    }
    .into_any()
}
