//! The kinds of block to add.

use leptos::prelude::*;
use mewayz::bio_sites::{
    MOST_BLOCKS,
    rules::{KINDS, new_block},
};
use ui::{Dialog, Icon, use_toasts};

use super::{browser, editor::Editor};
use crate::words::{self, builder as t};

/// The dialog behind "Add block".
#[component]
pub(super) fn AddDialog(editor: Editor, open: RwSignal<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let add = move |kind: &str| {
        open.set(false);
        if !insert(editor, kind) {
            toasts.error(t::page_full());
        }
    };
    let kind = move |(kind, label, icon, purpose): &(&'static str, &'static str, &'static str, &'static str)| {
        let (kind, label, icon, purpose) = (*kind, *label, *icon, *purpose);
        view! {
            <button
                type="button"
                class="flex items-start gap-3 rounded-lg border border-line p-3 text-start hover:border-accent hover:bg-hover"
                data-kind=kind
                on:click=move |_| add(kind)
            >
                <span class="grid size-9 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-ink"><Icon name=icon/></span>
                <span class="min-w-0"><span class="block font-medium">{words::said(label)}</span><span class="block text-sm text-muted">{words::said(purpose)}</span></span>
            </button>
        }
        .into_any()
    };
    view! {
        <Dialog id="add-block" title=t::add_title() open=open class="md:w-[44rem]">
            <div class="grid gap-2 sm:grid-cols-2">{KINDS.iter().map(kind).collect_view()}</div>
        </Dialog>
    }
    .into_any()
}

/// Puts an empty block after the selected one, or at the end, and opens it. Nothing if the page is full.
fn insert(editor: Editor, kind: &str) -> bool {
    let Some(block) = new_block(kind, browser::new_id()) else { return false };
    let (id, after) = (block.id, editor.selected.get_untracked());
    editor.change("", |content| {
        if content.blocks.len() >= MOST_BLOCKS {
            return;
        }
        let at = content.blocks.iter().position(|block| Some(block.id) == after).map_or(content.blocks.len(), |at| at + 1);
        content.blocks.insert(at, block);
    });
    if !editor.has(id) {
        return false;
    }
    editor.select(id);
    browser::focus_soon("#block-fields :is(input, textarea, select, button)");
    true
}
