//! Undo and redo: snapshots of the page, which share the blocks that did not change.

use std::{collections::VecDeque, sync::Arc};

use mewayz::bio_sites::{Block, Content, Profile, Theme};

/// Most steps that can be taken back.
const MOST: usize = 200;
/// Changes of one thing that follow each other within this many milliseconds are one step.
const PAUSE: f64 = 1_000.0;

/// What was, and what was taken back.
#[derive(Debug, Default)]
pub(super) struct History {
    past: VecDeque<Snapshot>,
    future: Vec<Snapshot>,
    /// What the last step changed, and when.
    last: Option<(String, f64)>,
}

#[derive(Debug, Clone)]
struct Snapshot {
    schema: u16,
    profile: Arc<Profile>,
    theme: Arc<Theme>,
    blocks: Vec<Arc<Block>>,
}

impl History {
    /// Whether a change of `key` at `now` (milliseconds) continues the last step, so that nothing needs to be recorded.
    pub(super) fn continues(&mut self, key: &str, now: f64) -> bool {
        match &mut self.last {
            Some((last, at)) if !key.is_empty() && last == key && now - *at < PAUSE => {
                *at = now;
                true
            }
            _ => false,
        }
    }

    /// Remembers the page as it was `before` a change of `key`. An empty key never continues.
    pub(super) fn record(&mut self, before: &Content, key: &str, now: f64) {
        let snapshot = Snapshot::of(before, self.past.back());
        self.past.push_back(snapshot);
        if self.past.len() > MOST {
            self.past.pop_front();
        }
        self.future.clear();
        self.last = Some((key.to_owned(), now));
    }

    /// The page as it was before the last step; `current` can be had back with [`redo`](Self::redo).
    pub(super) fn undo(&mut self, current: &Content) -> Option<Content> {
        let before = self.past.pop_back()?;
        self.future.push(Snapshot::of(current, Some(&before)));
        self.last = None;
        Some(before.content())
    }

    pub(super) fn redo(&mut self, current: &Content) -> Option<Content> {
        let after = self.future.pop()?;
        self.past.push_back(Snapshot::of(current, Some(&after)));
        self.last = None;
        Some(after.content())
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

impl Snapshot {
    /// Blocks that stand in the same place of `like`, unchanged, are shared with it.
    fn of(content: &Content, like: Option<&Self>) -> Self {
        let shared = |index: usize, block: &Block| like?.blocks.get(index).filter(|known| ***known == *block).cloned();
        let blocks =
            content.blocks.iter().enumerate().map(|(index, block)| shared(index, block).unwrap_or_else(|| Arc::new(block.clone())));
        Self {
            schema: content.schema,
            profile: Arc::new(content.profile.clone()),
            theme: Arc::new(content.theme.clone()),
            blocks: blocks.collect(),
        }
    }

    fn content(&self) -> Content {
        Content {
            schema: self.schema,
            profile: (*self.profile).clone(),
            theme: (*self.theme).clone(),
            blocks: self.blocks.iter().map(|block| (**block).clone()).collect(),
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use mewayz::bio_sites::rules::{KINDS, move_block, new_block, remove};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn named(name: &str) -> Content {
        Content { profile: Profile { name: name.to_owned(), ..Profile::default() }, ..Content::default() }
    }

    #[test]
    fn typing_is_one_step_until_it_pauses() {
        let mut history = History::default();
        let mut at = |key: &str, before: &str, now: f64| {
            if !history.continues(key, now) {
                history.record(&named(before), key, now);
            }
        };
        at("name", "", 0.0);
        at("name", "a", 900.0);
        at("name", "ab", 1_800.0);
        at("name", "abc", 2_900.0);
        at("bio", "abcd", 3_000.0);
        at("", "abcde", 3_100.0);
        at("", "abcdef", 3_200.0);
        let mut shown = named("end");
        let mut back = Vec::new();
        while let Some(before) = history.undo(&shown) {
            back.push(before.profile.name.clone());
            shown = before;
        }
        assert_eq!(back, ["abcdef", "abcde", "abcd", "abc", ""]);
    }

    #[test]
    fn a_change_after_undo_forgets_what_was_taken_back() {
        let mut history = History::default();
        history.record(&named("a"), "", 0.0);
        assert_eq!(history.undo(&named("b")), Some(named("a")));
        assert!(history.can_redo() && !history.can_undo());
        history.record(&named("a"), "", 1.0);
        assert!(!history.can_redo());
        assert_eq!(history.redo(&named("c")), None);
    }

    #[test]
    fn keeps_two_hundred_steps() {
        let mut history = History::default();
        (0..500).for_each(|step| history.record(&named(&step.to_string()), "", f64::from(step)));
        let oldest = std::iter::from_fn(|| history.undo(&Content::default())).last();
        assert_eq!(oldest, Some(named("300")));
    }

    /// Adds, moves, removes or renames, as the numbers say.
    fn step(content: &mut Content, (what, which): (u8, u8)) {
        let count = content.blocks.len();
        let chosen = content.blocks.get(usize::from(which) % count.max(1)).map(|block| block.id);
        match (what % 4, chosen) {
            (0, _) => {
                let kind = KINDS[usize::from(which) % KINDS.len()].0;
                content.blocks.extend(new_block(kind, Uuid::from_u128(u128::from(what) << 64 | count as u128)));
            }
            (1, Some(id)) => move_block(content, id, usize::from(what) % count),
            (2, Some(id)) => remove(content, id),
            _ => content.profile.name.push(char::from(b'a' + which % 26)),
        }
    }

    proptest! {
        #[test]
        fn undo_and_redo_walk_the_same_way(steps in proptest::collection::vec((any::<u8>(), any::<u8>()), 1..60)) {
            let mut history = History::default();
            let mut states = vec![Content::default()];
            for (at, one) in steps.iter().enumerate() {
                let mut next = states[at].clone();
                step(&mut next, *one);
                history.record(&states[at], "", 0.0);
                states.push(next);
            }
            let mut shown = states[steps.len()].clone();
            for expected in states.iter().rev().skip(1) {
                shown = history.undo(&shown).unwrap();
                prop_assert_eq!(&shown, expected);
            }
            prop_assert!(!history.can_undo());
            for expected in states.iter().skip(1) {
                shown = history.redo(&shown).unwrap();
                prop_assert_eq!(&shown, expected);
            }
            prop_assert!(!history.can_redo());
        }
    }
}
