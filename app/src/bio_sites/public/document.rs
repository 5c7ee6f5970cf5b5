//! A whole HTML document around the page.

use leptos::prelude::*;

use mewayz::locale::Locale;

use super::{BioPage, BioPageProps, Page, head};
use crate::words::in_language;

/// The document a visitor gets. `css` is the page's stylesheet, the one the Content-Security-Policy was made for.
pub fn render_document(page: &Page, css: &str) -> String {
    let (lang, dir) = direction(page);
    // The page's own language as far as its script tells: one rendering is kept for all visitors.
    let (body, head) = in_language(Locale::from_tag(lang).unwrap_or_default(), || {
        (BioPage(BioPageProps { page: page.clone() }).into_view().to_html(), head::head(page, css))
    });
    // Leptos marks where text nodes meet, for hydration that never happens here.
    let body = body.replace("<!>", "");
    format!("<!DOCTYPE html><html lang=\"{lang}\" dir=\"{dir}\"><head>{head}</head><body>{body}</body></html>")
}

/// Language and direction of the page as far as its script tells: the first letter of the name or bio decides.
fn direction(page: &Page) -> (&'static str, &'static str) {
    let profile = &page.content.profile;
    let first = profile.name.chars().chain(profile.bio.chars()).find(|character| character.is_alphabetic());
    match first {
        Some('\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}') => ("he", "rtl"),
        Some('\u{600}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}') => ("ar", "rtl"),
        Some('\u{3040}'..='\u{30ff}') => ("ja", "ltr"),
        _ => ("en", "ltr"),
    }
}
