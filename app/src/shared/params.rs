use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A segment of the address; empty if the route has none of that name.
pub fn param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|map| map.get(name).unwrap_or_default()))
}

/// The workspace in the address: the first argument of every server function.
pub fn use_workspace() -> Memo<String> {
    param("workspace")
}

/// The workspace that a form is about.
pub fn workspace_field() -> AnyView {
    let workspace = use_workspace();
    view! { <input type="hidden" name="workspace" value=move || workspace.get()/> }.into_any()
}
