//! The language of the page, fetched once.

use std::sync::OnceLock;

use leptos::prelude::document;
use mewayz::locale::Locale;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

static TABLE: OnceLock<(Locale, Vec<&'static str>)> = OnceLock::new();

/// The language of the page.
pub fn locale() -> Locale {
    TABLE.get().map_or_else(Locale::default, |(locale, _)| *locale)
}

/// Its texts; empty before `load`.
pub fn table() -> &'static [&'static str] {
    TABLE.get().map_or(&[], |(_, texts)| texts)
}

/// Fetches the texts that the document names in `<link id="words">`. The page must not be taken over before they are there.
///
/// # Errors
/// What the browser says when the file cannot be had: the page then stays as the server made it.
pub async fn load() -> Result<(), JsValue> {
    let href = document().get_element_by_id("words").and_then(|link| link.get_attribute("href")).unwrap_or_default();
    let response: web_sys::Response = JsFuture::from(leptos::prelude::window().fetch_with_str(&href)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from_str("the texts of the page are not there"));
    }
    let file = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let language = document().document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    // They live as long as the page.
    let texts: &'static str = Box::leak(file.into_boxed_str());
    let _ = TABLE.set((Locale::from_tag(&language).unwrap_or_default(), texts.split('\n').collect()));
    Ok(())
}
