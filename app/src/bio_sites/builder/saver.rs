//! Saves the draft by itself: after a rest, one save at a time, and only over the version it was made from.

use std::time::Duration;

use leptos::{leptos_dom::helpers::WindowListenerHandle, prelude::*, task::spawn_local};
use mewayz::{Error, error::Conflict};
use ui::{Toasts, use_toasts};

use super::{browser, editor::Editor};
use crate::words::{self, builder as t};
use crate::{
    bio_sites::{load_site, save_draft},
    error::AppError,
};

/// How long the page must rest before it is saved.
const REST: Duration = Duration::from_millis(600);
/// The first and the longest wait after a failed save, in seconds.
const FIRST_WAIT: u64 = 1;
const LONGEST_WAIT: u64 = 30;

/// How the draft on the server stands to the one on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Save {
    Saved,
    /// Changed, and about to be saved.
    Pending,
    Saving,
    /// The server did not answer; it will be tried again.
    Retrying,
    /// Somebody saved meanwhile. Nothing is saved until the person decides.
    Conflict,
    /// The session ended. Tried again until somebody has signed in.
    SignedOut,
    /// The server does not accept this; the reason in words. Tried again after the next change.
    Refused(String),
}

/// A handle to the saving of one builder.
#[derive(Clone, Copy)]
pub(super) struct Saver {
    pub(super) editor: Editor,
    pub(super) state: RwSignal<Save>,
    /// The draft on the server that the next save replaces.
    version: StoredValue<i32>,
    /// The revision that the server has.
    saved: StoredValue<u64>,
    busy: StoredValue<bool>,
    /// Only the timer that was set last counts.
    timer: StoredValue<u64>,
    failures: StoredValue<u32>,
    toasts: Toasts,
}

impl Saver {
    pub(super) fn new(editor: Editor, version: i32) -> Self {
        let saver = Self {
            editor,
            state: RwSignal::new(Save::Saved),
            version: StoredValue::new(version),
            saved: StoredValue::new(0),
            busy: StoredValue::new(false),
            timer: StoredValue::new(0),
            failures: StoredValue::new(0),
            toasts: use_toasts(),
        };
        saver.watch();
        saver
    }

    /// The version that the draft on the server has.
    pub(super) fn version(self) -> i32 {
        self.version.get_value()
    }

    fn watch(self) {
        Effect::new(move |before: Option<u64>| {
            let revision = self.editor.revision.get();
            // The first run is the page as it was loaded.
            if before.is_some_and(|before| before != revision) {
                self.changed();
            }
            revision
        });
        Effect::new(move |_| self.listen());
    }

    fn changed(self) {
        if !self.is_dirty() {
            return;
        }
        match self.state.get_untracked() {
            Save::Conflict => {}
            Save::Saving | Save::Retrying | Save::SignedOut => self.wait(REST),
            Save::Saved | Save::Pending | Save::Refused(_) => {
                self.state.set(Save::Pending);
                self.wait(REST);
            }
        }
    }

    /// Warns before the tab is closed, tries again when somebody comes back, and saves what is left when the builder is left.
    fn listen(self) {
        let closing = window_event_listener(leptos::ev::beforeunload, move |event| {
            if self.is_dirty() {
                event.prevent_default();
                event.set_return_value(t::leave_warning());
            }
        });
        let again = move || {
            if matches!(self.state.try_get_untracked(), Some(Save::Retrying | Save::SignedOut)) {
                self.wait(Duration::ZERO);
            }
        };
        let back = window_event_listener(leptos::ev::focus, move |_| again());
        let online = window_event_listener(leptos::ev::online, move |_| again());
        on_cleanup(move || {
            [closing, back, online].into_iter().for_each(WindowListenerHandle::remove);
            self.leave();
        });
    }

    /// The last save of a builder that is being left for another page.
    fn leave(self) {
        if !self.editor.may_edit || !self.is_dirty() || self.state.try_get_untracked() == Some(Save::Conflict) {
            return;
        }
        let (workspace, version) = (self.editor.workspace.get_value(), self.version.get_value());
        let (site, content, busy) = (self.editor.site, self.editor.content.get_untracked(), self.busy.get_value());
        let toasts = self.toasts;
        spawn_local(async move {
            // A save that is under way raises the version by one; if it fails, this one is refused and says so.
            let version = if busy { version.saturating_add(1) } else { version };
            if busy {
                browser::sleep(REST).await;
            }
            if let Err(error) = save_draft(workspace, site, version, content).await {
                toasts.error(t::last_not_saved(error.to_string()));
            }
        });
    }

    /// Whether the server lacks something.
    pub(super) fn is_dirty(self) -> bool {
        let revision = self.editor.revision.try_get_untracked();
        revision.is_some() && revision != self.saved.try_get_value()
    }

    fn wait(self, time: Duration) {
        let mine = self.timer.get_value() + 1;
        self.timer.set_value(mine);
        let due = move || {
            if self.timer.try_get_value() == Some(mine) {
                spawn_local(async move {
                    self.flush().await;
                });
            }
        };
        set_timeout(due, time);
    }

    /// Saves everything there is, now. Whether the server has it all afterwards.
    pub(super) async fn flush(self) -> bool {
        loop {
            match self.busy.try_get_value() {
                None => return false,
                Some(true) => browser::sleep(Duration::from_millis(50)).await,
                Some(false) if !self.is_dirty() => return true,
                Some(false) if self.state.get_untracked() == Save::Conflict => return false,
                Some(false) => {
                    if !self.save().await {
                        return false;
                    }
                }
            }
        }
    }

    async fn save(self) -> bool {
        self.busy.set_value(true);
        self.state.set(Save::Saving);
        let revision = self.editor.revision.get_untracked();
        let content = self.editor.content.get_untracked();
        let saved = save_draft(self.editor.workspace.get_value(), self.editor.site, self.version.get_value(), content).await;
        // Whoever left the builder meanwhile needs no news of it.
        if self.busy.try_set_value(false).is_some() {
            return false;
        }
        match saved {
            Ok(version) => self.succeeded(version, revision),
            Err(error) => self.failed(error),
        }
    }

    fn succeeded(self, version: i32, revision: u64) -> bool {
        self.version.set_value(version);
        self.saved.set_value(revision);
        self.failures.set_value(0);
        self.editor.refused.set(Default::default());
        self.state.set(if self.is_dirty() { Save::Pending } else { Save::Saved });
        true
    }

    fn failed(self, error: AppError) -> bool {
        let message = error.to_string();
        match error.error {
            Error::Conflict(Conflict::StaleVersion) => self.state.set(Save::Conflict),
            Error::Unauthenticated => self.later(Save::SignedOut),
            Error::Invalid(fields) => {
                let first = fields.messages().next().map(|(_, message)| words::message(message));
                self.editor.refused.set(fields);
                self.state.set(Save::Refused(first.unwrap_or(message)));
            }
            Error::Forbidden | Error::NotFound | Error::Conflict(_) => self.state.set(Save::Refused(message)),
            Error::Unavailable(_) | Error::Internal(_) | Error::Limit { .. } => self.later(Save::Retrying),
        }
        false
    }

    /// Tries again after a wait that doubles.
    fn later(self, state: Save) {
        let failures = self.failures.get_value();
        self.failures.set_value(failures.saturating_add(1));
        self.state.set(state);
        let seconds = FIRST_WAIT.checked_shl(failures).map_or(LONGEST_WAIT, |seconds| seconds.min(LONGEST_WAIT));
        self.wait(Duration::from_secs(seconds));
    }

    /// Somebody else's draft instead of this one, which can be had back with undo.
    pub(super) async fn load_other(self) -> Result<(), AppError> {
        let other = load_site(self.editor.workspace.get_value(), self.editor.site.to_string()).await?;
        self.editor.change("", |content| *content = other.content);
        self.version.set_value(other.version);
        self.saved.set_value(self.editor.revision.get_untracked());
        self.state.set(Save::Saved);
        Ok(())
    }

    /// This draft over somebody else's.
    pub(super) async fn keep_mine(self) -> Result<(), AppError> {
        let other = load_site(self.editor.workspace.get_value(), self.editor.site.to_string()).await?;
        self.version.set_value(other.version);
        self.state.set(Save::Pending);
        self.flush().await;
        Ok(())
    }

    /// Runs something that needs the server's draft to stay as it is: saving waits meanwhile.
    pub(super) async fn while_still<T>(self, work: impl Future<Output = T>) -> T {
        self.busy.set_value(true);
        let done = work.await;
        self.busy.try_set_value(false);
        done
    }

    /// Tries again at once.
    pub(super) fn retry(self) {
        self.wait(Duration::ZERO);
    }

    /// Notes that a verb other than saving found somebody else's draft.
    pub(super) fn conflicted(self) {
        self.state.set(Save::Conflict);
    }
}
