/// The IANA zone of the browser; `None` on the server.
#[cfg(target_arch = "wasm32")]
pub fn browser_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

/// The IANA zone of the browser; `None` on the server.
#[cfg(not(target_arch = "wasm32"))]
pub fn browser_zone() -> Option<String> {
    None
}
