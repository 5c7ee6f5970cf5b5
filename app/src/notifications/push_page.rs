//! What the browser does when somebody asks to be told on a device.

#[cfg(target_arch = "wasm32")]
use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::{JsCast, JsValue};

#[cfg(target_arch = "wasm32")]
use crate::words::notifications as t;

/// What the browser gave; as in `PushSubscription.toJSON()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) endpoint: String,
    /// Base64 for addresses.
    pub(super) p256dh: String,
    pub(super) auth: String,
}

/// Whether the browser can be told at all.
#[cfg(target_arch = "wasm32")]
pub(super) fn is_possible() -> bool {
    let window = leptos::prelude::window();
    Reflect::has(&window, &"PushManager".into()).unwrap_or(false)
        && Reflect::has(&window.navigator(), &"serviceWorker".into()).unwrap_or(false)
}

/// Asks the person, then the push service. `key` is ours, uncompressed.
#[cfg(target_arch = "wasm32")]
pub(super) async fn subscribe(key: &[u8]) -> Result<Found, String> {
    ask(key).await.map_err(|cause| {
        web_sys::console::warn_1(&cause);
        let denied = get(&cause, "name").ok().and_then(|name| name.as_string()).is_some_and(|name| name == "NotAllowedError");
        if denied { t::denied().to_owned() } else { t::unreachable().to_owned() }
    })
}

#[cfg(target_arch = "wasm32")]
async fn ask(key: &[u8]) -> Result<Found, JsValue> {
    let workers = get(&leptos::prelude::window().navigator(), "serviceWorker")?;
    promised(call(&workers, "register", &["/sw.js".into()])?).await?;
    let registration = promised(get(&workers, "ready")?).await?;
    let options = Object::new();
    Reflect::set(&options, &"userVisibleOnly".into(), &true.into())?;
    Reflect::set(&options, &"applicationServerKey".into(), &Uint8Array::from(key))?;
    let subscription = promised(call(&get(&registration, "pushManager")?, "subscribe", &[options.into()])?).await?;
    let json = call(&subscription, "toJSON", &[])?;
    let keys = get(&json, "keys")?;
    let text = |of: &JsValue, name: &str| get(of, name).map(|value| value.as_string().unwrap_or_default());
    Ok(Found { endpoint: text(&json, "endpoint")?, p256dh: text(&keys, "p256dh")?, auth: text(&keys, "auth")? })
}

#[cfg(target_arch = "wasm32")]
fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

#[cfg(target_arch = "wasm32")]
fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    get(of, name)?.dyn_into::<Function>()?.apply(of, &arguments.iter().collect())
}

#[cfg(target_arch = "wasm32")]
async fn promised(value: JsValue) -> Result<JsValue, JsValue> {
    wasm_bindgen_futures::JsFuture::from(Promise::resolve(&value)).await
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn is_possible() -> bool {
    false
}

#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::unused_async, reason = "the browser's half waits")]
pub(super) async fn subscribe(_: &[u8]) -> Result<Found, String> {
    Err(String::new())
}
