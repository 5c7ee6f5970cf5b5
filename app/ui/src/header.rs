//! The top of a page: where am I, what is this, what can I do.

use leptos::prelude::*;

use crate::Icon;
use crate::labels::labels;

/// Title (the page's only `<h1>`), one line of description, actions at the end.
#[component]
pub fn PageHeader(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] description: Option<String>,
    /// Controls at the end; at most one is primary.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// Badges beside the title, breadcrumbs or tabs: what the children hold stands beside the title.
    #[prop(optional)]
    children: Option<Children>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <header class=format!("page-header {class}")>
            <div class="min-w-0 grow">
                <div class="page-title-row">
                    <h1 class="page-title">{move || title.get()}</h1>
                    {children.map(|children| children())}
                </div>
                {description.map(|text| view! { <p class="page-description">{text}</p> })}
            </div>
            {actions.map(|actions| view! { <div class="actions">{actions.run()}</div> })}
        </header>
    }
    .into_any()
}

/// The way back up: `(label, href)` from the top; the last one is the current page.
#[component]
pub fn Breadcrumbs(
    items: Vec<(String, String)>,
    /// Name for screen readers, when a page has two.
    #[prop(default = labels().breadcrumbs)]
    label: &'static str,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let last = items.len().saturating_sub(1);
    let items = items
        .into_iter()
        .enumerate()
        .map(|(index, (label, href))| {
            let current = index == last;
            view! {
                <li class="crumb">
                    <a href=href aria-current=current.then_some("page")>
                        {label}
                    </a>
                    {(!current).then(|| view! { <Icon name="chevron-right" class="crumb-mark" /> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class=format!("crumbs {class}") aria-label=label>
            <ol>{items}</ol>
        </nav>
    }
    .into_any()
}

/// A key on the keyboard.
#[component]
pub fn Kbd(children: Children) -> impl IntoView {
    view! { <kbd class="kbd">{children()}</kbd> }.into_any()
}

/// Links that switch between the parts of one page.
#[component]
pub fn Tabs(
    /// Name of the group for screen readers.
    #[prop(into)]
    label: String,
    /// `TabLink`s.
    children: Children,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <nav class=format!("tabs {class}") aria-label=label>
            {children()}
        </nav>
    }
    .into_any()
}

/// One tab.
#[component]
pub fn TabLink(
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    #[prop(into)] active: Signal<bool>,
    #[prop(optional, into)] icon: Option<&'static str>,
    /// A number after the label.
    #[prop(optional, into)]
    count: Option<String>,
) -> impl IntoView {
    view! {
        <a class="tab" href=href aria-current=move || active.get().then_some("page")>
            {icon.map(|name| view! { <Icon name=name /> })} {label}
            {count.map(|count| view! { <span class="tab-count">{count}</span> })}
        </a>
    }
    .into_any()
}
