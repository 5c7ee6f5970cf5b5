//! Menus over the native popover: open, Esc, click outside and focus return need no script.

use leptos::oco::Oco;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::Icon;

/// A button that opens a small panel of `MenuItem`s and `MenuLink`s (or anything else).
#[component]
pub fn Menu(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Accessible name of the button, and its text unless `icon` or `button` is given.
    #[prop(into)]
    label: String,
    /// Shows this icon instead of the label.
    #[prop(optional, into)]
    icon: Option<Oco<'static, str>>,
    /// What stands in the button instead of icon or label (a switcher, an avatar).
    #[prop(optional, into)]
    button: Option<ViewFnOnce>,
    /// Classes of the button; default `"btn btn-ghost"`.
    #[prop(default = "btn btn-ghost")]
    button_class: &'static str,
    children: Children,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let (target, name) = (id.clone(), label.clone());
    let face = match (button, icon) {
        (Some(button), _) => button.run(),
        (None, Some(icon)) => view! { <Icon name=icon /> }.into_any(),
        (None, None) => view! {
            <span>{label}</span>
            <Icon name="chevron-down" />
        }
        .into_any(),
    };
    view! {
        <div class=format!("menu {class}") on:keydown=move |event| walk(&event)>
            <button
                type="button"
                class=button_class
                popovertarget=target
                aria-label=name.clone()
                aria-haspopup="true"
            >
                {face}
            </button>
            <div
                class="menu-panel"
                id=id
                popover="auto"
                role="group"
                aria-label=name
                on:click=move |event| hide_after_choice(&event)
            >
                {children()}
            </div>
        </div>
    }
    .into_any()
}

/// An action of a menu: `<MenuItem icon="copy" label="Duplicate" on:click=…/>`. As `submit` it sends its form.
#[component]
pub fn MenuItem(
    #[prop(into)] label: String,
    #[prop(optional, into)] icon: Option<Oco<'static, str>>,
    #[prop(default = "button")] kind: &'static str,
    /// Written in the danger colour.
    #[prop(optional)]
    danger: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Shortcut or state at the end.
    #[prop(optional, into)]
    note: Option<String>,
) -> impl IntoView {
    let class = if danger { "menu-item menu-item-danger" } else { "menu-item" };
    view! {
        <button type=kind class=class disabled=move || disabled.get()>
            {icon.map(|name| view! { <Icon name=name /> })}
            <span class="grow">{label}</span>
            {note.map(|note| view! { <span class="menu-note">{note}</span> })}
        </button>
    }
    .into_any()
}

/// A link of a menu.
#[component]
pub fn MenuLink(
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    #[prop(optional, into)] icon: Option<Oco<'static, str>>,
    /// Marks the place one is at (workspace switchers).
    #[prop(optional)]
    current: bool,
) -> impl IntoView {
    view! {
        <a class="menu-item" href=href aria-current=current.then_some("true")>
            {icon.map(|name| view! { <Icon name=name /> })}
            <span class="grow truncate">{label}</span>
            {current.then(|| view! { <Icon name="check" /> })}
        </a>
    }
    .into_any()
}

/// A line between groups of a menu.
#[component]
pub fn MenuLine() -> impl IntoView {
    view! { <hr class="menu-line" /> }.into_any()
}

/// The menu's panel, from an event that the menu or the panel listens to.
fn panel(event: &web_sys::Event) -> Option<web_sys::HtmlElement> {
    let listener = event.current_target()?.dyn_into::<web_sys::Element>().ok()?;
    let menu = listener.closest(".menu").ok()??;
    menu.query_selector(".menu-panel").ok()??.dyn_into().ok()
}

/// Arrow keys, Home and End move between the items; on the button, the down arrow opens.
fn walk(event: &web_sys::KeyboardEvent) {
    let step: i32 = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Home" | "End" => 0,
        _ => return,
    };
    let Some(panel) = panel(event) else { return };
    if step == 1 {
        // Refused when it is open already, which is what is wanted.
        let _ = panel.show_popover();
    }
    let Ok(items) = panel.query_selector_all(".menu-item:not(:disabled)") else {
        return;
    };
    let count = items.length() as i32;
    if count == 0 {
        return;
    }
    event.prevent_default();
    let focused = document().active_element();
    let at = (0..count).find(|&i| items.item(i as u32).as_ref() == focused.as_deref());
    let next = match (event.key().as_str(), at) {
        ("Home", _) => 0,
        ("End", _) => count - 1,
        (_, None) => {
            if step > 0 {
                0
            } else {
                count - 1
            }
        }
        (_, Some(at)) => (at + step).rem_euclid(count),
    };
    let item = items.item(next as u32).and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(item) = item {
        // Focusing an element of the document cannot fail in a way a person would notice.
        let _ = item.focus();
    }
}

/// A choice closes the menu; a click on a heading or a field inside does not.
fn hide_after_choice(event: &web_sys::MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let chosen = target.and_then(|element| element.closest(".menu-item").ok().flatten());
    if chosen.is_none() {
        return;
    }
    if let Some(panel) = panel(event) {
        // Fails when the popover is already closed, which is what is wanted.
        let _ = panel.hide_popover();
    }
}
