//! The page being edited. Every change of any kind goes through [`Editor::change`], so that all of them can be undone and are saved.

use std::{cell::RefCell, collections::HashSet, time::Duration};

use leptos::prelude::*;
use mewayz::{
    bio_sites::{Block, Content, SiteDraft, rules},
    fields::Fields,
    ids::SiteId,
};
use uuid::Uuid;

use super::{browser, history::History, zones};

/// How long the page must rest before preview and checks follow.
const REST: Duration = Duration::from_millis(120);

/// Which pane a screen that cannot show all of them shows; on larger ones, what stands at the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    Blocks,
    Block,
    Design,
    Page,
    Preview,
}

impl Panel {
    /// Its name in `data-panel`, which the layout hangs on.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Block => "block",
            Self::Design => "design",
            Self::Page => "page",
            Self::Preview => "preview",
        }
    }
}

/// A handle to the state of one open builder.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub(super) site: SiteId,
    pub(super) workspace: StoredValue<String>,
    pub(super) handle: StoredValue<String>,
    /// Where visitors reach the product.
    pub(super) base_url: StoredValue<String>,
    pub(super) may_edit: bool,
    pub(super) may_publish: bool,
    pub(super) content: RwSignal<Content>,
    /// The page a moment ago: what is too costly to follow every key stroke follows this.
    pub(super) settled: RwSignal<Content>,
    /// Counts changes; equal numbers mean equal pages.
    pub(super) revision: RwSignal<u64>,
    pub(super) selected: RwSignal<Option<Uuid>>,
    pub(super) panel: RwSignal<Panel>,
    /// What keeps the page from being published.
    pub(super) problems: Memo<Fields>,
    /// What the server did not accept at the last save.
    pub(super) refused: RwSignal<Fields>,
    /// Whether publishing was tried: from then on empty fields are mistakes too.
    pub(super) attempted: RwSignal<bool>,
    /// Read to people who cannot see what moved.
    pub(super) announcement: RwSignal<String>,
    history: RwSignal<History>,
}

impl Editor {
    pub(super) fn new(workspace: String, base_url: String, (may_edit, may_publish): (bool, bool), draft: SiteDraft) -> Self {
        let settled = RwSignal::new(draft.content.clone());
        let editor = Self {
            site: draft.id,
            workspace: StoredValue::new(workspace),
            handle: StoredValue::new(draft.handle),
            base_url: StoredValue::new(base_url),
            may_edit,
            may_publish,
            content: RwSignal::new(draft.content),
            settled,
            revision: RwSignal::new(0),
            selected: RwSignal::new(None),
            panel: RwSignal::new(Panel::Blocks),
            problems: Memo::new(move |_| settled.with(|content| rules::check_publish(content, &zones::resolve))),
            refused: RwSignal::new(Fields::default()),
            attempted: RwSignal::new(false),
            announcement: RwSignal::new(String::new()),
            history: RwSignal::new(History::default()),
        };
        editor.settle();
        editor
    }

    /// Lets the costly followers catch up when the page rests.
    fn settle(self) {
        let mut later = debounce(REST, move |()| {
            // The builder may have been left meanwhile.
            if let Some(content) = self.content.try_get_untracked() {
                self.settled.try_set(content);
            }
        });
        Effect::new(move |first: Option<()>| {
            self.revision.track();
            if first.is_some() {
                later(());
            }
        });
    }

    /// Changes the page. Changes with the same key that follow each other quickly are undone in one step; an empty key stands alone.
    pub(super) fn change(self, key: &str, edit: impl FnOnce(&mut Content)) {
        if !self.may_edit {
            return;
        }
        let now = browser::now_ms();
        let before = self.content.get_untracked();
        let changed = self.content.try_maybe_update(|content| {
            edit(content);
            let changed = *content != before;
            (changed, changed)
        });
        if changed != Some(true) {
            return;
        }
        self.history.update(|history| {
            if !history.continues(key, now) {
                history.record(&before, key, now);
            }
        });
        self.revision.update(|revision| *revision += 1);
    }

    pub(super) fn undo(self) {
        self.step(History::undo);
    }

    pub(super) fn redo(self) {
        self.step(History::redo);
    }

    fn step(self, walk: impl FnOnce(&mut History, &Content) -> Option<Content>) {
        let current = self.content.get_untracked();
        let Some(Some(content)) = self.history.try_update(|history| walk(history, &current)) else { return };
        self.content.set(content);
        self.revision.update(|revision| *revision += 1);
        if self.selected.get_untracked().is_some_and(|id| !self.has(id)) {
            self.deselect();
        }
    }

    pub(super) fn can_undo(self) -> Signal<bool> {
        Signal::derive(move || self.history.with(History::can_undo))
    }

    pub(super) fn can_redo(self) -> Signal<bool> {
        Signal::derive(move || self.history.with(History::can_redo))
    }

    /// Opens a block's fields.
    pub(super) fn select(self, id: Uuid) {
        self.selected.set(Some(id));
        self.panel.set(Panel::Block);
    }

    pub(super) fn deselect(self) {
        self.selected.set(None);
        if self.panel.get_untracked() == Panel::Block {
            self.panel.set(Panel::Blocks);
        }
    }

    /// Whether the page has this block; not tracked.
    pub(super) fn has(self, id: Uuid) -> bool {
        self.content.with_untracked(|content| find(content, id).is_some())
    }

    /// Blocks that keep the page from being published.
    pub(super) fn unfinished(self) -> Memo<HashSet<Uuid>> {
        Memo::new(move |_| self.problems.with(|fields| fields.iter().filter_map(|(key, _)| block_of(key)).collect()))
    }

    /// The public address, as people share it.
    pub(super) fn address(self) -> String {
        self.base_url.with_value(|base| self.handle.with_value(|handle| format!("{base}/@{handle}")))
    }

    /// A path of this site in the studio; `tail` begins with a slash or is empty.
    pub(super) fn path(self, tail: &str) -> String {
        self.workspace.with_value(|workspace| format!("/w/{workspace}/sites/{}{tail}", self.site))
    }
}

/// The block with an id.
pub(super) fn find(content: &Content, id: Uuid) -> Option<&Block> {
    content.blocks.iter().find(|block| block.id == id)
}

/// The block that a message's key is about.
pub(super) fn block_of(key: &str) -> Option<Uuid> {
    key.strip_prefix("blocks.")?.split('.').next()?.parse().ok()
}

thread_local! {
    /// A published version on its way from the history into the builder, where taking it over can be undone.
    static RESTORING: RefCell<Option<(SiteId, i32, Content)>> = const { RefCell::new(None) };
}

/// Leaves a version for the builder of its site, which is about to open.
pub(in crate::bio_sites) fn restore(site: SiteId, number: i32, content: Content) {
    RESTORING.set(Some((site, number, content)));
}

/// The version left for this site.
pub(super) fn take_restored(site: SiteId) -> Option<(i32, Content)> {
    RESTORING.take().filter(|(of, ..)| *of == site).map(|(_, number, content)| (number, content))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn keys_name_their_block() {
        let id = Uuid::from_u128(7);
        assert_eq!(block_of(&rules::key(id, "url")), Some(id));
        assert_eq!(block_of("profile.name"), None);
        assert_eq!(block_of("blocks"), None);
    }
}
