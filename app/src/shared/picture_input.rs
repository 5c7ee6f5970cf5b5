use leptos::prelude::*;
use mewayz::{bio_sites::Picture, media::Media};
use ui::{Button, Field, Size};
use wasm_bindgen::JsCast;

use super::{thumbnail, to_picture};
use crate::words::media as t;

mod list;
mod shelf;
mod source;

pub use list::PicturesInput;
pub use shelf::Shelf;
use source::PictureSource;

/// A picture of a page: uploaded, or chosen from the library, with the words that stand for it.
#[component]
pub fn PictureInput(
    #[prop(into)] workspace: Signal<String>,
    #[prop(into)] picture: Signal<Option<Picture>>,
    on_change: Callback<Option<Picture>>,
    #[prop(into)] label: String,
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Beside the picture: what is missing.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Says nothing that words have to stand for: backgrounds.
    #[prop(optional)]
    decorative: bool,
) -> impl IntoView {
    let on_add = Callback::new(move |media: Media| {
        // What was said about it here, else what the library says.
        let said = picture.get_untracked().map(|now| now.alt).filter(|alt| !alt.is_empty());
        let alt = said.unwrap_or_else(|| media.alt.clone());
        on_change.run(Some(to_picture(&media, &alt)));
    });
    let describe = move |alt: String| {
        let now = picture.get_untracked();
        on_change.run(now.map(|now| Picture { alt, ..now }));
    };
    let chosen = Memo::new(move |_| picture.read().is_some());
    let prefix = id.clone();
    let shown = move || {
        let (words, upload) = (format!("{prefix}-alt"), format!("{prefix}-file"));
        let remove = move |_| {
            let upload = upload.clone();
            on_change.run(None);
            focus_soon(upload);
        };
        view! {
            <div class="flex items-center gap-3">
                <div class="size-20 shrink-0 overflow-hidden rounded-md bg-sunken">{current(picture)}</div>
                <Button size=Size::Small icon="trash-2" on:click=remove>{t::remove()}</Button>
            </div>
            {(!decorative).then(|| {
                let alt = both_ways(move || picture.get().map(|now| now.alt), describe);
                view! { <Field label=t::description() name="alt" id=words bind=alt hint=t::description_hint()/> }
            })}
        }
    };
    view! {
        <fieldset class="stack">
            <legend class="text-sm font-medium">{label}</legend>
            {move || chosen.get().then(&shown)}
            <PictureSource workspace on_add id multiple=false/>
            {problem(error)}
        </fieldset>
    }
    .into_any()
}

/// The thumbnail, drawn anew only for another picture.
fn current(picture: Signal<Option<Picture>>) -> AnyView {
    let key = Memo::new(move |_| picture.get().map(|now| now.key));
    // Its words stand beside it.
    (move || key.get().and_then(|_| picture.get_untracked()).map(|now| thumbnail(&Picture { alt: String::new(), ..now }))).into_any()
}

/// A signal that shows what `read` gives, also when it changes elsewhere (undo), and hands what is typed to `write`.
fn both_ways(
    read: impl Fn() -> Option<String> + Clone + Send + Sync + 'static,
    write: impl Fn(String) + Send + Sync + 'static,
) -> RwSignal<String> {
    let signal = RwSignal::new(untrack(&read).unwrap_or_default());
    let stored = Memo::new(move |_| read());
    Effect::new(move || {
        if let Some(now) = stored.get().filter(|now| *now != *signal.read_untracked()) {
            signal.set(now);
        }
    });
    Effect::new(move || {
        let typed = signal.get();
        if stored.get_untracked().is_some_and(|now| now != typed) {
            write(typed);
        }
    });
    signal
}

fn problem(error: Signal<Option<String>>) -> AnyView {
    view! { <p role="alert" class="text-sm text-danger empty:hidden">{move || error.get()}</p> }.into_any()
}

/// Puts the focus on an element that the change just made is about to draw.
fn focus_soon(id: String) {
    request_animation_frame(move || {
        let found = document().get_element_by_id(&id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        // Nothing to focus is nothing lost.
        let _ = found.map(|element| element.focus());
    });
}
