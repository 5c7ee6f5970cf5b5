use leptos::{either::Either, prelude::*};
use mewayz::media::{Filter, Folder, Show, Usage};
use ui::{Button, Callout, Column, EmptyState, Icon, Menu, MenuItem, ProgressBar, Size, Table, Tone};

use super::{
    LibraryPage,
    bulk::BulkBar,
    desk::{Ask, Desk, way_to},
    tile, words,
};
use crate::{shared::Shelf, words::media as t};

/// Tags offered at once; search finds the others.
const TAGS: usize = 24;

/// The files that were asked for, and what is around them.
pub(super) fn library(desk: Desk, page: LibraryPage) -> AnyView {
    desk.folders.set(page.folders.clone());
    let filter = desk.filter.get_untracked();
    let shelf = Shelf::new(desk.workspace.into(), filter.clone(), page.files);
    let browses = !filter.is_deep();
    view! {
        {full(page.usage)}
        {browses.then(|| way(desk, &page.folders, &filter))}
        {browses.then(|| folders(desk, &page.folders, &filter))}
        {(filter.show != Show::Trash).then(|| tags(desk, &page.tags, &filter))}
        {desk.may_edit.then(|| view! { <BulkBar desk shelf/> })}
        {files(desk, shelf, &filter)}
        <div class="mt-8 max-w-sm">{meter(page.usage)}</div>
    }
    .into_any()
}

fn files(desk: Desk, shelf: Shelf, filter: &Filter) -> AnyView {
    if shelf.is_empty().get_untracked() {
        return empty(desk, filter);
    }
    let shown = move || {
        if desk.list.get() {
            let columns = vec![
                Column::text(t::name()),
                Column::text(t::kind()),
                Column::number(t::size()),
                Column::text(t::used()),
                Column::text(t::added()),
                Column::actions(t::row_actions()),
            ];
            Either::Left(view! {
                <Table caption=t::files() columns stacked=true>
                    <For each=move || shelf.items() key=|media| media.id let:media>{tile::row(desk, media)}</For>
                </Table>
            })
        } else {
            Either::Right(view! {
                <ul class="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-5" aria-label=t::files()>
                    <For each=move || shelf.items() key=|media| media.id let:media>{tile::tile(desk, media)}</For>
                </ul>
            })
        }
    };
    view! { {shown} {shelf.more()} }.into_any()
}

fn empty(desk: Desk, filter: &Filter) -> AnyView {
    let looks = filter.is_deep() || filter.kind.is_some();
    let (icon, title, text) = match (filter.show, looks, desk.may_edit) {
        (Show::Trash, ..) => ("trash-2", t::trash_empty(), t::trash_empty_text()),
        (_, true, _) => ("search", t::nothing_found(), t::nothing_found_text()),
        (_, false, _) if filter.folder.is_some() => ("folder", t::folder_empty(), t::folder_empty_text()),
        (_, false, true) => ("images", t::no_files(), t::no_files_text()),
        (_, false, false) => ("images", t::no_files(), t::no_files_for_viewers()),
    };
    // What is only in folders is not nothing.
    if !looks && filter.folder.is_none() && desk.folders.with_untracked(|all| !all.is_empty()) {
        return view! { <p class="py-6 text-sm text-muted">{t::none_outside()}</p> }.into_any();
    }
    view! { <EmptyState icon=icon title=title text=text/> }.into_any()
}

/// Where one is among the folders, and the way back up.
fn way(desk: Desk, folders: &[Folder], filter: &Filter) -> AnyView {
    let way = way_to(folders, filter.folder);
    let new = desk.may_edit.then(|| {
        let parent = filter.folder;
        view! { <Button size=Size::Small icon="folder-plus" on:click=move |_| desk.ask.set(Some(Ask::NewFolder(parent)))>{t::new_folder()}</Button> }
    });
    let to = |folder| desk.address(&Filter { folder, ..filter.clone() });
    let last = way.len();
    let steps = way
        .into_iter()
        .enumerate()
        .map(|(index, folder)| {
            let current = (index + 1 == last).then_some("page");
            view! { <li class="flex min-w-0 items-center gap-1"><Icon name="chevron-right" class="text-faint"/><a class="truncate text-sm hover:underline" href=to(Some(folder.id)) aria-current=current dir="auto">{folder.name}</a></li> }
        })
        .collect_view();
    view! {
        <div class="mb-3 flex flex-wrap items-center justify-between gap-3">
            <nav aria-label=t::folders() class="min-w-0">
                <ol class="flex min-w-0 flex-wrap items-center gap-1">
                    <li><a class="text-sm font-medium hover:underline" href=to(None) aria-current=(last == 0).then_some("page")>{t::all_files()}</a></li>
                    {steps}
                </ol>
            </nav>
            {new}
        </div>
    }
    .into_any()
}

fn folders(desk: Desk, all: &[Folder], filter: &Filter) -> Option<AnyView> {
    let here: Vec<Folder> = all.iter().filter(|folder| folder.parent == filter.folder).cloned().collect();
    let tile = |folder: Folder| {
        let href = desk.address(&Filter { folder: Some(folder.id), ..filter.clone() });
        let (name, files) = (folder.name.clone(), t::file_count(i64::from(folder.files)));
        let menu = desk.may_edit.then(|| folder_menu(desk, folder));
        view! {
            <li class="flex min-w-0 items-center gap-1 rounded-lg border border-line bg-surface pe-1">
                <a class="flex min-w-0 grow items-center gap-3 rounded-lg px-3 py-2.5 hover:bg-hover" href=href>
                    <Icon name="folder" class="size-5 shrink-0 text-muted"/>
                    <span class="min-w-0">
                        <span class="block truncate text-sm font-medium" dir="auto">{name}</span>
                        <span class="block text-xs text-muted">{files}</span>
                    </span>
                </a>
                {menu}
            </li>
        }
    };
    (!here.is_empty()).then(|| {
        view! { <ul class="mb-6 grid gap-3 sm:grid-cols-2 lg:grid-cols-4" aria-label=t::folders_here()>{here.into_iter().map(tile).collect_view()}</ul> }.into_any()
    })
}

fn folder_menu(desk: Desk, folder: Folder) -> AnyView {
    let (rename, place, trash) = (folder.clone(), folder.clone(), folder.clone());
    let ask = move |ask: Ask| desk.ask.set(Some(ask));
    view! {
        <Menu id=format!("folder-{}", folder.id) label=t::more_for(&folder.name) icon="ellipsis" button_class="btn btn-ghost btn-icon btn-sm">
            <MenuItem icon="pencil" label=t::rename() on:click=move |_| ask(Ask::RenameFolder(rename.clone()))/>
            <MenuItem icon="folder-input" label=t::move_there() on:click=move |_| ask(Ask::MoveFolder(place.clone()))/>
            <MenuItem icon="trash-2" label=t::delete() danger=true on:click=move |_| ask(Ask::TrashFolder(trash.clone()))/>
        </Menu>
    }
    .into_any()
}

/// Tags as links; the one that filters leads back.
fn tags(desk: Desk, tags: &[String], filter: &Filter) -> Option<AnyView> {
    let link = |tag: &String| {
        let on = *tag == filter.tag;
        let href = desk.address(&Filter { tag: if on { String::new() } else { tag.clone() }, ..filter.clone() });
        let class = if on { "badge tone-accent" } else { "badge tone-neutral" };
        view! { <li class="min-w-0"><a class=format!("{class} max-w-full") href=href aria-current=on.then_some("true")><Icon name="tag" class="size-3"/><span class="truncate" dir="auto">{tag.clone()}</span></a></li> }
    };
    let shown: Vec<&String> =
        tags.iter().filter(|tag| **tag == filter.tag).chain(tags.iter().filter(|tag| **tag != filter.tag)).take(TAGS).collect();
    (!shown.is_empty()).then(|| {
        view! { <ul class="mb-4 flex flex-wrap gap-2" aria-label=t::tags()>{shown.into_iter().map(link).collect_view()}</ul> }.into_any()
    })
}

fn full(usage: Usage) -> Option<AnyView> {
    let percent = usage.percent();
    (percent >= 80).then(|| {
        let (tone, title) =
            if percent >= 100 { (Tone::Danger, t::library_full().to_owned()) } else { (Tone::Warning, t::library_full_at(percent)) };
        view! {
            <div class="mb-4">
                <Callout tone title icon="triangle-alert">{t::library_full_text()}</Callout>
            </div>
        }
        .into_any()
    })
}

fn meter(usage: Usage) -> AnyView {
    let label = t::used_of(words::size(usage.used), words::size(usage.most));
    view! { <ProgressBar label percent=Signal::derive(move || Some(usage.percent().min(100)))/> }.into_any()
}
