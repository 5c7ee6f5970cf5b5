//! Publishing, and taking a page away from visitors.

use leptos::{prelude::*, task::spawn_local};
use mewayz::{
    Error,
    bio_sites::{Content, rules},
    error::Conflict,
    fields::Fields,
};
use ui::{Toasts, use_toasts};

use super::{
    browser,
    editor::{Editor, Panel, block_of},
    saver::Saver,
    zones,
};
use crate::words::{self, builder as t, shared};
use crate::{
    bio_sites::{publish_site, unpublish_site},
    error::AppError,
};

/// A handle to what visitors see of the page.
#[derive(Clone, Copy)]
pub(super) struct Publisher {
    pub(super) editor: Editor,
    saver: Saver,
    toasts: Toasts,
    /// The published version.
    pub(super) number: RwSignal<Option<i32>>,
    /// What visitors see, if that is known.
    live: RwSignal<Option<Content>>,
    pub(super) busy: RwSignal<bool>,
}

impl Publisher {
    pub(super) fn new(editor: Editor, saver: Saver, number: Option<i32>, unpublished_changes: bool) -> Self {
        let known = number.is_some() && !unpublished_changes;
        let live = RwSignal::new(known.then(|| editor.content.get_untracked()));
        Self { editor, saver, toasts: use_toasts(), number: RwSignal::new(number), live, busy: RwSignal::new(false) }
    }

    /// Whether visitors see something other than what the builder shows.
    pub(super) fn differs(self) -> Memo<bool> {
        Memo::new(move |_| self.number.get().is_none() || self.live.with(|live| self.editor.settled.with(|now| live.as_ref() != Some(now))))
    }

    /// Saves what is left and makes it public, or leads to the first thing that is in the way.
    pub(super) fn publish(self) {
        self.editor.attempted.set(true);
        let problems = self.editor.content.with_untracked(|content| rules::check_publish(content, &zones::resolve));
        if !problems.is_empty() {
            return self.lead_to(&problems);
        }
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let outcome = self.run().await;
            self.busy.try_set(false);
            if let Some(Err(error)) = outcome {
                self.failed(&error);
            }
        });
    }

    /// Nothing, if the draft could not be saved: the saver says why.
    async fn run(self) -> Option<Result<(), AppError>> {
        if !self.saver.flush().await {
            return None;
        }
        // What is typed from here on is not part of what is published.
        let content = self.editor.content.get_untracked();
        let publishing = publish_site(self.editor.workspace.get_value(), self.editor.site, self.saver.version());
        let published = self.saver.while_still(publishing).await;
        Some(published.map(|number| self.succeeded(number, content)))
    }

    fn succeeded(self, number: i32, content: Content) {
        self.number.try_set(Some(number));
        self.live.try_set(Some(content));
        self.editor.attempted.try_set(false);
        let address = self.editor.address();
        self.toasts.with_action(t::published_at(&address), shared::open_page(), move || browser::open(&address));
    }

    fn failed(self, error: &AppError) {
        match &error.error {
            Error::Invalid(fields) => self.lead_to(fields),
            Error::Conflict(Conflict::StaleVersion) => self.saver.conflicted(),
            _ => self.toasts.error(t::not_published(error.to_string())),
        }
    }

    /// Opens the place of the first message, in the order of the page.
    fn lead_to(self, problems: &Fields) {
        let editor = self.editor;
        let first = editor.content.with_untracked(|content| {
            let marked = |id| problems.messages().find(|(key, _)| block_of(key) == Some(id));
            content.blocks.iter().find_map(|block| marked(block.id).map(|(_, message)| (block.id, words::message(message))))
        });
        let head = problems.messages().find(|(key, _)| block_of(key).is_none()).map(|(_, message)| words::message(message));
        let message = match (head, first) {
            (Some(message), _) => {
                editor.panel.set(Panel::Page);
                message
            }
            (None, Some((id, message))) => {
                editor.select(id);
                browser::focus_soon("#block-fields [aria-invalid=true]");
                message
            }
            (None, None) => return,
        };
        self.toasts.info(t::not_published_yet(message));
    }

    /// Takes the page away from visitors, with a way back.
    pub(super) fn unpublish(self) {
        spawn_local(async move {
            match unpublish_site(self.editor.workspace.get_value(), self.editor.site).await {
                Ok(()) => {
                    self.number.try_set(None);
                    self.toasts.with_action(t::unpublished(), t::publish_again(), move || self.publish());
                }
                Err(error) => self.toasts.error(t::still_published(error.to_string())),
            }
        });
    }
}
