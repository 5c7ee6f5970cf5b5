//! A whole HTML document around the page.

use leptos::prelude::*;

use super::{BioPage, BioPageProps, Page, head};

/// The document a visitor gets. `css` is the page's stylesheet, the one the Content-Security-Policy was made for.
pub fn render_document(page: &Page, css: &str) -> String {
    let owner = Owner::new();
    let body = owner.with(|| BioPage(BioPageProps { page: page.clone() }).into_view().to_html());
    owner.cleanup();
    // Leptos marks where text nodes meet, for hydration that never happens here.
    let body = body.replace("<!>", "");
    let (lang, dir) = direction(page);
    format!("<!DOCTYPE html><html lang=\"{lang}\" dir=\"{dir}\"><head>{}</head><body>{body}</body></html>", head::head(page, css))
}

/// Language and direction of the page as far as its script tells: the first letter of the name or bio decides.
fn direction(page: &Page) -> (&'static str, &'static str) {
    let profile = &page.content.profile;
    let first = profile.name.chars().chain(profile.bio.chars()).find(|character| character.is_alphabetic());
    match first {
        Some('\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}') => ("he", "rtl"),
        Some('\u{600}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}') => ("ar", "rtl"),
        _ => ("en", "ltr"),
    }
}
