//! The menu of a row. There is one for all rows: a native popover opens beside the button that was pressed.

use leptos::prelude::*;
use mewayz::bio_sites::{Content, rules};
use ui::{Icon, use_toasts};
use uuid::Uuid;

use super::{browser, editor::Editor, sort};
use crate::words::{self, builder as t};

const PANEL: &str = "row-menu";

/// The button in a row.
pub(super) fn menu_button(open: RwSignal<Option<Uuid>>, id: Uuid, name: Signal<String>) -> AnyView {
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-icon btn-sm"
            popovertarget=PANEL
            aria-haspopup="true"
            aria-label=move || t::more_about(name.read().as_str())
            on:click=move |_| open.set(Some(id))
        >
            <Icon name="ellipsis"/>
        </button>
    }
    .into_any()
}

/// The panel.
#[component]
pub(super) fn RowMenu(editor: Editor, open: RwSignal<Option<Uuid>>) -> impl IntoView {
    let toasts = use_toasts();
    let place = move |step: isize| {
        let Some(id) = open.get_untracked() else { return };
        if let Some(to) = neighbour(editor, id, step) {
            sort::place(editor, id, to);
        }
    };
    let duplicate = move || {
        let (Some(id), new_id) = (open.get_untracked(), browser::new_id()) else { return };
        editor.change("", |content| rules::duplicate(content, id, new_id));
        if editor.has(new_id) {
            editor.select(new_id);
        } else {
            toasts.error(words::said("A page holds at most 1,000 blocks."));
        }
    };
    let delete = move || {
        let Some(id) = open.get_untracked() else { return };
        remove(editor, id, toasts);
    };
    view! {
        <div class="menu-panel" id=PANEL popover="auto" role="group" aria-label=t::block()>
            {item("arrow-up", t::move_up(), false, move || place(-1))}
            {item("arrow-down", t::move_down(), false, move || place(1))}
            {item("copy", t::duplicate(), false, duplicate)}
            <hr class="menu-line"/>
            {item("trash-2", t::delete(), true, delete)}
        </div>
    }
    .into_any()
}

fn item(icon: &'static str, label: &'static str, danger: bool, run: impl Fn() + 'static) -> AnyView {
    let class = if danger { "menu-item menu-item-danger" } else { "menu-item" };
    view! {
        <button type="button" class=class popovertarget=PANEL popovertargetaction="hide" on:click=move |_| run()>
            <Icon name=icon/><span class="grow">{label}</span>
        </button>
    }
    .into_any()
}

/// Takes a block off the page, with a way back.
pub(super) fn remove(editor: Editor, id: Uuid, toasts: ui::Toasts) {
    let gone = editor.content.with_untracked(|content| position(content, id).and_then(|at| Some((at, content.blocks.get(at)?.clone()))));
    let Some((at, block)) = gone else { return };
    if editor.selected.get_untracked() == Some(id) {
        editor.deselect();
    }
    editor.change("", |content| rules::remove(content, id));
    toasts.with_action(t::block_deleted(), t::undo(), move || {
        // The builder may have been left; its page went with it.
        if editor.content.try_with_untracked(|_| ()).is_some() && !editor.has(id) {
            editor.change("", |content| content.blocks.insert(at.min(content.blocks.len()), block.clone()));
        }
    });
}

fn neighbour(editor: Editor, id: Uuid, step: isize) -> Option<usize> {
    editor.content.with_untracked(|content| {
        let to = position(content, id)?.checked_add_signed(step)?;
        (to < content.blocks.len()).then_some(to)
    })
}

fn position(content: &Content, id: Uuid) -> Option<usize> {
    content.blocks.iter().position(|block| block.id == id)
}
