//! The product as an installed app. `public/pwa.js` speaks to the browser; here its offers become words and buttons.

use leptos::{ev::Custom, prelude::*};
use ui::{MenuItem, use_toasts};

use crate::words::shared as t;

/// Offers a reload once a new version waits; never reloads by itself, which could lose what is being typed.
pub(super) fn offer_update() {
    let toasts = use_toasts();
    let offer = move || toasts.with_action(t::new_version(), t::reload(), || answer("reload"));
    listen("update", "update", offer);
}

/// An entry of a menu that installs the app, where the browser can.
#[component]
pub(super) fn InstallItem() -> impl IntoView {
    let offered = RwSignal::new(false);
    listen("install", "install", move || offered.set(is_offered("install")));
    move || offered.get().then(|| view! { <MenuItem label=t::install_app() icon="download" on:click=|_| answer("accept")/> })
}

/// Runs `then` at every event, and at once if the offer stands already.
fn listen(event: &'static str, offer: &'static str, then: impl Fn() + Clone + 'static) {
    Effect::new(move |_| {
        if is_offered(offer) {
            then();
        }
        let then = then.clone();
        let handle = window_event_listener(Custom::<web_sys::Event>::new(format!("mewayz:{event}")), move |_| then());
        on_cleanup(move || handle.remove());
    });
}

fn is_offered(offer: &str) -> bool {
    document().document_element().is_some_and(|root| root.has_attribute(&format!("data-{offer}")))
}

fn answer(name: &str) {
    if let Ok(event) = web_sys::Event::new(&format!("mewayz:{name}")) {
        let _ = window().dispatch_event(&event);
    }
}
