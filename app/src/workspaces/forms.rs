//! What the forms of these pages share. They post without scripts too.

use leptos::prelude::*;
use ui::{Callout, Tone, use_toasts};

use crate::error::AppError;
pub(crate) use crate::shared::workspace_field;

/// Why an action failed last time, if it did.
pub(crate) fn failure<T: Send + Sync + 'static>(
    value: impl Get<Value = Option<Result<T, AppError>>> + Send + Sync + 'static,
) -> Signal<Option<AppError>> {
    Signal::derive(move || value.get().and_then(Result::err))
}

/// The message beside a field.
pub(crate) fn beside(error: Signal<Option<AppError>>, name: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.get().and_then(|e| e.field(name)))
}

/// What was typed before the form failed.
pub(crate) fn typed(error: Signal<Option<AppError>>, field: &str) -> String {
    error.get_untracked().and_then(|e| e.typed.get(field).cloned()).unwrap_or_default()
}

/// What is wrong with the form as a whole, or with a field that has no place of its own.
pub(crate) fn problem(error: Signal<Option<AppError>>, fields: &'static [&'static str]) -> AnyView {
    let message = move || error.get().and_then(|e| e.form().or_else(|| fields.iter().find_map(|field| e.field(field))));
    (move || message().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })).into_any()
}

/// Says so when an action has succeeded.
pub(crate) fn told<T: Send + Sync + 'static>(
    value: impl Get<Value = Option<Result<T, AppError>>> + Send + Sync + 'static,
    words: fn() -> &'static str,
) {
    let toasts = use_toasts();
    Effect::new(move || {
        if let Some(Ok(_)) = value.get() {
            toasts.success(words());
        }
    });
}
