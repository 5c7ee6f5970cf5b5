//! What the builder asks of the browser. On the server, where nobody edits, the answers are empty.

use std::time::Duration;

use leptos::prelude::*;
use ui::Toasts;
use uuid::Uuid;

/// A random id for a new block.
#[cfg(target_arch = "wasm32")]
pub(super) fn new_id() -> Uuid {
    let mut bytes = [0; 16];
    // Every browser that runs this has it; a page where it fails would only see its save refused.
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn new_id() -> Uuid {
    mewayz::ids::SiteId::new().0
}

/// Milliseconds since 1970.
#[cfg(target_arch = "wasm32")]
pub(super) fn now_ms() -> f64 {
    js_sys::Date::now()
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn now_ms() -> f64 {
    0.0
}

/// Comes back after a while.
#[cfg(target_arch = "wasm32")]
pub(super) async fn sleep(time: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                // Resolving a promise does not fail.
                let _ = resolve.call0(&wasm_bindgen::JsValue::NULL);
            },
            time,
        );
    });
    // This promise is never rejected.
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn sleep(_: Duration) {}

/// Puts a text on the clipboard and says so.
#[cfg(target_arch = "wasm32")]
pub(super) fn copy(text: String, toasts: Toasts) {
    let promise = window().navigator().clipboard().write_text(&text);
    leptos::task::spawn_local(async move {
        match wasm_bindgen_futures::JsFuture::from(promise).await {
            Ok(_) => toasts.info(crate::words::builder::copied()),
            Err(_) => toasts.error(crate::words::builder::not_copied(text)),
        }
    });
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn copy(_: String, _: Toasts) {}

/// Opens an address in a new tab.
pub(super) fn open(address: &str) {
    // A browser that blocks it says so itself.
    let _ = window().open_with_url_and_target_and_features(address, "_blank", "noopener");
}

/// Puts the cursor into the first field inside an element, once it is there.
pub(super) fn focus_soon(selector: &'static str) {
    set_timeout(move || focus(selector), Duration::from_millis(60));
}

fn focus(selector: &str) {
    use wasm_bindgen::JsCast;
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // An element of the document takes the focus or ignores it.
        let _ = element.focus();
    }
}

/// Puts the focus back on an element that the change just made takes out of the page and puts back.
pub(super) fn focus_after_change(id: String) {
    leptos::task::spawn_local(async move {
        leptos::task::tick().await;
        focus(&format!("#{id}"));
    });
}
