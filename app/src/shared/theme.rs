use ui::Theme;

/// Light, dark or as the system says: what the reader chose before, as the document around the page has it.
#[cfg(not(target_arch = "wasm32"))]
pub fn theme() -> Theme {
    let parts = leptos::prelude::use_context::<http::request::Parts>();
    let cookies = parts.as_ref().and_then(|parts| parts.headers.get(http::header::COOKIE)?.to_str().ok());
    cookies.map_or_else(Theme::default, Theme::from_cookies)
}

#[cfg(target_arch = "wasm32")]
pub fn theme() -> Theme {
    let root = leptos::prelude::document().document_element();
    root.and_then(|root| root.get_attribute("data-theme")).map_or_else(Theme::default, |name| Theme::parse(&name))
}
