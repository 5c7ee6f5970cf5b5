use leptos::prelude::*;
use mewayz::{ids::MediaId, media::Show};
use ui::{Button, Size, Variant};

use super::{
    desk::{Ask, Desk},
    restore_files,
};
use crate::{shared::Shelf, words::media as t};

/// What can be done to the chosen files; only there while some are.
#[component]
pub(super) fn BulkBar(desk: Desk, shelf: Shelf) -> impl IntoView {
    let some = Memo::new(move |_| !desk.chosen.read().is_empty());
    let count = move || t::chosen(i64::try_from(desk.chosen.read().len()).unwrap_or(i64::MAX));
    let all = move |_| desk.chosen.set(shelf.items());
    let none = move |_| desk.chosen.set(Vec::new());
    let in_trash = desk.filter.get_untracked().show == Show::Trash;
    let ask = move |to_ask: fn(Vec<mewayz::media::Media>) -> Ask| move |_| desk.ask.set(Some(to_ask(desk.chosen.get_untracked())));
    let restore = move |_| {
        let ids: Vec<MediaId> = desk.chosen.with_untracked(|all| all.iter().map(|media| media.id).collect());
        desk.act(restore_files(desk.workspace(), ids), t::taken_back());
    };
    let bar = move || {
        let actions = if in_trash {
            view! {
                <Button size=Size::Small icon="rotate-ccw" on:click=restore>{t::restore()}</Button>
                <Button size=Size::Small icon="trash-2" variant=Variant::Danger on:click=ask(Ask::Erase)>{t::delete_for_good()}</Button>
            }
            .into_any()
        } else {
            view! {
                <Button size=Size::Small icon="folder-input" on:click=ask(Ask::Move)>{t::move_there()}</Button>
                <Button size=Size::Small icon="tag" on:click=ask(Ask::Tag)>{t::tag()}</Button>
                <Button size=Size::Small icon="trash-2" on:click=move |_| desk.trash(desk.chosen.get_untracked())>{t::delete()}</Button>
            }
            .into_any()
        };
        view! {
            <div class="sticky top-2 z-10 mb-4 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-surface p-2 shadow-md" role="group" aria-label=t::chosen_files()>
                <span class="ps-1 text-sm font-medium" role="status">{count}</span>
                {actions}
                <span class="grow"></span>
                <Button size=Size::Small variant=Variant::Ghost on:click=all>{t::choose_shown()}</Button>
                <Button size=Size::Small variant=Variant::Ghost on:click=none>{t::choose_none()}</Button>
            </div>
        }
    };
    view! { {move || some.get().then(bar)} }.into_any()
}
