//! Bring your links: a pasted or uploaded list becomes blocks.

use std::time::Duration;

use leptos::prelude::*;
use mewayz::{
    bio_sites::{
        MOST_BLOCKS,
        import::{self, Row},
    },
    fields::Message,
};
use ui::{Button, Callout, Dialog, Icon, TextArea, Toasts, Tone, Variant, use_toasts};

use super::{browser, editor::Editor};
use crate::words::{self, builder as t};

/// Largest file, in bytes.
const MOST_BYTES: f64 = 10.0 * 1024.0 * 1024.0;
/// Most rows with errors that are listed.
const MOST_ERRORS: usize = 50;
/// How long typing must rest before the list is read.
const REST: Duration = Duration::from_millis(250);

/// What a list came to.
#[derive(Debug, Clone, Default, PartialEq)]
struct Reading {
    rows: Vec<Row>,
    good: usize,
}

impl Reading {
    fn of(text: &str) -> Self {
        let rows = import::parse(text);
        Self { good: rows.iter().filter(|row| row.outcome.is_ok()).count(), rows }
    }

    fn errors(&self) -> impl Iterator<Item = (usize, &Message)> {
        self.rows.iter().filter_map(|row| row.outcome.as_ref().err().map(|message| (row.line, message)))
    }
}

/// The list that is being brought in, typed or from a file.
#[derive(Clone, Copy)]
struct List {
    text: RwSignal<String>,
    reading: RwSignal<Reading>,
    /// The file it came from. A long one would only make the field slow, so its text is not shown.
    file: RwSignal<Option<String>>,
    failed: RwSignal<Option<String>>,
}

impl List {
    fn new() -> Self {
        let list = Self { text: RwSignal::default(), reading: RwSignal::default(), file: RwSignal::new(None), failed: RwSignal::new(None) };
        // Reading a long list takes a moment, so it waits until typing rests.
        let mut read = debounce(REST, move |()| {
            if let Some(found) = list.text.try_with_untracked(|text| Reading::of(text)) {
                list.show(None, found);
            }
        });
        Effect::new(move |first: Option<()>| {
            list.text.track();
            if first.is_some() {
                read(());
            }
        });
        list
    }

    fn show(self, file: Option<String>, found: Reading) {
        self.reading.try_set(found);
        self.file.try_set(file);
    }

    fn good(self) -> usize {
        self.reading.read().good
    }
}

/// The dialog behind "Import links".
#[component]
pub(super) fn ImportDialog(editor: Editor, open: RwSignal<bool>) -> impl IntoView {
    let (toasts, list) = (use_toasts(), List::new());
    let room = move || MOST_BLOCKS.saturating_sub(editor.content.with(|content| content.blocks.len()));
    let full = Memo::new(move |_| list.good() > room());
    let add = move |_| {
        add_all(editor, &list.reading.read_untracked().rows, toasts);
        list.text.set(String::new());
        list.show(None, Reading::default());
        open.set(false);
    };
    let actions = move || {
        view! {
            <Button on:click=move |_| open.set(false)>{t::cancel()}</Button>
            <Button variant=Variant::Primary disabled=Signal::derive(move || list.good() == 0 || full.get()) on:click=add>
                {move || add_label(list.good())}
            </Button>
        }
    };
    view! {
        <Dialog id="import" title=t::import_links() open=open description=t::import_text() class="md:w-[40rem]" actions=actions>
            <div class="stack">
                {file(list)}
                <TextArea label=t::paste() name="import" bind=list.text rows=6 placeholder=format!("https://example.com\n{}, https://shop.example.com", t::import_example())/>
                <p role="alert" class="text-danger empty:hidden">{list.failed}</p>
                {move || full.get().then(|| too_many(list.good(), room())).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                <div aria-live="polite">{move || outcome(&list.reading.read())}</div>
            </div>
        </Dialog>
    }
    .into_any()
}

fn add_label(count: usize) -> String {
    if count == 0 { t::add_no_links().to_owned() } else { t::add_links(i64::try_from(count).unwrap_or(i64::MAX)) }
}

fn too_many(count: usize, room: usize) -> String {
    t::too_many(count, room, MOST_BLOCKS)
}

/// One step, however many links.
fn add_all(editor: Editor, rows: &[Row], toasts: Toasts) {
    let blocks = import::blocks(rows, browser::new_id);
    let count = blocks.len();
    editor.change("", |content| content.blocks.extend(blocks));
    toasts.with_action(t::links_added(i64::try_from(count).unwrap_or(i64::MAX)), t::undo(), move || {
        if editor.content.try_with_untracked(|_| ()).is_some() {
            editor.undo();
        }
    });
}

fn file(list: List) -> AnyView {
    let chosen = move |event: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        list.failed.set(None);
        match input.files().and_then(|files| files.get(0)) {
            Some(file) if file.size() > MOST_BYTES => list.failed.set(Some(t::file_too_large().to_owned())),
            Some(file) => read_file(file, list),
            None => {}
        }
        // The same file can be chosen again after it was changed.
        input.set_value("");
    };
    view! {
        <div class="actions">
            <label class="btn btn-secondary cursor-pointer focus-within:outline-2 focus-within:outline-accent">
                <Icon name="file-text"/>
                {t::choose_file()}
                <input type="file" class="sr-only" accept=".csv,.json,.txt,text/*,application/json" on:change=chosen/>
            </label>
            <span class="min-w-0 truncate text-muted" dir="auto">{list.file}</span>
        </div>
    }
    .into_any()
}

#[cfg(target_arch = "wasm32")]
fn read_file(file: web_sys::File, list: List) {
    leptos::task::spawn_local(async move {
        let read = wasm_bindgen_futures::JsFuture::from(file.text()).await;
        match read.ok().and_then(|content| content.as_string()) {
            Some(content) => list.show(Some(file.name()), Reading::of(&content)),
            None => list.failed.set(Some(t::file_unreadable().to_owned())),
        }
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn read_file(_: web_sys::File, _: List) {}

fn outcome(reading: &Reading) -> Option<AnyView> {
    if reading.rows.is_empty() {
        return None;
    }
    let errors = reading.rows.len() - reading.good;
    let listed = reading.errors().take(MOST_ERRORS).map(|(line, message)| {
        view! { <li class="flex gap-2"><span class="shrink-0 tabular-nums text-muted">{t::line_numbered(line)}</span><span class="min-w-0 break-words" dir="auto">{words::message(message)}</span></li> }
    });
    let listed = listed.collect_view();
    let more =
        errors.checked_sub(MOST_ERRORS).filter(|more| *more > 0).map(|more| view! { <p class="mt-1 text-muted">{t::and_more(more)}</p> });
    let found = t::links_found(i64::try_from(reading.good).unwrap_or(i64::MAX));
    let summary = view! { <p class="flex items-center gap-1.5 font-medium text-success"><Icon name="circle-check"/>{found}</p> };
    let problems = (errors > 0).then(|| {
        view! {
            <details class="mt-2 text-sm" open=true>
                <summary class="cursor-pointer font-medium text-warning">{t::left_out(errors)}</summary>
                <ul class="mt-1 grid gap-1">{listed}</ul>
                {more}
            </details>
        }
    });
    Some(view! { {(reading.good > 0).then_some(summary)} {problems} }.into_any())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_counted() {
        let reading = Reading::of("https://example.com\nnot an address\nShop, https://shop.example.com\n");
        assert_eq!((reading.good, reading.errors().count()), (2, 1));
        assert_eq!(reading.errors().next().map(|(line, _)| line), Some(2));
        assert_eq!(Reading::of(" \n"), Reading::default());
    }

    #[test]
    fn counts_read_well() {
        assert_eq!([0, 1, 500].map(add_label), ["Add links", "Add 1 link", "Add 500 links"]);
    }
}
