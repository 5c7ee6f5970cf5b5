//! Markdown of creators, as HTML that can do nothing but be read.
//!
//! Two independent walls: this renderer never writes a tag or address it did not choose, and on the server an allow-list
//! sanitiser goes over the result.

mod safe;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use pulldown_cmark::{Event, Options, Parser, TagEnd, html};

use crate::fields::single_line;

/// Renders Markdown with tables and strikethrough. HTML in it is shown as text, pictures become their description, links
/// are limited to safe addresses, headings begin at the third level (the page has the first two).
pub fn to_html(markdown: &str) -> String {
    let mut page = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut page, safe::Safe::new(events(markdown)));
    clean(page)
}

/// The words alone, on one line, for descriptions and lists.
pub fn to_text(markdown: &str) -> String {
    let mut words = String::with_capacity(markdown.len());
    for event in events(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::Rule => words.push(' '),
            Event::Start(tag) if ends_words(&tag.to_end()) => words.push(' '),
            Event::End(tag) if ends_words(&tag) => words.push(' '),
            _ => {}
        }
    }
    single_line(&words)
}

fn events(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// `Some*thing*` is one word, two table cells are two.
fn ends_words(tag: &TagEnd) -> bool {
    !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// What `rel` says of every link: do not vouch for it, do not hand it this window.
const REL: &str = "nofollow noopener ugc";

#[cfg(target_arch = "wasm32")]
fn clean(page: String) -> String {
    page
}

#[cfg(not(target_arch = "wasm32"))]
fn clean(page: String) -> String {
    use std::{collections::HashSet, sync::LazyLock};
    static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
        let mut builder = ammonia::Builder::empty();
        builder
            .tags(HashSet::from([
                "p",
                "br",
                "hr",
                "em",
                "strong",
                "del",
                "code",
                "pre",
                "blockquote",
                "ul",
                "ol",
                "li",
                "h3",
                "h4",
                "h5",
                "h6",
                "a",
                "table",
                "thead",
                "tbody",
                "tr",
                "th",
                "td",
            ]))
            .add_tag_attributes("a", &["href"])
            .add_tag_attributes("ol", &["start"])
            .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "sms"]))
            .url_relative(ammonia::UrlRelative::Deny)
            .link_rel(Some(REL));
        builder
    });
    SANITISER.clean(&page).to_string()
}
