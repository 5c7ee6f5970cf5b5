use leptos::prelude::*;
use mewayz::bio_sites::{Block, Body};
use ui::Field;

use super::{Text, line};
use crate::bio_sites::builder::{
    bind::{At, lens},
    schedule::zone_select,
    zones,
};
use crate::words::builder as t;

pub(super) fn fields(at: At) -> AnyView {
    let get = |block: &Block| match &block.body {
        Body::Countdown { at, .. } => Some(zones::to_field(*at)),
        _ => None,
    };
    let set = |block: &mut Block, text: String| {
        if let Body::Countdown { at, zone, .. } = &mut block.body {
            *at = zones::from_field(&text);
            if zone.is_empty() {
                *zone = zones::own();
            }
        }
    };
    let moment = at.bind_with("at", get, set);
    let zone = at.bind("zone", lens!(Body::Countdown { zone, .. } => zone));
    let done = Text { label: t::when_over(), placeholder: Some(t::when_over_example()), optional: true, ..Text::default() };
    view! {
        {line(at, "title", lens!(Body::Countdown { title, .. } => title), Text { label: t::title(), optional: true, ..Text::default() })}
        <Field label=t::counts_down_to() name="at" kind="datetime-local" bind=moment error=at.problem("at", || false) autocomplete="off"/>
        {zone_select(zone, "countdown-zone", at.problem("zone", move || !moment.read().is_empty()))}
        {line(at, "done", lens!(Body::Countdown { done, .. } => done), done)}
    }
    .into_any()
}
