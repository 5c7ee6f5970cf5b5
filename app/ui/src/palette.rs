//! The command palette: ⌘K or Ctrl+K, type, arrow keys, Enter.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::Icon;
use crate::command::{Command, matching};
use crate::labels::labels;
use crate::modal::{close_on_backdrop, show_while};

/// The button that opens the palette: a search field to look at, an icon on phones.
#[component]
pub fn PaletteButton(open: RwSignal<bool>, #[prop(default = labels().search)] label: &'static str) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn btn-secondary palette-button"
            aria-label=label
            aria-haspopup="dialog"
            aria-keyshortcuts="Meta+K Control+K"
            on:click=move |_| open.set(true)
        >
            <Icon name="search" />
            <span class="palette-button-text">{label}</span>
            <kbd class="kbd">"⌘K"</kbd>
        </button>
    }
    .into_any()
}

/// The palette. Mount it once; open it with `PaletteButton` or the keyboard.
#[component]
pub fn CommandPalette(
    #[prop(into)] commands: Signal<Vec<Command>>,
    open: RwSignal<bool>,
    #[prop(default = labels().search_everything.into(), into)] placeholder: String,
) -> impl IntoView {
    let words = labels();
    let dialog = NodeRef::<html::Dialog>::new();
    let query = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let found = Memo::new(move |_| commands.with(|commands| matching(commands, &query.read())));
    show_while(dialog, open);
    open_on_shortcut(open);
    Effect::new(move || {
        if open.get() {
            query.set(String::new());
            at.set(0);
        }
    });
    let active = move || (!found.read().is_empty()).then(|| format!("palette-{}", at.get()));
    let label = placeholder.clone();
    view! {
        <dialog
            node_ref=dialog
            class="palette"
            aria-label=words.palette
            on:close=move |_| open.set(false)
            on:click=move |event| close_on_backdrop(&event, dialog)
        >
            <div class="palette-search">
                <Icon name="search" class="size-[1.125rem] text-faint" />
                <input
                    class="palette-input"
                    type="text"
                    role="combobox"
                    aria-label=label
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-autocomplete="list"
                    aria-activedescendant=active
                    autocomplete="off"
                    spellcheck="false"
                    autofocus=true
                    placeholder=placeholder
                    prop:value=move || query.get()
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        at.set(0);
                    }
                    on:keydown=move |event| on_key(&event, found, at)
                />
                <kbd class="kbd">"Esc"</kbd>
            </div>
            <div class="palette-list" id="palette-list" role="listbox" aria-label=words.results>
                {move || groups(&found.read(), at, open)}
            </div>
            <p class="palette-empty" role="status" hidden=move || !found.read().is_empty()>
                {words.nothing_matches}
            </p>
        </dialog>
    }
    .into_any()
}

/// The results under their headings. Groups are contiguous, as `matching` orders them.
fn groups(found: &[Command], at: RwSignal<usize>, open: RwSignal<bool>) -> AnyView {
    let mut start = 0;
    found
        .chunk_by(|a, b| a.group == b.group)
        .map(|group| {
            let first = start;
            start += group.len();
            let heading = group.first().map(|command| command.group.clone()).unwrap_or_default();
            let name = heading.clone();
            let options = group.iter().enumerate().map(|(index, command)| option(command.clone(), first + index, at, open)).collect_view();
            view! {
                <div role="group" aria-label=name>
                    <p class="palette-group" aria-hidden="true">
                        {heading}
                    </p>
                    {options}
                </div>
            }
        })
        .collect_view()
        .into_any()
}

fn option(command: Command, index: usize, at: RwSignal<usize>, open: RwSignal<bool>) -> AnyView {
    view! {
        <a
            class="palette-option"
            id=format!("palette-{index}")
            role="option"
            tabindex="-1"
            href=command.href
            aria-selected=move || (at.get() == index).to_string()
            on:mousemove=move |_| {
                if at.get_untracked() != index {
                    at.set(index);
                }
            }
            on:click=move |_| open.set(false)
        >
            <Icon name=command.icon />
            <span class="grow truncate">{command.label}</span>
            <Icon name="arrow-right" class="palette-go" />
        </a>
    }
    .into_any()
}

/// Arrow keys move (and wrap), Enter follows the link as a click, so that the router takes it.
fn on_key(event: &web_sys::KeyboardEvent, found: Memo<Vec<Command>>, at: RwSignal<usize>) {
    let count = found.read_untracked().len();
    if count == 0 {
        return;
    }
    let now = at.get_untracked();
    match event.key().as_str() {
        "ArrowDown" => at.set((now + 1) % count),
        "ArrowUp" => at.set((now + count - 1) % count),
        "Enter" => {
            if let Some(link) = element(now) {
                link.click();
            }
        }
        _ => return,
    }
    event.prevent_default();
    if let Some(link) = element(at.get_untracked()) {
        link.scroll_into_view_with_scroll_into_view_options(&nearest());
    }
}

fn element(index: usize) -> Option<web_sys::HtmlElement> {
    document().get_element_by_id(&format!("palette-{index}"))?.dyn_into().ok()
}

fn nearest() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options
}

/// ⌘K on a Mac, Ctrl+K elsewhere, from anywhere in the page.
fn open_on_shortcut(open: RwSignal<bool>) {
    Effect::new(move || {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let command = event.meta_key() || event.ctrl_key();
            if command && !event.shift_key() && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                open.update(|open| *open = !*open);
            }
        });
        on_cleanup(move || handle.remove());
    });
}
