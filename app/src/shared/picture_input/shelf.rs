//! The library as far as it was asked for.

use leptos::{prelude::*, task::spawn_local};
use mewayz::{
    ids::MediaId,
    media::{Filter, Media, MediaPage},
};
use ui::Button;

use crate::{media::list_files, words::media as t};

/// Files shown so far, and where the rest begins.
#[derive(Debug, Clone, Copy)]
pub struct Shelf {
    workspace: Signal<String>,
    filter: StoredValue<Filter>,
    items: RwSignal<Vec<Media>>,
    next: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
}

impl Shelf {
    pub fn new(workspace: Signal<String>, filter: Filter, first: MediaPage) -> Self {
        Self {
            workspace,
            filter: StoredValue::new(filter),
            items: RwSignal::new(first.items),
            next: RwSignal::new(first.next),
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
        }
    }

    pub fn items(self) -> Vec<Media> {
        self.items.get()
    }

    /// Whether there is nothing to show; changes only when that does.
    pub fn is_empty(self) -> Memo<bool> {
        Memo::new(move |_| self.items.with(Vec::is_empty))
    }

    /// A file that was just uploaded; one that was known comes to the front.
    pub fn add(self, media: Media) {
        self.items.update(|all| {
            all.retain(|other| other.id != media.id);
            all.insert(0, media);
        });
    }

    pub fn remove(self, id: MediaId) {
        self.items.update(|all| all.retain(|media| media.id != id));
    }

    /// A button while there is more.
    pub fn more(self) -> AnyView {
        let has_more = Memo::new(move |_| self.next.with(Option::is_some));
        let button = move || {
            has_more.get().then(
                || view! { <div class="mt-6"><Button loading=self.busy on:click=move |_| self.load()>{t::show_more()}</Button></div> },
            )
        };
        view! { {button} <p role="alert" class="mt-2 text-sm text-danger empty:hidden">{self.failed}</p> }.into_any()
    }

    fn load(self) {
        self.busy.set(true);
        self.failed.set(None);
        let (workspace, filter, after) = (self.workspace.get_untracked(), self.filter.get_value(), self.next.get_untracked());
        spawn_local(async move {
            let answer = list_files(workspace, filter, after).await;
            // The page may be gone by now.
            let _ = self.busy.try_set(false);
            match answer {
                Ok(page) => {
                    let _ = self.items.try_update(|all| all.extend(page.items));
                    let _ = self.next.try_set(page.next);
                }
                Err(error) => drop(self.failed.try_set(Some(error.to_string()))),
            }
        });
    }
}
