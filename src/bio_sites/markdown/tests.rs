#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where its ground gives way")]

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

const CORPUS: &str = include_str!("../fixtures/xss.md");

/// Every tag this renderer may write, besides links.
const TAGS: &[&str] = &[
    "p",
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
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];

/// Reads HTML as strictly as it is written here: every `<` begins a tag of the list, a link has exactly our attributes.
/// Text may hold any words, since it cannot hold a `<`.
fn assert_harmless(html: &str) {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').unwrap_or_else(|| panic!("unclosed tag in {html:?}"));
        assert_tag(&rest[start + 1..end], html);
        rest = &rest[end + 1..];
    }
}

fn assert_tag(tag: &str, html: &str) {
    if let Some(link) = tag.strip_prefix("a href=\"") {
        let (address, attributes) = link.split_once('"').unwrap_or_else(|| panic!("{tag:?} in {html:?}"));
        assert_eq!(attributes, format!(" rel=\"{REL}\""), "{html:?}");
        let scheme = address.split_once(':').map(|(scheme, _)| scheme);
        assert!(matches!(scheme, Some("http" | "https" | "mailto" | "tel" | "sms")), "{address:?} in {html:?}");
        return;
    }
    let start = tag.strip_prefix("ol start=\"").and_then(|rest| rest.strip_suffix('"'));
    let is_list = start.is_some_and(|number| number.parse::<u64>().is_ok());
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let known = is_list || TAGS.contains(&name) || ["/a", "br", "br /", "hr", "hr /"].contains(&tag);
    assert!(known, "<{tag}> in {html:?}");
}

/// What browsers without the server's second wall would get.
fn unsanitised(markdown: &str) -> String {
    let mut page = String::new();
    html::push_html(&mut page, safe::Safe::new(events(markdown)));
    page
}

#[test]
fn markdown_is_rendered() {
    let cases = [
        ("Hello *you* and **you**", "<p>Hello <em>you</em> and <strong>you</strong></p>\n"),
        ("# One\n## Two\n### Three\n#### Four", "<h3>One</h3>\n<h3>Two</h3>\n<h3>Three</h3>\n<h4>Four</h4>\n"),
        ("- a\n- ~~b~~", "<ul>\n<li>a</li>\n<li><del>b</del></li>\n</ul>\n"),
        ("3. c\n4. d", "<ol start=\"3\">\n<li>c</li>\n<li>d</li>\n</ol>\n"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>\n"),
        ("a  \nb", "<p>a<br>\nb</p>\n"),
        ("```rust\nfn x() {}\n```", "<pre><code>fn x() {}\n</code></pre>\n"),
        ("[me](example.com/a?b=1&c=2)", "<p><a href=\"https://example.com/a?b=1&amp;c=2\" rel=\"nofollow noopener ugc\">me</a></p>\n"),
        ("<ada@example.com>", "<p><a href=\"mailto:ada@example.com\" rel=\"nofollow noopener ugc\">ada@example.com</a></p>\n"),
        ("![a *cat*](cat.png)", "<p>a <em>cat</em></p>\n"),
        ("[x](javascript:alert)", "<p>x</p>\n"),
        ("", ""),
    ];
    for (markdown, html) in cases {
        assert_eq!(to_html(markdown), html, "{markdown:?}");
    }
    let table = to_html("| a | b |\n|:--|--:|\n| 1 | 2 |");
    assert!(table.contains("<th>a</th>") && table.contains("<td>2</td>") && !table.contains("style"), "{table}");
}

#[test]
fn html_is_shown_as_text() {
    assert_eq!(to_html("a <b onclick=\"x()\">b</b>"), "<p>a &lt;b onclick=\"x()\"&gt;b&lt;/b&gt;</p>\n");
    let html = to_html("<script>alert(1)</script>");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{html}");
}

#[test]
fn the_corpus_is_harmless_line_by_line_and_as_a_whole() {
    for markdown in CORPUS.lines().chain([CORPUS, "[evil]: javascript:alert(1)\n\n[x][evil]"]) {
        assert_harmless(&to_html(markdown));
        assert_harmless(&unsanitised(markdown));
    }
}

#[test]
fn both_walls_agree() {
    // The browser's preview has only the first wall: it must look the same.
    let plain = |html: String| html.replace(" />", ">").replace("&quot;", "\"").replace("&#39;", "'").replace(['\n', '\u{a0}'], "");
    for markdown in CORPUS.lines() {
        assert_eq!(plain(to_html(markdown)), plain(unsanitised(markdown)), "{markdown:?}");
    }
}

#[test]
fn nesting_is_bounded() {
    let html = to_html(&"> ".repeat(10_000));
    assert!(html.matches("<blockquote>").count() <= 16, "{}", html.len());
    let lists: String = (0..200).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
    let html = to_html(&lists);
    assert_harmless(&html);
    assert_eq!(html.matches("<li>").count(), html.matches("</li>").count());
    assert_eq!(html.matches("<ul>").count(), html.matches("</ul>").count());
}

#[test]
fn twisted_texts_take_no_time() {
    for pattern in ["[", "*a_", "![", "`", "<", "> ", "[a](", "|", "- ", "~~", "\\", "&", "[x]:", "**", "a\n\n", "<!--", "<?", "| - "] {
        let started = Instant::now();
        let markdown = pattern.repeat(20_000 / pattern.len());
        assert_harmless(&to_html(&markdown));
        // Unoptimised on a busy machine: milliseconds when linear, minutes when not.
        assert!(started.elapsed() < Duration::from_secs(5), "{pattern:?} took {:?}", started.elapsed());
    }
}

#[test]
fn text_has_the_words_only() {
    let cases = [
        ("# Hi *there*\n\nyou\nand you", "Hi there you and you"),
        ("some*thing* [new](https://example.com) ![cat](x)", "something new cat"),
        ("- one\n- two", "one two"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("`code` <b>bold</b>", "code <b>bold</b>"),
        ("", ""),
    ];
    for (markdown, text) in cases {
        assert_eq!(to_text(markdown), text);
    }
}

fn any_markdown() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<",
        ">",
        "[",
        "]",
        "(",
        ")",
        "!",
        "`",
        "```",
        "*",
        "**",
        "_",
        "#",
        "\n",
        "\n\n",
        "  \n",
        " ",
        "|",
        "---",
        "> ",
        "- ",
        "1. ",
        "\"",
        "'",
        "&",
        ";",
        "\\",
        "=",
        "javascript:",
        "java\nscript:",
        "https://example.com/",
        "data:",
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<!--",
        "-->",
        "onload=",
        "&#x6A;",
        "&colon;",
        "[a]: ",
        "\t",
        "\0",
        "é",
        "😀",
        "a",
        "x",
        "~~",
        ":",
    ]);
    prop_oneof![
        "\\PC{0,120}",
        prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat()),
        prop::collection::vec(prop::sample::select(CORPUS.lines().collect::<Vec<_>>()), 0..6).prop_map(|lines| lines.join("\n")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_harmless(markdown in any_markdown()) {
        assert_harmless(&to_html(&markdown));
        assert_harmless(&unsanitised(&markdown));
    }

    #[test]
    fn any_text_has_one_line_of_text(markdown in any_markdown()) {
        prop_assert!(!to_text(&markdown).contains(['\n', '\t', '\0']));
    }
}
