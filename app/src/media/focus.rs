use leptos::{ev, html, prelude::*};
use mewayz::media::{Focus, Media, best_width, url};

use crate::words::media as t;

/// How far an arrow key moves the point, in percent; with Shift.
const STEP: i16 = 5;
const SMALL: i16 = 1;

/// The picture with its focal point, to be moved by a click or by arrow keys.
#[component]
pub(super) fn FocusInput(media: Media, focus: RwSignal<Focus>, disabled: bool) -> impl IntoView {
    let node = NodeRef::<html::Button>::new();
    let place = move |ev: ev::MouseEvent| {
        let Some(button) = node.get_untracked() else { return };
        // Keys press the button too, without a place.
        if ev.detail() == 0 {
            return;
        }
        let area = button.get_bounding_client_rect();
        let percent = |at: f64, from: f64, length: f64| ((at - from) / length.max(1.0) * 100.0).round().clamp(0.0, 100.0) as u8;
        let x = percent(f64::from(ev.client_x()), area.left(), area.width());
        let y = percent(f64::from(ev.client_y()), area.top(), area.height());
        focus.set(Focus { x, y });
    };
    let walk = move |ev: ev::KeyboardEvent| {
        let step = if ev.shift_key() { SMALL } else { STEP };
        let (x, y) = match ev.key().as_str() {
            "ArrowLeft" => (-step, 0),
            "ArrowRight" => (step, 0),
            "ArrowUp" => (0, -step),
            "ArrowDown" => (0, step),
            _ => return,
        };
        ev.prevent_default();
        focus.update(|focus| *focus = moved(*focus, x, y));
    };
    let words = move || {
        let Focus { x, y } = focus.get();
        t::focal_point_at(u32::from(x), u32::from(y))
    };
    let src = url(&media.key, best_width(&media.widths, 640));
    view! {
        <div>
            <p class="mb-1 text-sm font-medium">{t::focal_point()}</p>
            // Percentages are of the picture, whichever way the page is read.
            <button type="button" node_ref=node dir="ltr" disabled=disabled class="relative block w-full cursor-crosshair overflow-hidden rounded-lg bg-sunken"
                aria-label=words aria-describedby="focus-hint" on:click=place on:keydown=walk>
                <img src=src alt="" width=media.width height=media.height class="h-auto max-h-72 w-full object-fill"/>
                <svg class="pointer-events-none absolute inset-0 size-full" aria-hidden="true">
                    <circle cx=move || format!("{}%", focus.get().x) cy=move || format!("{}%", focus.get().y) r="11" fill="none" stroke="#000" stroke-width="4"/>
                    <circle cx=move || format!("{}%", focus.get().x) cy=move || format!("{}%", focus.get().y) r="11" fill="none" stroke="#fff" stroke-width="2"/>
                </svg>
            </button>
            <p id="focus-hint" class="mt-1 text-xs text-muted">{t::focal_point_hint()}</p>
        </div>
    }
    .into_any()
}

fn moved(from: Focus, x: i16, y: i16) -> Focus {
    let add = |at: u8, by: i16| u8::try_from((i16::from(at) + by).clamp(0, 100)).unwrap_or(50);
    Focus { x: add(from.x, x), y: add(from.y, y) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_stays_in_the_picture() {
        assert_eq!(moved(Focus { x: 98, y: 2 }, STEP, -STEP), Focus { x: 100, y: 0 });
        assert_eq!(moved(Focus::default(), -SMALL, SMALL), Focus { x: 49, y: 51 });
    }
}
