//! Short notes about what was just done, in a polite live region; errors stay until closed.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::labels::labels;
use crate::{Icon, IconButton, Size, Tone};

/// How long a note stays: six seconds, ten when it carries an action.
const STAY: Duration = Duration::from_secs(6);
const STAY_WITH_ACTION: Duration = Duration::from_secs(10);

/// A plain `Arc`: a signal's owner may be gone (the row was deleted) when "Undo" is pressed.
type Act = (String, Arc<dyn Fn() + Send + Sync>);

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    action: Option<Act>,
}

/// Handle to the notes of the page: `Copy`, taken with [`use_toasts`] in a component's body, used in its events.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

/// Puts the notes into context; once, in the root of the app, above `<Toaster/>`.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
    provide_context(toasts);
    toasts
}

/// The notes of this page. Without `provide_toasts` above, notes go nowhere.
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(provide_toasts)
}

impl Toasts {
    /// "Saved."
    pub fn success(self, text: impl Into<String>) {
        self.add(Tone::Success, text.into(), None);
    }

    /// "Copied to the clipboard."
    pub fn info(self, text: impl Into<String>) {
        self.add(Tone::Neutral, text.into(), None);
    }

    /// Something failed; stays until closed.
    pub fn error(self, text: impl Into<String>) {
        self.add(Tone::Danger, text.into(), None);
    }

    /// "Block deleted." with a button, usually "Undo".
    pub fn with_action(self, text: impl Into<String>, label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) {
        self.add(Tone::Neutral, text.into(), Some((label.into(), Arc::new(run))));
    }

    fn add(self, tone: Tone, text: String, action: Option<Act>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let stay = if action.is_some() { STAY_WITH_ACTION } else { STAY };
        // The same words again replace the old note instead of piling up.
        self.list.update(|list| {
            list.retain(|toast| toast.text != text);
            list.push(Toast { id, tone, text, action });
        });
        if tone != Tone::Danger {
            set_timeout(move || self.remove(id), stay);
        }
    }

    fn remove(self, id: u32) {
        // The page may be gone when the timer fires.
        let _ = self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Where the notes appear; once, at the end of the app's root.
#[component]
pub fn Toaster() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toaster" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                {note(toasts, toast)}
            </For>
        </div>
    }
    .into_any()
}

fn note(toasts: Toasts, toast: Toast) -> AnyView {
    let id = toast.id;
    view! {
        <div class=format!("toast {}", toast.tone.class())>
            <Icon name=toast.tone.icon() class="toast-icon" />
            <p class="grow">{toast.text}</p>
            {toast
                .action
                .map(|(label, run)| {
                    view! {
                        <button
                            type="button"
                            class="toast-action"
                            on:click=move |_| {
                                run();
                                toasts.remove(id);
                            }
                        >
                            {label}
                        </button>
                    }
                })}
            <IconButton
                icon="x"
                label=labels().dismiss
                size=Size::Small
                on:click=move |_| toasts.remove(id)
            />
        </div>
    }
    .into_any()
}
