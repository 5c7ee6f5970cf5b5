//! The events of a Markdown parser with everything taken out that could act.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::REL;
use crate::bio_sites::links::SafeUrl;

/// Deepest nesting of lists and quotes; a line of 20,000 `>` must not become 20,000 elements in each other.
const DEEPEST: usize = 8;

/// Wraps a parser; what it yields can be written as HTML as it is.
pub(super) struct Safe<I> {
    events: I,
    /// For every open link, whether it was written.
    links: Vec<bool>,
    /// How many lists, items and quotes are open.
    depth: usize,
}

impl<I> Safe<I> {
    pub(super) fn new(events: I) -> Self {
        Self { events, links: Vec::new(), depth: 0 }
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Safe<I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            let event = self.events.next()?;
            if let Some(safe) = self.filter(event) {
                return Some(safe);
            }
        }
    }
}

impl<I> Safe<I> {
    fn filter<'a>(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => Some(event),
            // Maths, footnotes and task lists are not switched on.
            _ => None,
        }
    }

    fn start<'a>(&mut self, tag: Tag<'a>) -> Option<Event<'a>> {
        let tag = match tag {
            Tag::Paragraph | Tag::Emphasis | Tag::Strong | Tag::Strikethrough => tag,
            Tag::TableHead | Tag::TableRow | Tag::TableCell => tag,
            Tag::HtmlBlock => Tag::Paragraph,
            Tag::Heading { level, .. } => Tag::Heading { level: demoted(level), id: None, classes: Vec::new(), attrs: Vec::new() },
            // The language would become a class name.
            Tag::CodeBlock(_) => Tag::CodeBlock(CodeBlockKind::Indented),
            // Alignment would become a `style`, which the page's policy forbids.
            Tag::Table(columns) => Tag::Table(vec![pulldown_cmark::Alignment::None; columns.len()]),
            Tag::List(_) | Tag::Item => return self.open(tag),
            Tag::BlockQuote(_) => return self.open(Tag::BlockQuote(None)),
            Tag::Link { dest_url, .. } => return self.open_link(&dest_url),
            // Of a picture its description remains, which are the events inside.
            _ => return None,
        };
        Some(Event::Start(tag))
    }

    fn end<'a>(&mut self, tag: TagEnd) -> Option<Event<'a>> {
        let tag = match tag {
            TagEnd::Paragraph | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::CodeBlock => tag,
            TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell => tag,
            TagEnd::HtmlBlock => TagEnd::Paragraph,
            TagEnd::Heading(level) => TagEnd::Heading(demoted(level)),
            TagEnd::List(_) | TagEnd::Item => return self.close(tag),
            TagEnd::BlockQuote(_) => return self.close(TagEnd::BlockQuote(None)),
            TagEnd::Link => return self.links.pop().unwrap_or(false).then(|| Event::InlineHtml("</a>".into())),
            _ => return None,
        };
        Some(Event::End(tag))
    }

    fn open<'a>(&mut self, tag: Tag<'a>) -> Option<Event<'a>> {
        self.depth += 1;
        (self.depth <= 2 * DEEPEST).then_some(Event::Start(tag))
    }

    fn close<'a>(&mut self, tag: TagEnd) -> Option<Event<'a>> {
        self.depth = self.depth.saturating_sub(1);
        (self.depth < 2 * DEEPEST).then_some(Event::End(tag))
    }

    fn open_link<'a>(&mut self, address: &str) -> Option<Event<'a>> {
        let url = SafeUrl::parse(address).ok().filter(|_| !self.links.contains(&true));
        self.links.push(url.is_some());
        Some(Event::InlineHtml(anchor(url?.as_str())))
    }
}

fn anchor(address: &str) -> CowStr<'static> {
    let mut tag = String::from("<a href=\"");
    for c in address.chars() {
        match c {
            '&' => tag.push_str("&amp;"),
            '"' => tag.push_str("&quot;"),
            '\'' => tag.push_str("&#39;"),
            '<' => tag.push_str("&lt;"),
            '>' => tag.push_str("&gt;"),
            other => tag.push(other),
        }
    }
    tag.push_str("\" rel=\"");
    tag.push_str(REL);
    tag.push_str("\">");
    tag.into()
}

/// The page has the first two levels.
fn demoted(level: HeadingLevel) -> HeadingLevel {
    level.max(HeadingLevel::H3)
}
