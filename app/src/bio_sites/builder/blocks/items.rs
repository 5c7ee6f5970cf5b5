//! Rows inside a block: questions, accounts. They are bound by their place, so moving one moves only texts.

use leptos::prelude::*;
use ui::{Button, IconButton, Size};

use crate::bio_sites::builder::{
    bind::{At, Lens},
    browser,
};

/// What is said about rows, by their number.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) row: fn(usize) -> String,
    pub(super) add: fn() -> &'static str,
    pub(super) up: fn(usize) -> String,
    pub(super) down: fn(usize) -> String,
    pub(super) remove: fn(usize) -> String,
}

/// The rows of a block.
pub(super) struct Items<T: 'static> {
    pub(super) at: At,
    /// The name of the list in messages.
    pub(super) field: &'static str,
    pub(super) list: Lens<Vec<T>>,
    pub(super) words: Words,
    pub(super) most: usize,
}

impl<T> Clone for Items<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Items<T> {}

impl<T: Clone + Default + PartialEq + Send + Sync + 'static> Items<T> {
    /// The rows with their controls, and a button for one more.
    pub(super) fn view(self, row: impl Fn(usize) -> AnyView + Clone + Send + Sync + 'static) -> AnyView {
        let (at, list, words) = (self.at, self.list, self.words);
        let count = at.memo(move |block| (list.get)(&block.body).map_or(0, Vec::len));
        let touched = at.memo(move |block| (list.get)(&block.body).is_some_and(|rows| all_touched(rows)));
        let error = at.problem(self.field, move || count.get() > 0 && touched.get());
        let add = move |_| {
            self.edit(|rows| rows.push(T::default()));
            browser::focus_soon("#block-fields [data-item]:last-of-type :is(input, select)");
        };
        let number = move |index: usize| (words.row)(index + 1);
        view! {
            <For each=move || 0..count.get() key=|index| *index let:index>
                <div role="group" aria-label=number(index) class="rounded-lg border border-line p-3" data-item="">
                    <div class="mb-2 flex items-center">
                        <p class="grow text-sm font-medium">{number(index)}</p>
                        {self.controls(index, count)}
                    </div>
                    <div class="stack">{row(index)}</div>
                </div>
            </For>
            <p class="field-error" role="alert" hidden=move || error.read().is_none()>{move || error.get()}</p>
            <Button icon="plus" disabled=Signal::derive(move || count.get() >= self.most) on:click=add>{(words.add)()}</Button>
        }
        .into_any()
    }

    fn controls(self, index: usize, count: Memo<usize>) -> AnyView {
        let words = self.words;
        let swap = move |with: usize| {
            self.edit(move |rows| {
                if index.max(with) < rows.len() {
                    rows.swap(index, with);
                }
            });
        };
        let remove = move |_| {
            self.edit(move |rows| {
                if index < rows.len() {
                    rows.remove(index);
                }
            });
        };
        let last = Signal::derive(move || index + 1 >= count.get());
        view! {
            <IconButton icon="arrow-up" label=(words.up)(index + 1) size=Size::Small disabled={index == 0} on:click=move |_| swap(index.saturating_sub(1))/>
            <IconButton icon="arrow-down" label=(words.down)(index + 1) size=Size::Small disabled=last on:click=move |_| swap(index + 1)/>
            <IconButton icon="trash-2" label=(words.remove)(index + 1) size=Size::Small on:click=remove/>
        }
        .into_any()
    }

    /// A text of one row both ways.
    pub(super) fn bind<V: Clone + PartialEq + Default + Send + Sync + 'static>(
        self,
        index: usize,
        field: &str,
        get: fn(&T) -> &V,
        get_mut: fn(&mut T) -> &mut V,
    ) -> RwSignal<V> {
        let list = self.list;
        self.at.bind_with(
            &format!("{}.{index}.{field}", self.field),
            move |block| (list.get)(&block.body)?.get(index).map(|row| get(row).clone()),
            move |block, value| {
                if let Some(row) = (list.get_mut)(&mut block.body).and_then(|rows| rows.get_mut(index)) {
                    *get_mut(row) = value;
                }
            },
        )
    }

    fn edit(self, change: impl FnOnce(&mut Vec<T>)) {
        let list = self.list;
        self.at.edit(|block| {
            if let Some(rows) = (list.get_mut)(&mut block.body) {
                change(rows);
            }
        });
    }
}

/// Whether somebody has begun to fill in every row, so that what is missing may be named.
fn all_touched<T: Default + PartialEq>(rows: &[T]) -> bool {
    let empty = T::default();
    rows.iter().all(|row| *row != empty)
}
