//! Buttons: one primary action a page; everything else is secondary or ghost.

use leptos::oco::Oco;
use leptos::prelude::*;

use crate::Icon;

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// The one thing this page is for.
    Primary,
    /// Everything else.
    #[default]
    Secondary,
    /// No frame until pointed at: toolbars and rows.
    Ghost,
    /// Destroys something.
    Danger,
}

/// Height of a control: 28, 34 or 42 px (at least 44 px under a finger).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// Rows and toolbars.
    Small,
    /// Forms and page headers.
    #[default]
    Medium,
    /// Sign-in and empty pages.
    Large,
}

fn classes(base: &'static str, variant: Variant, size: Size, extra: &'static str) -> String {
    let variant = match variant {
        Variant::Primary => "btn-primary",
        Variant::Secondary => "btn-secondary",
        Variant::Ghost => "btn-ghost",
        Variant::Danger => "btn-danger",
    };
    let size = match size {
        Size::Small => "btn-sm",
        Size::Medium => "",
        Size::Large => "btn-lg",
    };
    format!("{base} {variant} {size} {extra}")
}

fn leading(icon: Option<Oco<'static, str>>) -> AnyView {
    icon.map(|name| view! { <Icon name=name /> }).into_any()
}

/// A button. Events go on the component: `<Button on:click=…>`; other attributes with `attr:`.
#[component]
pub fn Button(
    children: Children,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] size: Size,
    /// `"submit"`, `"reset"` or `"button"` (default).
    #[prop(default = "button")]
    kind: &'static str,
    /// Icon before the text.
    #[prop(optional, into)]
    icon: Option<Oco<'static, str>>,
    /// Shows a spinner, sets `aria-busy` and refuses a second press.
    #[prop(optional, into)]
    loading: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Sent with the form when this button submits it.
    #[prop(optional, into)]
    name: Option<String>,
    /// Value of `name`.
    #[prop(optional, into)]
    value: Option<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class=classes("btn", variant, size, class)
            name=name
            value=value
            disabled=move || disabled.get() || loading.get()
            aria-busy=move || loading.get().then_some("true")
        >
            {leading(icon)}
            <span class="btn-label">{children()}</span>
        </button>
    }
    .into_any()
}

/// A link that looks like a button. Use it to go somewhere; `Button` to do something.
#[component]
pub fn ButtonLink(
    children: Children,
    #[prop(into)] href: String,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] size: Size,
    /// Icon before the text.
    #[prop(optional, into)]
    icon: Option<Oco<'static, str>>,
    /// Opens in a new tab, with an arrow and words for screen readers.
    #[prop(optional)]
    external: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <a
            href=href
            class=classes("btn", variant, size, class)
            target=external.then_some("_blank")
            rel=external.then_some("noopener")
        >
            {leading(icon)}
            <span class="btn-label">{children()}</span>
            {external
                .then(|| {
                    view! {
                        <Icon name="arrow-up-right" class="opacity-60" />
                        <span class="sr-only">"(opens in a new tab)"</span>
                    }
                })}
        </a>
    }
    .into_any()
}

/// A square button with only an icon; `label` is its accessible name and its tooltip.
#[component]
pub fn IconButton(
    #[prop(into)] icon: Signal<&'static str>,
    #[prop(into)] label: Signal<String>,
    /// Default is `Ghost`.
    #[prop(default = Variant::Ghost)]
    variant: Variant,
    #[prop(optional)] size: Size,
    /// `"submit"` or `"button"` (default).
    #[prop(default = "button")]
    kind: &'static str,
    #[prop(optional, into)] loading: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// For toggles: sets `aria-pressed`.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class=classes("btn btn-icon", variant, size, class)
            aria-label=move || label.get()
            data-tip=move || label.get()
            disabled=move || disabled.get() || loading.get()
            aria-busy=move || loading.get().then_some("true")
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
        >
            {move || view! { <Icon name=icon.get() /> }}
        </button>
    }
    .into_any()
}

/// A square link with only an icon.
#[component]
pub fn IconLink(
    #[prop(into)] href: String,
    #[prop(into)] icon: Oco<'static, str>,
    #[prop(into)] label: String,
    /// Default is `Ghost`.
    #[prop(default = Variant::Ghost)]
    variant: Variant,
    #[prop(optional)] size: Size,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <a
            href=href
            class=classes("btn btn-icon", variant, size, class)
            aria-label=label.clone()
            data-tip=label
        >
            <Icon name=icon />
        </a>
    }
    .into_any()
}
