use ui::Toasts;

/// Puts a text on the clipboard and says so.
#[cfg(target_arch = "wasm32")]
pub fn copy(text: String, toasts: Toasts) {
    let promise = leptos::prelude::window().navigator().clipboard().write_text(&text);
    leptos::task::spawn_local(async move {
        match wasm_bindgen_futures::JsFuture::from(promise).await {
            Ok(_) => toasts.info(crate::words::media::copied()),
            Err(_) => toasts.error(crate::words::media::copy_refused()),
        }
    });
}

#[cfg(not(target_arch = "wasm32"))]
pub fn copy(_: String, _: Toasts) {}
