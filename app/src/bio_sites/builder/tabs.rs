//! Which pane is shown. Every size of screen has its own place for these, and only one of them is seen.

use leptos::prelude::*;
use ui::Icon;

use super::editor::{Editor, Panel};
use crate::words::builder as t;

/// Panel, words, icon (empty for none), and the panels during which it is the current one.
type Tab = (Panel, fn() -> &'static str, &'static str, &'static [Panel]);

/// Tabs for one size of screen.
pub(super) struct Tabs {
    label: fn() -> &'static str,
    class: &'static str,
    item: &'static str,
    all: &'static [Tab],
}

/// At the bottom, over the product's own bar: a phone has room for one.
pub(super) const PHONE: Tabs = Tabs {
    label: t::builder,
    class: "bottom-bar z-30 md:hidden",
    item: "bottom-item",
    all: &[
        (Panel::Blocks, t::blocks, "list", &[Panel::Blocks, Panel::Block]),
        (Panel::Design, t::design, "palette", &[Panel::Design]),
        (Panel::Page, t::page, "settings", &[Panel::Page]),
        (Panel::Preview, t::preview, "eye", &[Panel::Preview]),
    ],
};

/// Above the pane beside the preview.
pub(super) const TABLET: Tabs = Tabs {
    label: t::builder,
    class: "tabs mb-0 hidden px-3 pt-2 md:flex min-[68.75rem]:hidden",
    item: "tab",
    all: &[
        (Panel::Blocks, t::blocks, "", &[Panel::Blocks, Panel::Block, Panel::Preview]),
        (Panel::Design, t::design, "", &[Panel::Design]),
        (Panel::Page, t::page, "", &[Panel::Page]),
    ],
};

/// Above the properties.
pub(super) const DESK: Tabs = Tabs {
    label: t::properties,
    class: "tabs mb-0 hidden px-3 pt-2 min-[68.75rem]:flex",
    item: "tab",
    all: &[
        (Panel::Block, t::block, "", &[Panel::Blocks, Panel::Block, Panel::Preview]),
        (Panel::Design, t::design, "", &[Panel::Design]),
        (Panel::Page, t::page, "", &[Panel::Page]),
    ],
};

pub(super) fn tabs(editor: Editor, tabs: Tabs) -> AnyView {
    let Tabs { label, class, item, all } = tabs;
    let tab = move |(panel, words, icon, current): &Tab| {
        let (panel, words, icon, current) = (*panel, words(), *icon, *current);
        let is_current = move || current.contains(&editor.panel.get()).then_some("true");
        view! {
            <button type="button" class=item aria-current=is_current on:click=move |_| editor.panel.set(panel)>
                {(!icon.is_empty()).then(|| view! { <Icon name=icon class="size-5"/> })}
                <span>{words}</span>
            </button>
        }
        .into_any()
    };
    view! { <nav class=class aria-label=label()>{all.iter().map(tab).collect_view()}</nav> }.into_any()
}
