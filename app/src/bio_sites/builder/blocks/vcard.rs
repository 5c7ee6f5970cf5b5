use leptos::prelude::*;
use mewayz::bio_sites::{Body, Vcard};

use super::{Text, line};
use crate::bio_sites::builder::bind::{At, lens};
use crate::words::builder as t;

pub(super) fn fields(at: At) -> AnyView {
    let plain = |label: &'static str, optional: bool| Text { label, optional, ..Text::default() };
    let typed = |label: &'static str, inputmode: &'static str| Text { inputmode: Some(inputmode), ..plain(label, true) };
    let label = Text { hint: Some(t::label_hint()), placeholder: Some(t::save_my_contact()), ..plain(t::label(), true) };
    view! {
        {line(at, "name", lens!(Body::Vcard(Vcard { name, .. }) => name), plain(t::name(), false))}
        {line(at, "job_title", lens!(Body::Vcard(Vcard { job_title, .. }) => job_title), plain(t::job_title(), true))}
        {line(at, "organisation", lens!(Body::Vcard(Vcard { organisation, .. }) => organisation), plain(t::organisation(), true))}
        {line(at, "email", lens!(Body::Vcard(Vcard { email, .. }) => email), typed(t::email_address(), "email"))}
        {line(at, "phone", lens!(Body::Vcard(Vcard { phone, .. }) => phone), typed(t::phone_number(), "tel"))}
        {line(at, "website", lens!(Body::Vcard(Vcard { website, .. }) => website), typed(t::website(), "url"))}
        {line(at, "label", lens!(Body::Vcard(Vcard { label, .. }) => label), label)}
    }
    .into_any()
}
