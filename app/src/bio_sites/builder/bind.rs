//! Fields of the page as signals both ways, so that a form is built once and keeps its cursor while everything changes around it.

use leptos::prelude::*;
use mewayz::bio_sites::{Block, Body, Content, rules};
use uuid::Uuid;

use super::editor::{Editor, find};

/// Reads and writes one field of a kind of block.
pub(super) struct Lens<T: 'static> {
    pub(super) get: fn(&Body) -> Option<&T>,
    pub(super) get_mut: fn(&mut Body) -> Option<&mut T>,
}

impl<T> Clone for Lens<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Lens<T> {}

/// `lens!(Body::Link { url, .. } => url)`
macro_rules! lens {
    ($pattern:pat => $field:ident) => {
        $crate::bio_sites::builder::bind::Lens {
            get: |body| match body {
                $pattern => Some($field),
                _ => None,
            },
            get_mut: |body| match body {
                $pattern => Some($field),
                _ => None,
            },
        }
    };
}
pub(super) use lens;

/// One value of the page both ways. While `get` gives nothing (the block was deleted), the signal stands still.
pub(super) fn bind<T: Clone + PartialEq + Default + Send + Sync + 'static>(
    editor: Editor,
    key: String,
    get: impl Fn(&Content) -> Option<T> + Clone + Send + Sync + 'static,
    set: impl Fn(&mut Content, T) + Send + Sync + 'static,
) -> RwSignal<T> {
    let signal = RwSignal::new(editor.content.with_untracked(&get).unwrap_or_default());
    let stored = {
        let get = get.clone();
        Memo::new(move |_| editor.content.with(&get))
    };
    Effect::new(move |_| {
        if let Some(value) = stored.get()
            && signal.with_untracked(|shown| *shown != value)
        {
            signal.set(value);
        }
    });
    Effect::new(move |_| {
        let shown = signal.get();
        let differs = editor.content.with_untracked(&get).is_some_and(|value| value != shown);
        if differs {
            editor.change(&key, |content| set(content, shown));
        }
    });
    signal
}

/// The block that a form is about.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) editor: Editor,
    pub(super) id: Uuid,
}

impl At {
    /// A field of the block both ways; `field` names it in messages.
    pub(super) fn bind<T: Clone + PartialEq + Default + Send + Sync + 'static>(self, field: &str, lens: Lens<T>) -> RwSignal<T> {
        self.bind_with(
            field,
            move |block| (lens.get)(&block.body).cloned(),
            move |block, value| {
                if let Some(place) = (lens.get_mut)(&mut block.body) {
                    *place = value;
                }
            },
        )
    }

    /// As [`bind`](Self::bind), for what is not one field of the body.
    pub(super) fn bind_with<T: Clone + PartialEq + Default + Send + Sync + 'static>(
        self,
        field: &str,
        get: impl Fn(&Block) -> Option<T> + Clone + Send + Sync + 'static,
        set: impl Fn(&mut Block, T) + Send + Sync + 'static,
    ) -> RwSignal<T> {
        let id = self.id;
        bind(
            self.editor,
            rules::key(id, field),
            move |content| find(content, id).and_then(&get),
            move |content, value| {
                if let Some(block) = content.blocks.iter_mut().find(|block| block.id == id) {
                    set(block, value);
                }
            },
        )
    }

    /// A read-only view of the block.
    pub(super) fn memo<T: Clone + PartialEq + Default + Send + Sync + 'static>(
        self,
        read: impl Fn(&Block) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let id = self.id;
        Memo::new(move |_| self.editor.content.with(|content| find(content, id).map(&read)).unwrap_or_default())
    }

    /// Changes the block in a step of its own.
    pub(super) fn edit(self, change: impl FnOnce(&mut Block)) {
        let id = self.id;
        self.editor.change("", |content| {
            if let Some(block) = content.blocks.iter_mut().find(|block| block.id == id) {
                change(block);
            }
        });
    }

    /// What is wrong with a field. Fields that nobody filled in yet are not scolded before publishing is tried.
    pub(super) fn problem(self, field: &str, filled: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<String>> {
        problem(self.editor, rules::key(self.id, field), filled)
    }
}

/// The message for a key.
pub(super) fn problem(editor: Editor, key: String, filled: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<String>> {
    let message = Memo::new(move |_| {
        let refused = editor.refused.with(|fields| fields.message(&key).map(crate::words::message));
        // Checks lag a little behind typing, so what they say is weighed when they have caught up, and not before.
        editor.settled.track();
        refused.or_else(|| {
            let due = editor.attempted.get() || untrack(&filled);
            due.then(|| editor.problems.with(|fields| fields.message(&key).map(crate::words::message))).flatten()
        })
    });
    message.into()
}
