//! The frame of the studio: rail, top bar, bottom bar on phones, one scrolling page.

use leptos::prelude::*;

use crate::Icon;
use crate::labels::labels;

/// The frame. The children are the page; it stands in `<main id="main">`.
#[component]
pub fn Shell(
    children: Children,
    /// A `Rail`.
    #[prop(into)]
    rail: ViewFnOnce,
    /// A `TopBar`.
    #[prop(into)]
    top: ViewFnOnce,
    /// A `BottomBar`, seen on phones.
    #[prop(optional, into)]
    bottom: Option<ViewFnOnce>,
    /// The page fills the frame without padding or a maximum width: builders.
    #[prop(optional, into)]
    wide: Signal<bool>,
) -> impl IntoView {
    view! {
        // Followed by the browser itself, which takes the focus along; the router would only scroll.
        <a class="skip-link" href="#main" rel="external">
            {labels().skip}
        </a>
        <div class="shell">
            {rail.run()} <div class="shell-column">
                {top.run()}
                <main
                    id="main"
                    tabindex="-1"
                    class=move || if wide.get() { "shell-main shell-wide" } else { "shell-main" }
                >
                    {children()}
                </main>
            </div> {bottom.map(ViewFnOnce::run)}
        </div>
    }
    .into_any()
}

/// The left rail: brand or workspace switcher, navigation, footer. Icons only on tablets, hidden on phones.
#[component]
pub fn Rail(
    /// `NavGroup`s and `NavItem`s.
    children: Children,
    /// Brand or workspace switcher.
    #[prop(into)]
    head: ViewFnOnce,
    #[prop(optional, into)] foot: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <aside class="rail">
            <div class="rail-head">{head.run()}</div>
            <nav class="rail-nav" aria-label=labels().main>
                {children()}
            </nav>
            {foot.map(|foot| view! { <div class="rail-foot">{foot.run()}</div> })}
        </aside>
    }
    .into_any()
}

/// A group of `NavItem`s under a quiet heading.
#[component]
pub fn NavGroup(#[prop(optional, into)] label: Option<String>, children: Children) -> impl IntoView {
    view! {
        <div class="nav-group">
            {label.map(|label| view! { <p class="nav-label">{label}</p> })} {children()}
        </div>
    }
    .into_any()
}

/// A link of the rail; `aria-current` while `active`.
#[component]
pub fn NavItem(
    #[prop(into)] label: String,
    #[prop(into)] icon: &'static str,
    #[prop(into)] href: String,
    #[prop(optional, into)] active: Signal<bool>,
    /// A number or word at the end.
    #[prop(optional, into)]
    badge: Option<String>,
) -> impl IntoView {
    let tip = label.clone();
    view! {
        <a
            class="nav-item"
            href=href
            title=tip
            aria-current=move || active.get().then_some("page")
        >
            <Icon name=icon />
            <span class="nav-text">{label}</span>
            {badge.map(|badge| view! { <span class="nav-badge">{badge}</span> })}
        </a>
    }
    .into_any()
}

/// The bar over the page: `start` (breadcrumbs, title on phones), the children at the end.
#[component]
pub fn TopBar(
    #[prop(optional, into)] start: Option<ViewFnOnce>,
    /// Search, help, account.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="top-bar" role="banner">
            <div class="min-w-0 grow">{start.map(ViewFnOnce::run)}</div>
            <div class="actions flex-nowrap">{children()}</div>
        </div>
    }
    .into_any()
}

/// Navigation under the thumb, on phones only; three to five `BottomItem`s.
#[component]
pub fn BottomBar(children: Children) -> impl IntoView {
    view! {
        <nav class="bottom-bar" aria-label=labels().quick>
            {children()}
        </nav>
    }
    .into_any()
}

/// A link of the bottom bar.
#[component]
pub fn BottomItem(
    #[prop(into)] label: String,
    #[prop(into)] icon: &'static str,
    #[prop(into)] href: String,
    #[prop(optional, into)] active: Signal<bool>,
) -> impl IntoView {
    view! {
        <a class="bottom-item" href=href aria-current=move || active.get().then_some("page")>
            <Icon name=icon class="size-5" />
            <span>{label}</span>
        </a>
    }
    .into_any()
}
