//! The faces of a page that is not filled: empty, failed, not allowed, loading.

use leptos::oco::Oco;
use leptos::prelude::*;

use crate::Icon;
use crate::labels::labels;

/// Nothing here yet: what this is for, and one action (the children).
#[component]
pub fn EmptyState(
    #[prop(into)] icon: Oco<'static, str>,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// The action, usually one `Button` or `ButtonLink`.
    #[prop(optional)]
    children: Option<Children>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <div class=format!("state {class}")>
            <span class="state-icon">
                <Icon name=icon />
            </span>
            <h2 class="state-title">{title}</h2>
            <p class="state-text">{text}</p>
            {children.map(|children| view! { <div class="state-actions">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// Something failed: what happened, what to do, and the incident id to quote.
#[component]
pub fn ErrorState(
    /// What happened, in the reader's words.
    #[prop(into)]
    title: String,
    /// What to do now.
    #[prop(into)]
    text: String,
    /// Id under which the cause was logged.
    #[prop(optional, into)]
    incident: Option<String>,
    /// Default `circle-alert`; `lock` for "not allowed", `cloud-off` for an outage.
    #[prop(default = "circle-alert")]
    icon: &'static str,
    /// Ways on: try again, go home.
    #[prop(optional)]
    children: Option<Children>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <div class=format!("state tone-danger {class}") role="alert">
            <span class="state-icon state-icon-toned">
                <Icon name=icon />
            </span>
            <h2 class="state-title">{title}</h2>
            <p class="state-text">{text}</p>
            {children.map(|children| view! { <div class="state-actions">{children()}</div> })}
            {incident
                .map(|id| {
                    view! {
                        <p class="state-incident">
                            {labels().incident} " " <code class="select-all">{id}</code>
                        </p>
                    }
                })}
        </div>
    }
    .into_any()
}

/// A grey shape where content will come; give it the size of that content so that nothing jumps.
#[component]
pub fn Skeleton(
    /// Text lines to draw; without it, one block of the size in `class`.
    #[prop(optional)]
    lines: usize,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    if lines == 0 {
        return view! { <div class=format!("skeleton {class}") aria-hidden="true"></div> }.into_any();
    }
    let lines = (0..lines).map(|_| view! { <span class="skeleton skeleton-line"></span> }).collect_view();
    view! { <div class=format!("skeleton-lines {class}") aria-hidden="true">{lines}</div> }.into_any()
}
