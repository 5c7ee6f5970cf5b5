//! The blocks of the page as a list to sort, switch and open.

use leptos::prelude::*;
use mewayz::bio_sites::{
    Block, Body,
    rules::{KINDS, summary},
};
use ui::{Badge, Button, Icon, IconButton, Size};
use uuid::Uuid;
use wasm_bindgen::JsCast;

use super::{
    editor::Editor,
    row_menu::{RowMenu, menu_button},
    sort::{self, Drag},
};
use crate::words::{self, builder as t};

/// What a row shows of its block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Facts {
    summary: String,
    enabled: bool,
    scheduled: bool,
}

/// What rows share.
#[derive(Clone, Copy)]
struct Rows {
    editor: Editor,
    drag: RwSignal<Option<Drag>>,
    selected: StoredValue<Selector<Option<Uuid>>>,
    unfinished: Memo<std::collections::HashSet<Uuid>>,
    /// The row whose menu is open.
    menu: RwSignal<Option<Uuid>>,
}

/// The pane of blocks.
#[component]
pub(super) fn BlockList(editor: Editor, adding: RwSignal<bool>, importing: RwSignal<bool>) -> impl IntoView {
    let rows = Rows {
        editor,
        drag: RwSignal::new(None),
        selected: StoredValue::new(Selector::new(move || editor.selected.get())),
        unfinished: editor.unfinished(),
        menu: RwSignal::new(None),
    };
    let order = Memo::new(move |_| editor.content.with(|content| content.blocks.iter().map(|block| block.id).collect::<Vec<_>>()));
    let empty = move || order.with(Vec::is_empty);
    view! {
        <div class="flex items-center gap-2 px-3 pt-3 pb-2">
            <h2 class="grow text-base">{t::blocks()} " " <span class="font-normal text-faint tabular-nums">{move || order.with(Vec::len)}</span></h2>
            {editor.may_edit.then(|| view! {
                <IconButton size=Size::Small icon="upload" label=t::import_links() on:click=move |_| importing.set(true)/>
                <Button size=Size::Small icon="plus" on:click=move |_| adding.set(true)>{t::add_block()}</Button>
            })}
        </div>
        <Show when=empty>
            <div class="px-6 py-10 text-center text-muted">
                <p class="font-medium text-ink">{t::nothing_yet()}</p>
                <p>{t::nothing_yet_text()}</p>
            </div>
        </Show>
        <ol class="px-2 pb-24 md:pb-4" data-rows="" aria-label=t::blocks_of_page()>
            <ForEnumerate each=move || order.get() key=|id| *id children=move |index, id| row(rows, index, id)/>
        </ol>
        <RowMenu editor open=rows.menu/>
        <p class="sr-only" role="status" aria-live="polite">{move || editor.announcement.get()}</p>
    }
    .into_any()
}

fn facts(block: &Block) -> Facts {
    let scheduled = block.schedule.as_ref().is_some_and(|schedule| schedule.from.is_some() || schedule.until.is_some());
    Facts { summary: named(block), enabled: block.enabled, scheduled }
}

/// What a row calls its block: its own words, or what it is, in the reader's language.
fn named(block: &Block) -> String {
    let count = |list: usize| i64::try_from(list).unwrap_or(i64::MAX);
    match &block.body {
        Body::Gallery { pictures } if !pictures.is_empty() => t::pictures(count(pictures.len())),
        Body::Social { accounts } if !accounts.is_empty() => t::accounts(count(accounts.len())),
        Body::Faq { items } if !items.is_empty() => t::questions(count(items.len())),
        Body::Divider { space: true } => t::gap().to_owned(),
        _ => {
            let words = summary(block);
            let is_kind = KINDS.iter().any(|(kind, label, ..)| *kind == block.body.kind() && *label == words);
            if is_kind { words::said(&words) } else { words }
        }
    }
}

fn row(rows: Rows, index: ReadSignal<usize>, id: Uuid) -> AnyView {
    let editor = rows.editor;
    // The place is known, so no row has to search the page for its block.
    let block = move |content: &mewayz::bio_sites::Content| content.blocks.get(index.get()).filter(|block| block.id == id).map(facts);
    let seen = Memo::new(move |before: Option<&Facts>| editor.content.with(block).or_else(|| before.cloned()).unwrap_or_default());
    let kind = editor.content.with_untracked(|content| content.blocks.get(index.get_untracked()).map_or("link", |block| block.body.kind()));
    let icon = KINDS.iter().find(|(name, ..)| *name == kind).map_or("link", |(_, _, icon, _)| *icon);
    let selected = rows.selected;
    let is_selected = move || selected.with_value(|selected| selected.selected(&Some(id)));
    let mark = move || rows.drag.get().and_then(|drag| drag.mark(index.get()));
    let dragged = move || rows.drag.with(|drag| drag.is_some_and(|drag| drag.id == id));
    view! {
        <li
            id=sort::row_id(id)
            class="block-row relative flex items-center gap-1 rounded-md pe-1 [content-visibility:auto] [contain-intrinsic-size:auto_2.75rem] data-[selected=true]:bg-accent-soft data-[dragged=true]:z-10 data-[dragged=true]:bg-surface data-[dragged=true]:shadow-lg data-[mark=before]:border-t-2 data-[mark=before]:border-accent data-[mark=after]:border-b-2 data-[mark=after]:border-accent hover:bg-hover"
            data-kind=kind
            data-selected=move || is_selected().to_string()
            data-dragged=move || dragged().to_string()
            data-mark=mark
        >
            {editor.may_edit.then(|| grip(rows, index, id, seen))}
            <button
                type="button"
                class="flex min-h-11 min-w-0 grow items-center gap-2.5 text-start"
                aria-current=move || is_selected().then_some("true")
                on:click=move |_| editor.select(id)
            >
                <Icon name=icon class="shrink-0 text-muted"/>
                <span class="min-w-0 grow truncate" class:text-muted=move || !seen.read().enabled dir="auto">{move || seen.read().summary.clone()}</span>
                {badges(rows, id, seen)}
            </button>
            {switch(editor, id, seen)}
            {editor.may_edit.then(|| menu_button(rows.menu, id, seen_name(seen)))}
        </li>
    }
    .into_any()
}

fn seen_name(seen: Memo<Facts>) -> Signal<String> {
    Signal::derive(move || seen.read().summary.clone())
}

fn grip(rows: Rows, index: ReadSignal<usize>, id: Uuid, seen: Memo<Facts>) -> AnyView {
    let editor = rows.editor;
    view! {
        <button
            type="button"
            id=sort::grip_id(id)
            class="grid h-11 w-7 shrink-0 cursor-grab touch-none place-items-center rounded-sm text-faint hover:text-ink active:cursor-grabbing"
            aria-label=move || t::move_named(&seen.read().summary)
            aria-describedby="grip-help"
            on:pointerdown=move |event| sort::start(editor, rows.drag, &event, id, index.get_untracked())
            on:keydown=move |event| sort::key(editor, &event, id, index.get_untracked())
        >
            <Icon name="grip-vertical"/>
        </button>
    }
    .into_any()
}

fn badges(rows: Rows, id: Uuid, seen: Memo<Facts>) -> AnyView {
    let unfinished = move || seen.read().enabled && rows.unfinished.with(|ids| ids.contains(&id));
    view! {
        {move || (!seen.read().enabled).then(|| view! { <Badge>{t::off()}</Badge> })}
        {move || seen.read().scheduled.then(|| view! {
            <span class="flex shrink-0 text-info" title=t::scheduled()><Icon name="calendar-clock"/><span class="sr-only">{t::scheduled()}</span></span>
        })}
        {move || unfinished().then(|| view! {
            <span class="flex shrink-0 text-warning" title=t::not_ready()>
                <Icon name="circle-alert"/><span class="sr-only">{t::not_ready()}</span>
            </span>
        })}
    }
    .into_any()
}

/// On and off. The signal decides, whatever the browser remembers of an earlier visit.
fn switch(editor: Editor, id: Uuid, seen: Memo<Facts>) -> AnyView {
    let flip = move |event: leptos::ev::Event| {
        let input: Option<web_sys::HtmlInputElement> = event.target().and_then(|target| target.dyn_into().ok());
        let on = input.is_some_and(|input| input.checked());
        editor.change("", |content| {
            if let Some(block) = content.blocks.iter_mut().find(|block| block.id == id) {
                block.enabled = on;
            }
        });
    };
    view! {
        <label class="tick switch switch-bare grid min-h-11 place-items-center px-1.5">
            <input
                type="checkbox"
                role="switch"
                autocomplete="off"
                aria-label=move || t::show_named(&seen.read().summary)
                checked=seen.get_untracked().enabled
                prop:checked=move || seen.read().enabled
                disabled=!editor.may_edit
                on:change=flip
            />
        </label>
    }
    .into_any()
}
