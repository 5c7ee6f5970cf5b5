//! The pane of properties: of the selected block, of the look, of the page.

use crate::shared::keyed;
use leptos::prelude::*;
use mewayz::bio_sites::rules::KINDS;
use ui::{Icon, IconButton, Size, use_toasts};
use uuid::Uuid;

use super::{
    bind::At,
    blocks, design,
    editor::{Editor, Panel, find},
    page, row_menu, schedule,
};
use crate::words::{self, builder as t};

/// What the pane is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    /// A block and its kind.
    Block(Uuid, &'static str),
    Nothing,
    Design,
    Page,
}

#[component]
pub(super) fn Inspector(editor: Editor) -> impl IntoView {
    // A form is built when its subject changes, and not when the subject's words do.
    let subject = Memo::new(move |_| match editor.panel.get() {
        Panel::Design => Subject::Design,
        Panel::Page => Subject::Page,
        Panel::Blocks | Panel::Block | Panel::Preview => block(editor),
    });
    view! {
        // Firefox fills in what forms held before a reload, unless told not to.
        <form class="min-w-0" autocomplete="off" on:submit=|event| event.prevent_default()>
            <fieldset disabled=!editor.may_edit class="min-w-0">
                {keyed(move || subject.get(), move |subject| match subject {
                    Subject::Block(id, kind) => block_form(At { editor, id }, kind),
                    Subject::Nothing => nothing(),
                    Subject::Design => design::fields(editor),
                    Subject::Page => page::fields(editor),
                })}
            </fieldset>
        </form>
    }
    .into_any()
}

/// The selected block, while the page has it.
fn block(editor: Editor) -> Subject {
    let Some(id) = editor.selected.get() else { return Subject::Nothing };
    let kind = editor.content.with(|content| find(content, id).map(|block| block.body.kind()));
    kind.map_or(Subject::Nothing, |kind| Subject::Block(id, kind))
}

fn nothing() -> AnyView {
    view! {
        <div class="px-6 py-12 text-center text-muted">
            <Icon name="mouse-pointer-click" class="mx-auto mb-2 size-5"/>
            <p>{t::choose_block()}</p>
        </div>
    }
    .into_any()
}

fn block_form(at: At, kind: &'static str) -> AnyView {
    let toasts = use_toasts();
    let (label, icon) = KINDS.iter().find(|(name, ..)| *name == kind).map_or(("Block", "link"), |(_, label, icon, _)| (*label, *icon));
    let delete = at.editor.may_edit.then(|| {
        view! { <IconButton icon="trash-2" label=t::delete_block() size=Size::Small on:click=move |_| row_menu::remove(at.editor, at.id, toasts)/> }
    });
    view! {
        <section class="stack p-4" aria-label=t::selected_block()>
            <div class="flex items-center gap-2">
                <IconButton icon="arrow-left" label=t::back_to_blocks() size=Size::Small class="min-[68.75rem]:hidden" on:click=move |_| at.editor.panel.set(Panel::Blocks)/>
                <Icon name=icon class="text-muted"/>
                <h2 class="grow text-base">{words::said(label)}</h2>
                {delete}
            </div>
            <div class="stack" id="block-fields">{blocks::fields(at, kind)}</div>
            {schedule::fields(at)}
        </section>
    }
    .into_any()
}
