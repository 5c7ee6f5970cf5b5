//! The entry point in the browser.
#![cfg(target_arch = "wasm32")]

#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        match app::words::load().await {
            Ok(()) => leptos::mount::hydrate_lazy(app::App),
            // The page works without scripts, so it is better left as it is than emptied of its words.
            Err(error) => leptos::logging::error!("not hydrated: {error:?}"),
        }
    });
}
