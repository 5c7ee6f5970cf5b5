//! What the page asks before it does something.

use leptos::{prelude::*, task::spawn_local};
use mewayz::{
    ids::{FolderId, MediaId},
    media::{Folder, Media},
};
use ui::{Button, Choice, Dialog, Field, Select, Variant};

use super::{
    create_folder,
    desk::{Ask, Desk, paths},
    details::used_by,
    erase_files, load_file, move_files, move_folder, rename_folder, tag_files, trash_folder,
};
use crate::{
    error::AppError,
    shared::{keyed, loaded},
    words::media as t,
};

/// Used files whose pages are listed; more would not be read.
const LISTED: usize = 5;

/// The dialog of what is asked now.
#[component]
pub(super) fn Dialogs(desk: Desk) -> impl IntoView {
    keyed(
        move || desk.ask.get(),
        move |ask| match ask {
            None => ().into_any(),
            Some(Ask::Trash(media)) => trash(desk, media),
            Some(Ask::Erase(media)) => erase(desk, media),
            Some(Ask::Move(media)) => place(desk, media),
            Some(Ask::Tag(media)) => tag(desk, media),
            Some(Ask::NewFolder(parent)) => new_folder(desk, parent),
            Some(Ask::RenameFolder(folder)) => rename(desk, folder),
            Some(Ask::MoveFolder(folder)) => place_folder(desk, folder),
            Some(Ask::TrashFolder(folder)) => drop_folder(desk, folder),
        },
    )
}

/// One that is open from the start; closing it withdraws the question.
fn shown(desk: Desk) -> RwSignal<bool> {
    let open = RwSignal::new(true);
    Effect::new(move || {
        if !open.get() {
            desk.ask.set(None);
        }
    });
    open
}

fn ids(media: &[Media]) -> Vec<MediaId> {
    media.iter().map(|media| media.id).collect()
}

fn trash(desk: Desk, media: Vec<Media>) -> AnyView {
    let open = shown(desk);
    let used: Vec<Media> = media.iter().filter(|media| media.uses > 0).cloned().collect();
    let confirm = move |_| {
        open.set(false);
        desk.trash_now(media.clone());
    };
    let actions = move || view! { <Button variant=Variant::Ghost on:click=move |_| open.set(false)>{t::keep_it()}</Button><Button variant=Variant::Danger on:click=confirm>{t::delete()}</Button> };
    view! {
        <Dialog id="trash" title=t::trash_title() open=open description=t::trash_text() actions=actions>
            {where_used(desk, used)}
        </Dialog>
    }
    .into_any()
}

fn erase(desk: Desk, media: Vec<Media>) -> AnyView {
    let open = shown(desk);
    let (count, files) = (i64::try_from(media.len()).unwrap_or(i64::MAX), ids(&media));
    let used: Vec<Media> = media.into_iter().filter(|media| media.uses > 0).collect();
    let gap = !used.is_empty();
    let confirm = move |_| {
        open.set(false);
        desk.act(erase_files(desk.workspace(), files.clone(), gap), t::deleted_for_good());
    };
    let label = if gap { t::delete_with_gaps() } else { t::delete_for_good() };
    let actions = move || view! { <Button variant=Variant::Ghost on:click=move |_| open.set(false)>{t::keep()}</Button><Button variant=Variant::Danger on:click=confirm>{label}</Button> };
    let description = if gap { t::erase_gaps_text() } else { t::erase_text() };
    view! {
        <Dialog id="erase" title=t::erase_title(count) open=open description=description actions=actions>
            {gap.then(|| where_used(desk, used))}
        </Dialog>
    }
    .into_any()
}

/// The pages that use these files.
fn where_used(desk: Desk, used: Vec<Media>) -> AnyView {
    let more = used.len().saturating_sub(LISTED);
    let rows = used.into_iter().take(LISTED).map(|media| {
        let (id, name) = (media.id, media.file_name);
        let file = Resource::new(move || desk.workspace.get(), move |workspace| load_file(workspace, id));
        let sites = loaded(file, move |file| {
            view! { <ul class="stack mt-1">{file.sites.iter().map(|site| used_by(&desk.workspace(), site)).collect_view()}</ul> }.into_any()
        });
        view! { <li><p class="truncate text-sm font-medium" dir="auto">{name}</p>{sites}</li> }
    });
    view! {
        <ul class="stack">{rows.collect_view()}</ul>
        {(more > 0).then(|| view! { <p class="mt-2 text-sm text-muted">{t::and_more(more)}</p> })}
    }
    .into_any()
}

/// A dialog with a form: what is wrong with a field stands beside it.
fn form(
    desk: Desk,
    title: &str,
    submit: &'static str,
    said: &'static str,
    fields: impl FnOnce(RwSignal<Option<AppError>>) -> AnyView + Send + 'static,
    work: impl Fn() -> std::pin::Pin<Box<dyn Future<Output = Result<(), AppError>>>> + Send + Sync + 'static,
) -> AnyView {
    let (open, busy, failed) = (shown(desk), RwSignal::new(false), RwSignal::new(None::<AppError>));
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        busy.set(true);
        let work = work();
        spawn_local(async move {
            match work.await {
                Ok(()) => {
                    let _ = open.try_set(false);
                    desk.toasts().success(said);
                    desk.reload();
                }
                Err(error) => {
                    error.form().into_iter().for_each(|text| desk.toasts().error(text));
                    let _ = failed.try_set(Some(error));
                }
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Dialog id="ask" title=title.to_owned() open=open>
            <form class="stack" on:submit=send>
                {fields(failed)}
                <div class="actions justify-end">
                    <Button variant=Variant::Ghost on:click=move |_| open.set(false)>{t::cancel()}</Button>
                    <Button variant=Variant::Primary kind="submit" loading=busy>{submit}</Button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

fn beside(failed: RwSignal<Option<AppError>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || failed.with(|error| error.as_ref().and_then(|error| error.field(field))))
}

fn new_folder(desk: Desk, parent: Option<FolderId>) -> AnyView {
    let name = RwSignal::new(String::new());
    let fields =
        move |failed| view! { <Field label=t::name() name="name" bind=name autofocus=true error=beside(failed, "name")/> }.into_any();
    form(desk, t::new_folder(), t::create(), t::folder_created(), fields, move || {
        let (workspace, name) = (desk.workspace(), name.get_untracked());
        Box::pin(async move { create_folder(workspace, parent, name).await.map(drop) })
    })
}

fn rename(desk: Desk, folder: Folder) -> AnyView {
    let (id, name) = (folder.id, RwSignal::new(folder.name));
    let fields =
        move |failed| view! { <Field label=t::name() name="name" bind=name autofocus=true error=beside(failed, "name")/> }.into_any();
    form(desk, t::rename_folder(), t::rename(), t::folder_renamed(), fields, move || {
        Box::pin(rename_folder(desk.workspace(), id, name.get_untracked()))
    })
}

/// Folders to choose from; the first choice is the top.
fn targets(desk: Desk, without: Option<FolderId>) -> Vec<Choice> {
    let below = desk.folders.with_untracked(|all| paths(all, without));
    let choices = below.into_iter().map(|(id, path)| Choice::new(id.to_string(), path));
    std::iter::once(Choice::new("", t::all_files_top())).chain(choices).collect()
}

fn place_folder(desk: Desk, folder: Folder) -> AnyView {
    let (id, target) = (folder.id, RwSignal::new(folder.parent.map(|parent| parent.to_string()).unwrap_or_default()));
    let options = targets(desk, Some(id));
    let fields =
        move |failed| view! { <Select label=t::into() name="parent" options bind=target error=beside(failed, "parent")/> }.into_any();
    form(desk, t::move_folder(), t::move_there(), t::folder_moved(), fields, move || {
        Box::pin(move_folder(desk.workspace(), id, target.get_untracked().parse().ok()))
    })
}

fn place(desk: Desk, media: Vec<Media>) -> AnyView {
    let (files, target) = (ids(&media), RwSignal::new(String::new()));
    let options = targets(desk, None);
    let fields =
        move |failed| view! { <Select label=t::into() name="parent" options bind=target error=beside(failed, "parent")/> }.into_any();
    form(desk, t::move_files(), t::move_there(), t::moved(), fields, move || {
        Box::pin(move_files(desk.workspace(), files.clone(), target.get_untracked().parse().ok()))
    })
}

fn tag(desk: Desk, media: Vec<Media>) -> AnyView {
    let files = ids(&media);
    let (add, remove) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let fields = move |failed| {
        view! {
            <Field label=t::add_tags() name="add" bind=add autofocus=true hint=t::tags_hint() error=beside(failed, "tags")/>
            <Field label=t::remove_tags() name="remove" bind=remove optional=true/>
        }
        .into_any()
    };
    let split = |text: String| text.split(',').map(str::to_owned).filter(|tag| !tag.trim().is_empty()).collect::<Vec<_>>();
    form(desk, t::tag_files(), t::save(), t::tags_saved(), fields, move || {
        Box::pin(tag_files(desk.workspace(), files.clone(), split(add.get_untracked()), split(remove.get_untracked())))
    })
}

fn drop_folder(desk: Desk, folder: Folder) -> AnyView {
    let open = shown(desk);
    let id = folder.id;
    let confirm = move |_| {
        open.set(false);
        let workspace = desk.workspace();
        desk.act(async move { trash_folder(workspace, id).await.map(drop) }, t::folder_deleted());
    };
    let actions = move || view! { <Button variant=Variant::Ghost on:click=move |_| open.set(false)>{t::keep_it()}</Button><Button variant=Variant::Danger on:click=confirm>{t::delete_folder()}</Button> };
    view! {
        <Dialog id="drop-folder" title=t::delete_folder_title() open=open description=t::delete_folder_text() actions=actions>
            <p dir="auto" class="break-words">{folder.name}</p>
        </Dialog>
    }
    .into_any()
}
