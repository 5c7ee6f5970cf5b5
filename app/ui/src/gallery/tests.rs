//! What must hold for every component, read from the gallery as the server renders it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::Gallery;

fn html() -> String {
    Owner::new().with(|| view! { <Gallery /> }.to_html())
}

/// Values of an attribute, in order.
fn values<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!(" {name}=\"");
    html.match_indices(&mark).filter_map(|(at, _)| html[at + mark.len()..].split('"').next()).collect()
}

#[test]
fn ids_are_unique_and_every_reference_is_kept() {
    let html = html();
    let ids = values(&html, "id");
    let known: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "an id stands twice");
    for name in ["for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget"] {
        let references = values(&html, name);
        assert!(!references.is_empty(), "the gallery shows no {name}");
        for id in references.iter().flat_map(|ids| ids.split(' ')) {
            assert!(known.contains(id), "{name}={id} points nowhere");
        }
    }
}

#[test]
fn nothing_needs_inline_style_or_script() {
    let html = html();
    assert!(values(&html, "style").is_empty());
    assert!(!html.contains("<script") && !html.contains("javascript:"));
    assert!(!html.contains(" onclick="));
}

#[test]
fn fields_keep_value_and_error_without_scripts() {
    let html = html();
    let email = html.split("<input").find(|tag| tag.contains("id=\"f-email\"")).expect("the e-mail field");
    let tag = email.split('>').next().expect("a tag");
    for part in ["name=\"email\"", "type=\"email\"", "value=\"maya@studio\"", "aria-invalid=\"true\""] {
        assert!(tag.contains(part), "{part} in {tag}");
    }
    assert!(html.contains("Enter a whole address"));
}
