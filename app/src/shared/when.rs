use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::words;

/// A moment as people read it: in UTC from the server, in the reader's own time zone once the page is alive.
#[component]
pub fn When(at: DateTime<Utc>) -> impl IntoView {
    let text = RwSignal::new(words::utc(at));
    // What the server sent must stand still until it is hydrated.
    Effect::new(move |_| {
        if let Some(own) = in_own_zone(at) {
            text.set(own);
        }
    });
    view! { <time datetime=at.to_rfc3339()>{move || text.get()}</time> }
}

#[cfg(target_arch = "wasm32")]
fn in_own_zone(at: DateTime<Utc>) -> Option<String> {
    use js_sys::{Array, Date, Function, Intl::DateTimeFormat, Object, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    let options = Object::new();
    let parts =
        [("day", "numeric"), ("month", "short"), ("year", "numeric"), ("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")];
    for (part, length) in parts {
        Reflect::set(&options, &part.into(), &length.into()).ok()?;
    }
    let format = DateTimeFormat::new(&Array::of1(&words::locale().format_tag().into()), &options);
    let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    let write: Function = format.format().unchecked_into();
    write.call1(&JsValue::UNDEFINED, &date).ok()?.as_string()
}

#[cfg(not(target_arch = "wasm32"))]
fn in_own_zone(_: DateTime<Utc>) -> Option<String> {
    None
}
