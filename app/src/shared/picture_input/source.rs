//! Where pictures come from: the device, by choosing, dropping or pasting, or the library.

use leptos::prelude::*;
use mewayz::media::{ACCEPT, Filter, Kind, Media, MediaPage};
use ui::{Button, Dialog, Icon};

use super::{
    shelf::Shelf,
    upload::{Uploads, files},
};
use crate::{
    media::list_files,
    shared::{loaded, thumbnail, to_picture},
};

/// Hands over pictures one by one, in the order they were chosen.
#[component]
pub fn PictureSource(
    #[prop(into)] workspace: Signal<String>,
    on_add: Callback<Media>,
    /// Unique on the page; the file input is `{id}-file`.
    #[prop(into)]
    id: String,
    multiple: bool,
    /// Offers what was uploaded before.
    #[prop(default = true)]
    library: bool,
) -> impl IntoView {
    let (uploads, over) = (Uploads::new(), RwSignal::new(false));
    let start = move |list: Option<web_sys::FileList>| {
        let mut chosen = files(list);
        chosen.truncate(if multiple { usize::MAX } else { 1 });
        if !chosen.is_empty() {
            uploads.start(workspace.get_untracked(), chosen, on_add);
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
    let hint = if multiple { "or drop pictures here" } else { "or drop one here" };
    view! {
        <div class=frame on:drop=drop_here on:dragover=drag on:dragleave=move |_| over.set(false)
            on:paste=move |ev| start(ev.clipboard_data().and_then(|data| data.files()))>
            <label class="btn btn-secondary cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
                <Icon name="upload"/>
                "Upload"
                <input type="file" id=file accept=ACCEPT multiple=multiple class="sr-only" aria-busy=move || uploads.is_busy().then_some("true") on:change=choose/>
            </label>
            {library.then(|| view! { <FromLibrary workspace on_add id/> })}
            <span class="text-sm text-muted empty:hidden" role="status">{move || uploads.words()}</span>
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
        <Button icon="images" on:click=move |_| open.set(true)>"Choose from library"</Button>
        <Dialog id=format!("{id}-library") title="Choose from library" open=open>
            {move || open.get().then(|| view! { <Library workspace pick/> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Library(workspace: Signal<String>, pick: Callback<Media>) -> impl IntoView {
    let filter = Filter { kind: Some(Kind::Picture), ..Filter::default() };
    let asked = filter.clone();
    let first = Resource::new(move || workspace.get(), move |workspace| list_files(workspace, asked.clone(), None));
    loaded(first, move |page: MediaPage| {
        let shelf = Shelf::new(workspace, filter.clone(), page);
        if shelf.is_empty().get_untracked() {
            return view! { <p class="text-muted">"The library is empty. Upload a picture first."</p> }.into_any();
        }
        view! {
            <ul class="grid grid-cols-3 gap-2 sm:grid-cols-4">
                <For each=move || shelf.items() key=|media| media.id let:media>{choice(media, pick)}</For>
            </ul>
            {shelf.more()}
        }
        .into_any()
    })
}

fn choice(media: Media, pick: Callback<Media>) -> AnyView {
    let (shown, name) = (thumbnail(&to_picture(&media, "")), media.file_name.clone());
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
