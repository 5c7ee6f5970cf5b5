use leptos::prelude::*;
use ui::{Checkbox, Field};

use super::EventKind;
use crate::{error::AppError, words::webhooks as t};

/// What is filled in for an endpoint, at first.
#[derive(Debug, Clone, Default)]
pub(super) struct Filled {
    pub(super) url: String,
    pub(super) description: String,
    pub(super) patterns: Vec<String>,
}

/// Address, description and events: the fields of both forms. They work without scripts.
pub(super) fn fields(filled: &Filled, events: &[EventKind], error: Signal<Option<AppError>>) -> AnyView {
    let message = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    let chosen = |pattern: &str| filled.patterns.iter().any(|p| p == pattern);
    let boxes = events.iter().enumerate().map(|(i, event)| {
        let (name, hint, ticked) = (event.name.clone(), event.summary.clone(), chosen(&event.name));
        view! { <Checkbox label=name.clone() name="patterns[]" value=name hint=hint checked=ticked id=format!("f-pattern-{i}")/> }
    });
    let boxes = boxes.collect_view();
    view! {
        <Field label=t::address() name="url" kind="url" value=filled.url.clone() required=true maxlength=2000_u32 placeholder="https://example.com/hooks"
            hint=t::address_hint() error=message("url")/>
        <Field label=t::description() name="description" value=filled.description.clone() maxlength=200_u32 optional=true error=message("description")/>
        <fieldset class="min-w-0">
            <legend class="field-label">{t::events()}</legend>
            <div class="stack mt-2">
                <Checkbox label=t::all_events() name="patterns[]" value="*" hint=t::all_events_hint() checked=chosen("*") id="f-pattern-all"/>
                <div class="grid gap-3 sm:grid-cols-2">{boxes}</div>
            </div>
            <p class="field-error" role="alert">{message("patterns")}</p>
        </fieldset>
    }
    .into_any()
}
