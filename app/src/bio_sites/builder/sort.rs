//! Sorting by hand: the grip of a row follows mouse, pen and finger, and the arrow keys.

use leptos::{leptos_dom::helpers::WindowListenerHandle, prelude::*};
use mewayz::bio_sites::rules;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

use super::{browser, editor::Editor};
use crate::words::builder as t;

/// How close to an edge of the list it begins to scroll, and by how much a step, in pixels.
const EDGE: f64 = 56.0;
const STEP: i32 = 14;

/// A row on its way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drag {
    pub(super) id: Uuid,
    from: usize,
    /// Where it would end up if it were let go now.
    pub(super) to: usize,
    start_y: f64,
    start_scroll: f64,
}

impl Drag {
    /// On which side of a row the line stands that shows where the dragged one will go.
    pub(super) fn mark(self, index: usize) -> Option<&'static str> {
        let here = index == self.to && self.to != self.from;
        here.then_some(if self.to < self.from { "before" } else { "after" })
    }
}

/// Puts a block at a place and says so.
pub(super) fn place(editor: Editor, id: Uuid, to: usize) {
    // Steps of the same block with the arrow keys are taken back together.
    editor.change(&format!("move.{id}"), |content| rules::move_block(content, id, to));
    let count = editor.content.with_untracked(|content| content.blocks.len());
    editor.announcement.set(t::moved_to(to + 1, count));
}

/// Arrow keys on a grip move its row.
pub(super) fn key(editor: Editor, event: &web_sys::KeyboardEvent, id: Uuid, index: usize) {
    let last = editor.content.with_untracked(|content| content.blocks.len().saturating_sub(1));
    let to = match event.key().as_str() {
        "ArrowUp" => index.saturating_sub(1),
        "ArrowDown" => (index + 1).min(last),
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    place(editor, id, to);
    // The row may have been taken out and put back, which drops the focus.
    browser::focus_after_change(grip_id(id));
}

pub(super) fn grip_id(id: Uuid) -> String {
    format!("grip-{id}")
}

/// Begins to drag the row of a grip.
pub(super) fn start(editor: Editor, drag: RwSignal<Option<Drag>>, event: &PointerEvent, id: Uuid, index: usize) {
    if event.button() != 0 || !editor.may_edit {
        return;
    }
    let Some(list) = list_of(event) else { return };
    event.prevent_default();
    let start_scroll = scroller(&list).map_or(0.0, |scroller| f64::from(scroller.scroll_top()));
    drag.set(Some(Drag { id, from: index, to: index, start_y: f64::from(event.client_y()), start_scroll }));
    let pointer = event.pointer_id();
    let moves = window_event_listener(leptos::ev::pointermove, move |event| {
        if event.pointer_id() == pointer {
            follow(drag, &event);
        }
    });
    let listeners = StoredValue::new_local(vec![moves]);
    let finish = move |event: PointerEvent, keep: bool| {
        if event.pointer_id() != pointer {
            return;
        }
        listeners.update_value(|all| all.drain(..).for_each(WindowListenerHandle::remove));
        end(editor, drag, keep);
    };
    let drop = window_event_listener(leptos::ev::pointerup, move |event| finish(event, true));
    let abort = window_event_listener(leptos::ev::pointercancel, move |event| finish(event, false));
    listeners.update_value(|all| all.extend([drop, abort]));
}

fn end(editor: Editor, drag: RwSignal<Option<Drag>>, keep: bool) {
    let Some(Some(done)) = drag.try_update(Option::take) else { return };
    if let Some(row) = row(done.id) {
        // Removing a property that is not there is fine.
        let _ = row.style().remove_property("translate");
    }
    if keep && done.to != done.from {
        place(editor, done.id, done.to);
    }
}

fn follow(drag: RwSignal<Option<Drag>>, event: &PointerEvent) {
    let Some(Some(now)) = drag.try_get_untracked() else { return };
    let Some(row) = row(now.id) else { return };
    let Some(list) = row.parent_element() else { return };
    let y = f64::from(event.client_y());
    let scrolled = scroller(&list).map_or(0.0, |scroller| scroll(&scroller, y) - now.start_scroll);
    // Only our own style of the element, which cannot fail to parse.
    let _ = row.style().set_property("translate", &format!("0 {}px", y - now.start_y + scrolled));
    let to = target(&list, now, y);
    if to != now.to {
        drag.set(Some(Drag { to, ..now }));
    }
}

/// The place among the rows that the pointer is at.
fn target(list: &Element, drag: Drag, y: f64) -> usize {
    let rows = list.children();
    let passed = (0..rows.length()).filter(|index| *index as usize != drag.from).filter_map(|index| rows.item(index));
    passed.take_while(|row| middle(row) < y).count()
}

fn middle(row: &Element) -> f64 {
    let place = row.get_bounding_client_rect();
    place.top() + place.height() / 2.0
}

/// Scrolls near the edges; the scroll position after that.
fn scroll(scroller: &Element, y: f64) -> f64 {
    let view = scroller.get_bounding_client_rect();
    let height = f64::from(scroller.client_height());
    // The page itself begins at the top of the window, wherever its box is.
    let top = view.top().max(0.0);
    let up = if y < top + EDGE { STEP } else { 0 };
    let down = if y > top + height - EDGE { STEP } else { 0 };
    if up != down {
        scroller.set_scroll_top(scroller.scroll_top() + down - up);
    }
    f64::from(scroller.scroll_top())
}

/// What scrolls the list: its pane, or the page on phones.
fn scroller(list: &Element) -> Option<Element> {
    let pane = list.closest("[data-scroll]").ok().flatten();
    pane.filter(|pane| pane.scroll_height() > pane.client_height()).or_else(|| document().scrolling_element())
}

fn list_of(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into::<Element>().ok()?.closest("[data-rows]").ok()?
}

fn row(id: Uuid) -> Option<HtmlElement> {
    document().get_element_by_id(&row_id(id))?.dyn_into().ok()
}

pub(super) fn row_id(id: Uuid) -> String {
    format!("block-{id}")
}
