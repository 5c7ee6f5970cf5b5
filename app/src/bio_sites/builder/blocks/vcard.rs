use leptos::prelude::*;
use mewayz::bio_sites::{Body, Vcard};

use super::{Text, line};
use crate::bio_sites::builder::bind::{At, lens};

pub(super) fn fields(at: At) -> AnyView {
    let plain = |label: &'static str, optional: bool| Text { label, optional, ..Text::default() };
    let typed = |label: &'static str, inputmode: &'static str| Text { inputmode: Some(inputmode), ..plain(label, true) };
    let label = Text { hint: Some("Stands on the button."), placeholder: Some("Save my contact"), ..plain("Label", true) };
    view! {
        {line(at, "name", lens!(Body::Vcard(Vcard { name, .. }) => name), plain("Name", false))}
        {line(at, "job_title", lens!(Body::Vcard(Vcard { job_title, .. }) => job_title), plain("Job title", true))}
        {line(at, "organisation", lens!(Body::Vcard(Vcard { organisation, .. }) => organisation), plain("Organisation", true))}
        {line(at, "email", lens!(Body::Vcard(Vcard { email, .. }) => email), typed("E-mail address", "email"))}
        {line(at, "phone", lens!(Body::Vcard(Vcard { phone, .. }) => phone), typed("Phone number", "tel"))}
        {line(at, "website", lens!(Body::Vcard(Vcard { website, .. }) => website), typed("Website", "url"))}
        {line(at, "label", lens!(Body::Vcard(Vcard { label, .. }) => label), label)}
    }
    .into_any()
}
