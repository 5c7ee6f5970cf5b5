//! Where pictures come from: the device, by choosing, dropping or pasting, or the library.

use std::time::Duration;

use leptos::{leptos_dom::helpers::debounce, prelude::*};
use mewayz::media::{ACCEPT, Filter, Kind, Media, Uploaded};
use ui::{Button, Choice, Dialog, Field, Icon, Select};

use super::shelf::Shelf;
use crate::{
    media::{LibraryPage, open_library},
    shared::{Target, Uploads, files, loaded, thumb},
    words::{media as t, shared},
};

/// After the last key of a search.
const REST: Duration = Duration::from_millis(300);

/// Hands over pictures one by one, in the order they were chosen.
#[component]
pub fn PictureSource(
    #[prop(into)] workspace: Signal<String>,
    on_add: Callback<Media>,
    /// Unique on the page; the file input is `{id}-file`.
    #[prop(into)]
    id: String,
    multiple: bool,
) -> impl IntoView {
    let arrived = Callback::new(move |uploaded: Uploaded| on_add.run(uploaded.media));
    let (uploads, over) = (Uploads::new(arrived), RwSignal::new(false));
    let start = move |list: Option<web_sys::FileList>| {
        let mut chosen = files(list);
        chosen.truncate(if multiple { usize::MAX } else { 1 });
        if !chosen.is_empty() {
            uploads.aim(Target { workspace: workspace.get_untracked(), pictures_only: true, ..Target::default() });
            uploads.add(chosen);
        }
    };
    let choose = move |ev: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&ev);
        start(input.files());
        // The same file may be chosen again after it failed.
        input.set_value("");
    };
    let drop_here = move |ev: leptos::ev::DragEvent| {
        ev.prevent_default();
        over.set(false);
        start(ev.data_transfer().and_then(|data| data.files()));
    };
    let drag = move |ev: leptos::ev::DragEvent| {
        ev.prevent_default();
        over.set(true);
    };
    let frame = move || {
        let colours = if over.get() { "border-accent bg-accent-soft" } else { "border-line-strong" };
        format!("actions rounded-md border border-dashed p-3 {colours}")
    };
    let file = format!("{id}-file");
    let hint = if multiple { t::drop_many() } else { t::drop_one() };
    view! {
        <div class=frame on:drop=drop_here on:dragover=drag on:dragleave=move |_| over.set(false)
            on:paste=move |ev| start(ev.clipboard_data().and_then(|data| data.files()))>
            <label class="btn btn-secondary cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
                <Icon name="upload"/>
                {t::upload()}
                <input type="file" id=file accept=ACCEPT multiple=multiple class="sr-only" aria-busy=move || uploads.is_busy().then_some("true") on:change=choose/>
            </label>
            <FromLibrary workspace on_add id/>
            <span class="text-sm text-muted empty:hidden" role="status">{move || words(uploads.running())}</span>
            // Nothing can be dropped with a finger.
            <span class="text-sm text-muted pointer-coarse:hidden" class:hidden=move || uploads.is_busy()>{hint}</span>
            <div role="alert" class="basis-full text-sm text-danger empty:hidden">
                {move || uploads.problems().into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

/// A button and the dialog that it opens.
#[component]
fn FromLibrary(workspace: Signal<String>, on_add: Callback<Media>, id: String) -> impl IntoView {
    let open = RwSignal::new(false);
    let pick = Callback::new(move |media| {
        open.set(false);
        on_add.run(media);
    });
    view! {
        <Button icon="images" on:click=move |_| open.set(true)>{t::choose_from_library()}</Button>
        <Dialog id=format!("{id}-library") title=t::choose_from_library() open=open>
            {move || open.get().then(|| view! { <Library workspace pick/> })}
        </Dialog>
    }
    .into_any()
}

/// Everything there is, to be searched or gone through folder by folder.
#[component]
fn Library(workspace: Signal<String>, pick: Callback<Media>) -> impl IntoView {
    let (search, folder) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let asked = RwSignal::new(String::new());
    let mut later = debounce(REST, move |()| drop(asked.try_set(search.get_untracked())));
    let filter = Memo::new(move |_| {
        let folder = folder.read().parse().ok();
        Filter { search: asked.get(), folder, everywhere: folder.is_none(), kind: Some(Kind::Picture), ..Filter::default() }
    });
    let found = Resource::new(move || (workspace.get(), filter.get()), |(workspace, filter)| open_library(workspace, filter));
    view! {
        <Field label=shared::search() name="picker-search" kind="search" bind=search placeholder=t::search_hint() on:input=move |_| later(())/>
        <div class="mt-3">{loaded(found, move |page| choices(workspace, page, filter.get_untracked(), folder, pick))}</div>
    }
    .into_any()
}

fn choices(workspace: Signal<String>, page: LibraryPage, filter: Filter, folder: RwSignal<String>, pick: Callback<Media>) -> AnyView {
    let folders = page.folders.iter().map(|folder| Choice::new(folder.id.to_string(), folder.name.clone()));
    let options: Vec<Choice> = std::iter::once(Choice::new("", t::all_folders())).chain(folders).collect();
    let folders = (options.len() > 1).then(|| view! { <Select label=t::folder() name="picker-folder" options bind=folder/> });
    let looks = !filter.search.is_empty() || filter.folder.is_some();
    let shelf = Shelf::new(workspace, filter, page.files);
    let pictures = if shelf.is_empty().get_untracked() {
        let text = if looks { t::no_picture_matches() } else { t::library_empty() };
        view! { <p class="text-muted">{text}</p> }.into_any()
    } else {
        view! {
            <ul class="grid grid-cols-3 gap-2 sm:grid-cols-4">
                <For each=move || shelf.items() key=|media| media.id let:media>{choice(media, pick)}</For>
            </ul>
            {shelf.more()}
        }
        .into_any()
    };
    view! { <div class="stack">{folders} {pictures}</div> }.into_any()
}

fn choice(media: Media, pick: Callback<Media>) -> AnyView {
    let (shown, name) = (thumb(&media), media.file_name.clone());
    view! {
        <li>
            <button type="button" class="aspect-square w-full overflow-hidden rounded-md bg-sunken" aria-label=name.clone() data-tip=name
                on:click=move |_| pick.run(media.clone())>
                {shown}
            </button>
        </li>
    }
    .into_any()
}

fn words(running: usize) -> String {
    match running {
        0 => String::new(),
        1 => t::uploading().to_owned(),
        more => t::uploading_more(more),
    }
}
