//! Surfaces: cards, badges, callouts.

use leptos::oco::Oco;
use leptos::prelude::*;

use crate::{Icon, Tone};

/// A framed surface with an optional title row.
#[component]
pub fn Card(
    children: Children,
    #[prop(optional, into)] title: Option<String>,
    /// One line under the title.
    #[prop(optional, into)]
    description: Option<String>,
    /// Controls at the end of the title row: `actions=|| view! { … }`.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// No padding around the children: tables and lists.
    #[prop(optional)]
    flush: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let has_head = title.is_some() || actions.is_some();
    let body = if flush { "card-flush" } else { "card-body" };
    view! {
        <section class=format!("card {class}")>
            {has_head
                .then(|| {
                    view! {
                        <header class="card-head">
                            <div class="min-w-0 grow">
                                {title.map(|title| view! { <h2 class="card-title">{title}</h2> })}
                                {description
                                    .map(|text| view! { <p class="card-description">{text}</p> })}
                            </div>
                            {actions
                                .map(|actions| view! { <div class="actions">{actions.run()}</div> })}
                        </header>
                    }
                })}
            <div class=body>{children()}</div>
        </section>
    }
    .into_any()
}

/// A short state word: "Published", "Draft", "3 new".
#[component]
pub fn Badge(
    children: Children,
    #[prop(optional)] tone: Tone,
    /// A dot before the word.
    #[prop(optional)]
    dot: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <span class=format!("badge {} {class}", tone.class())>
            {dot.then(|| view! { <span class="badge-dot"></span> })} {children()}
        </span>
    }
    .into_any()
}

/// A message in the page that stays: what is so, and what to do about it.
#[component]
pub fn Callout(
    children: Children,
    #[prop(default = Tone::Info)] tone: Tone,
    #[prop(optional, into)] title: Option<String>,
    /// Replaces the tone's own icon.
    #[prop(optional, into)]
    icon: Option<Oco<'static, str>>,
    /// Controls after the text.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// Announces the text at once (`role="alert"`): form errors.
    #[prop(optional)]
    alert: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let icon = icon.unwrap_or_else(|| tone.icon().into());
    view! {
        <div class=format!("callout {} {class}", tone.class()) role=alert.then_some("alert")>
            <Icon name=icon class="callout-icon" />
            <div class="min-w-0 grow">
                {title.map(|title| view! { <p class="callout-title">{title}</p> })}
                <div class="callout-text">{children()}</div>
            </div>
            {actions.map(|actions| view! { <div class="actions">{actions.run()}</div> })}
        </div>
    }
    .into_any()
}
