use std::hash::Hash;

use leptos::prelude::*;

/// A view that is built anew whenever its key changes.
///
/// Leptos otherwise patches the old view in place, and patching leaves `on:` handlers that were given to components
/// as they were: a button would still act on what it was first made for (leptos#4268, leptos#4512).
pub fn keyed<K: Hash + Eq + Clone + Send + Sync + 'static>(
    key: impl Fn() -> K + Send + Sync + 'static,
    view: impl Fn(K) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    view! { <For each=move || [key()] key=Clone::clone children=view/> }.into_any()
}
