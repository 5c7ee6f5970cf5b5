use leptos::prelude::*;
use mewayz::bio_sites::Body;

use super::{Text, line};
use crate::bio_sites::builder::bind::{At, lens};

const LABEL: Text =
    Text { label: "Label", hint: Some("Stands on the button instead of the address."), placeholder: None, inputmode: None, optional: true };

pub(super) fn email(at: At) -> AnyView {
    let address = Text { label: "E-mail address", placeholder: Some("name@example.com"), inputmode: Some("email"), ..Text::default() };
    view! {
        {line(at, "address", lens!(Body::Email { address, .. } => address), address)}
        {line(at, "label", lens!(Body::Email { label, .. } => label), LABEL)}
    }
    .into_any()
}

pub(super) fn phone(at: At) -> AnyView {
    let number = Text {
        label: "Phone number",
        hint: Some("With the country code, so that it works from everywhere."),
        placeholder: Some("+49 30 1234567"),
        inputmode: Some("tel"),
        ..Text::default()
    };
    let label = Text { hint: Some("Stands on the button instead of the number."), ..LABEL };
    view! {
        {line(at, "number", lens!(Body::Phone { number, .. } => number), number)}
        {line(at, "label", lens!(Body::Phone { label, .. } => label), label)}
    }
    .into_any()
}
