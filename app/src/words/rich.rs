use leptos::prelude::*;

/// Stands for a view in a text that is filled in: `rich(t::sent_to(SLOT), view! { <b>{email}</b> }.into_any())`.
pub const SLOT: &str = "\u{fffc}";

/// A text with a view in the place of its `SLOT`, wherever the language puts it.
pub fn rich(text: String, view: AnyView) -> AnyView {
    let (before, after) = text.split_once(SLOT).unwrap_or((&text, ""));
    view! { {before.to_owned()}{view}{after.to_owned()} }.into_any()
}
