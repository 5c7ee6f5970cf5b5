use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::media::{Filter, Media, MediaPage, best_width, url};
use ui::{Button, Dialog, EmptyState, IconButton, PageHeader, Size, Variant, use_toasts};

use super::{list_files, trash_files, words};
use crate::{
    error::AppError,
    shared::{PictureSource, Shelf, loaded, thumbnail, to_picture, use_frame, use_workspace},
};

/// `/w/{workspace}/media`
#[derive(Clone, Copy)]
pub struct MediaRoute {
    first: Resource<Result<MediaPage, AppError>>,
}

#[lazy_route]
impl LazyRoute for MediaRoute {
    fn data() -> Self {
        let workspace = use_workspace();
        Self { first: Resource::new(move || workspace.get(), |workspace| list_files(workspace, Filter::default(), None)) }
    }

    fn view(this: Self) -> AnyView {
        view! {
            <Title text="Media"/>
            <PageHeader title="Media" description="Pictures for all your pages. Hidden data such as places is removed, and sizes are made for every screen."/>
            {loaded(this.first, |page| view! { <Library page/> }.into_any())}
        }
        .into_any()
    }
}

#[component]
fn Library(page: MediaPage) -> impl IntoView {
    let (workspace, may_edit) = (use_workspace(), use_frame().may_edit());
    let shelf = Shelf::new(workspace.into(), Filter::default(), page);
    let add = Callback::new(move |media| shelf.add(media));
    let asked = RwSignal::new(None::<Media>);
    let ask = may_edit.then(|| Callback::new(move |media| asked.set(Some(media))));
    let empty = shelf.is_empty();
    let grid = move || {
        if empty.get() {
            let text = if may_edit {
                "Upload JPEG, PNG, GIF or WebP up to 15 MB; drop several at once."
            } else {
                "Nobody has uploaded a picture here yet."
            };
            return view! { <EmptyState icon="images" title="No pictures yet" text=text/> }.into_any();
        }
        view! {
            <ul class="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-5">
                <For each=move || shelf.items() key=|media| media.id let:media>{tile(media, ask)}</For>
            </ul>
        }
        .into_any()
    };
    view! {
        {may_edit.then(|| view! { <PictureSource workspace on_add=add id="media" multiple=true library=false/> })}
        <div class="mt-6">{grid} {shelf.more()}</div>
        <DeleteDialog shelf asked/>
    }
    .into_any()
}

fn tile(media: Media, ask: Option<Callback<Media>>) -> AnyView {
    let (name, file) = (media.file_name.clone(), url(&media.key, best_width(&media.widths, u32::MAX)));
    let facts = format!("{} × {} · {}", media.width, media.height, words::size(media.bytes));
    let (day, exact) = (media.created_at.format("%-d %b %Y").to_string(), media.created_at.to_rfc3339());
    let shown = thumbnail(&to_picture(&media, ""));
    let delete = ask.map(|ask| {
        view! { <IconButton icon="trash-2" label=format!("Delete {}", media.file_name) size=Size::Small on:click=move |_| ask.run(media.clone())/> }
    });
    view! {
        <li class="min-w-0">
            <a href=file target="_blank" rel="noopener" class="block aspect-square overflow-hidden rounded-lg bg-sunken" aria-label=format!("Open {name} in a new tab")>
                {shown}
            </a>
            <div class="mt-2 flex items-start gap-1">
                <div class="min-w-0 grow">
                    <p class="truncate text-sm font-medium" dir="auto" title=name.clone()>{name.clone()}</p>
                    <p class="truncate text-xs text-muted">{facts}</p>
                    <p class="truncate text-xs text-muted"><time datetime=exact>{day}</time></p>
                </div>
                {delete}
            </div>
        </li>
    }
    .into_any()
}

/// Asks before the picture in `asked` is deleted for good.
#[component]
fn DeleteDialog(shelf: Shelf, asked: RwSignal<Option<Media>>) -> impl IntoView {
    let (workspace, toasts) = (use_workspace(), use_toasts());
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move || open.set(asked.with(Option::is_some)));
    // Esc closes the dialog by itself.
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            asked.set(None);
        }
        now
    });
    let delete = move |_| {
        let Some(media) = asked.get_untracked() else { return };
        let workspace = workspace.get_untracked();
        busy.set(true);
        spawn_local(async move {
            match trash_files(workspace, vec![media.id]).await {
                Ok(()) => {
                    shelf.remove(media.id);
                    toasts.success("Picture deleted");
                }
                Err(error) => toasts.error(error.to_string()),
            }
            let _ = busy.try_set(false);
            let _ = open.try_set(false);
        });
    };
    let actions = move || {
        view! {
            <Button variant=Variant::Ghost on:click=move |_| open.set(false)>"Keep it"</Button>
            <Button variant=Variant::Danger loading=busy on:click=delete>"Delete"</Button>
        }
    };
    view! {
        <Dialog id="delete-picture" title="Delete this picture?" open=open description="It goes to the trash. Pages that show it go on showing it." actions=actions>
            <p dir="auto" class="break-words">{move || asked.get().map(|media| media.file_name)}</p>
        </Dialog>
    }
    .into_any()
}
