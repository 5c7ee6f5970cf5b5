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
    erase_files, load_file, move_files, move_folder, rename_folder, tag_files, trash_folder, words,
};
use crate::{
    error::AppError,
    shared::{keyed, loaded},
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
    let actions = move || view! { <Button variant=Variant::Ghost on:click=move |_| open.set(false)>"Keep it"</Button><Button variant=Variant::Danger on:click=confirm>"Delete"</Button> };
    view! {
        <Dialog id="trash" title="Delete what pages use?" open=open description="Pages go on showing it, and it stays in the trash until none does." actions=actions>
            {where_used(desk, used)}
        </Dialog>
    }
    .into_any()
}

fn erase(desk: Desk, media: Vec<Media>) -> AnyView {
    let open = shown(desk);
    let (count, files) = (words::files(u32::try_from(media.len()).unwrap_or(u32::MAX)), ids(&media));
    let used: Vec<Media> = media.into_iter().filter(|media| media.uses > 0).collect();
    let gap = !used.is_empty();
    let confirm = move |_| {
        open.set(false);
        desk.act(erase_files(desk.workspace(), files.clone(), gap), "Deleted for good");
    };
    let label = if gap { "Delete and leave gaps" } else { "Delete for good" };
    let actions = move || view! { <Button variant=Variant::Ghost on:click=move |_| open.set(false)>"Keep"</Button><Button variant=Variant::Danger on:click=confirm>{label}</Button> };
    let description = if gap { "Pages that show these will have a gap. This cannot be undone." } else { "This cannot be undone." };
    view! {
        <Dialog id="erase" title=format!("Delete {count} for good?") open=open description=description actions=actions>
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
        {(more > 0).then(|| view! { <p class="mt-2 text-sm text-muted">{format!("And {more} more.")}</p> })}
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
                    <Button variant=Variant::Ghost on:click=move |_| open.set(false)>"Cancel"</Button>
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
    let fields = move |failed| view! { <Field label="Name" name="name" bind=name autofocus=true error=beside(failed, "name")/> }.into_any();
    form(desk, "New folder", "Create", "Folder created", fields, move || {
        let (workspace, name) = (desk.workspace(), name.get_untracked());
        Box::pin(async move { create_folder(workspace, parent, name).await.map(drop) })
    })
}

fn rename(desk: Desk, folder: Folder) -> AnyView {
    let (id, name) = (folder.id, RwSignal::new(folder.name));
    let fields = move |failed| view! { <Field label="Name" name="name" bind=name autofocus=true error=beside(failed, "name")/> }.into_any();
    form(desk, "Rename folder", "Rename", "Folder renamed", fields, move || {
        Box::pin(rename_folder(desk.workspace(), id, name.get_untracked()))
    })
}

/// Folders to choose from; the first choice is the top.
fn targets(desk: Desk, without: Option<FolderId>) -> Vec<Choice> {
    let below = desk.folders.with_untracked(|all| paths(all, without));
    let choices = below.into_iter().map(|(id, path)| Choice::new(id.to_string(), path));
    std::iter::once(Choice::new("", "All files (top)")).chain(choices).collect()
}

fn place_folder(desk: Desk, folder: Folder) -> AnyView {
    let (id, target) = (folder.id, RwSignal::new(folder.parent.map(|parent| parent.to_string()).unwrap_or_default()));
    let options = targets(desk, Some(id));
    let fields = move |failed| view! { <Select label="Into" name="parent" options bind=target error=beside(failed, "parent")/> }.into_any();
    form(desk, "Move folder", "Move", "Folder moved", fields, move || {
        Box::pin(move_folder(desk.workspace(), id, target.get_untracked().parse().ok()))
    })
}

fn place(desk: Desk, media: Vec<Media>) -> AnyView {
    let (files, target) = (ids(&media), RwSignal::new(String::new()));
    let options = targets(desk, None);
    let fields = move |failed| view! { <Select label="Into" name="parent" options bind=target error=beside(failed, "parent")/> }.into_any();
    form(desk, "Move files", "Move", "Moved", fields, move || {
        Box::pin(move_files(desk.workspace(), files.clone(), target.get_untracked().parse().ok()))
    })
}

fn tag(desk: Desk, media: Vec<Media>) -> AnyView {
    let files = ids(&media);
    let (add, remove) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let fields = move |failed| {
        view! {
            <Field label="Add tags" name="add" bind=add autofocus=true hint="With commas between." error=beside(failed, "tags")/>
            <Field label="Remove tags" name="remove" bind=remove optional=true/>
        }
        .into_any()
    };
    let split = |text: String| text.split(',').map(str::to_owned).filter(|tag| !tag.trim().is_empty()).collect::<Vec<_>>();
    form(desk, "Tag files", "Save", "Tags saved", fields, move || {
        Box::pin(tag_files(desk.workspace(), files.clone(), split(add.get_untracked()), split(remove.get_untracked())))
    })
}

fn drop_folder(desk: Desk, folder: Folder) -> AnyView {
    let open = shown(desk);
    let id = folder.id;
    let confirm = move |_| {
        open.set(false);
        let workspace = desk.workspace();
        desk.act(async move { trash_folder(workspace, id).await.map(drop) }, "Folder deleted; its files are in the trash");
    };
    let actions = move || view! { <Button variant=Variant::Ghost on:click=move |_| open.set(false)>"Keep it"</Button><Button variant=Variant::Danger on:click=confirm>"Delete folder"</Button> };
    view! {
        <Dialog id="drop-folder" title="Delete this folder?" open=open description="Its files and those of the folders within go to the trash, from where they come back to the top." actions=actions>
            <p dir="auto" class="break-words">{folder.name}</p>
        </Dialog>
    }
    .into_any()
}
