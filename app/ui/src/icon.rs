//! One sprite, `public/icons.svg`, holds every icon: cached once, no bytes in the wasm.
//!
//! To add one: write its lucide name here, then `node app/ui/build-icons.mjs`. Unit tests fail when a
//! name is missing in the sprite, and when a page asks for a name that is not in this list.

use leptos::oco::Oco;
use leptos::prelude::*;

/// Names of the icons in the sprite (<https://lucide.dev>, ISC licence), in alphabetical order.
#[rustfmt::skip]
pub const ICONS: &[&str] = &[
    "archive", "arrow-down", "arrow-left", "arrow-right", "arrow-up", "arrow-up-right", "at-sign", "badge-check",
    "ban", "bell", "bold", "bot", "calendar-clock", "chart-column", "check", "chevron-down", "chevron-left",
    "chevron-right", "chevron-up", "chevrons-up-down", "circle-alert", "circle-check", "circle-help", "circle-play",
    "clipboard-list", "clock", "cloud-off", "code", "command", "contact", "copy", "download", "ellipsis",
    "external-link", "eye", "eye-off", "file-text", "folder", "folder-input", "folder-plus", "funnel", "globe",
    "grip-vertical", "hash", "heading", "history", "house", "image", "images", "inbox", "info", "italic",
    "key-round", "laptop", "layout-dashboard", "layout-template", "link", "list", "loader-circle", "lock",
    "log-out", "mail", "map-pin", "menu", "message-circle", "minus", "monitor", "moon", "mouse-pointer-click",
    "music", "palette", "panels-top-left", "pencil", "phone", "plus", "qr-code", "redo-2", "refresh-cw",
    "rotate-ccw", "rss", "save", "search", "send", "settings", "share-2", "shield", "smartphone", "sparkles",
    "star", "store", "sun", "tablet", "tag", "timer", "trash-2", "trending-down", "trending-up", "triangle-alert",
    "type", "undo-2", "upload", "user", "users", "video", "wand-sparkles", "x",
];

/// A decorative icon: hidden from assistive technology, so the words must stand beside it (or in `IconButton`'s label).
#[component]
pub fn Icon(
    /// One of [`ICONS`].
    #[prop(into)]
    name: Oco<'static, str>,
    /// Extra classes, e.g. `"size-5 text-muted"`. The default size is 16 px.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=format!("icon {class}") aria-hidden="true">
            <use href=format!("/icons.svg#{name}") />
        </svg>
    }
    .into_any()
}
