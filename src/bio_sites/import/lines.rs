//! Lines of text: an address, or a title and an address.

use super::{Row, capped, excerpt, outcome};
use crate::{
    bio_sites::{
        links::{MOST_URL, SafeUrl},
        rules::MOST_LINE,
    },
    fields::Message,
};

/// Longest line that can be a title and an address, in bytes.
pub(super) const MOST_BYTES: usize = 4 * (MOST_URL + MOST_LINE);

pub(super) fn parse(input: &str) -> Vec<Row> {
    let lines = input.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    capped(lines.map(|(index, line)| Row { line: index + 1, outcome: read(line) }))
}

/// Title and address of one line: `https://…`, `Title https://…`, `Title: example.com`, `https://… Title` or `[Title](https://…)`.
pub(super) fn read(line: &str) -> Result<(String, String), Message> {
    if line.len() > MOST_BYTES {
        return Err("This line is too long to be a link.".into());
    }
    let line = bare(line);
    let Some((before, address, after)) = find(line) else {
        return Err(Message::with("“{typed}” contains no web address such as https://example.com.", [("typed", excerpt(line))]));
    };
    if address.contains(['<', '>', '"']) {
        return Err("This line contains HTML. Paste titles and addresses only.".into());
    }
    outcome(format!("{before} {after}").trim_matches(is_separator), address)
}

/// The address in a line, and what stands before and after it.
fn find(line: &str) -> Option<(&str, &str, &str)> {
    let words = || line.split_whitespace();
    let is_whole = words().nth(1).is_none();
    if is_whole && (has_scheme(line) || is_address(line)) {
        return Some(("", line, ""));
    }
    // The title may touch the address: `Shop,https://…`.
    let start = ["https://", "http://"].iter().find_map(|start| line.find(start));
    let start = start.or_else(|| {
        let word = words().rfind(|word| has_scheme(word)).or_else(|| words().rfind(|word| is_address(word)))?;
        line.rfind(word)
    });
    let Some(start) = start else { return is_whole.then_some(("", line, "")) };
    let (before, rest) = line.split_at_checked(start)?;
    let (address, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let address = if before.ends_with("](") { address.strip_suffix(')').unwrap_or(address) } else { address };
    Some((before, address, after))
}

/// Whether a word is an address beyond doubt, good or bad.
pub(super) fn has_scheme(word: &str) -> bool {
    let lower = word.get(..word.len().min(16)).unwrap_or_default().to_ascii_lowercase();
    ["http://", "https://", "mailto:", "tel:", "sms:", "www.", "javascript:", "data:"].iter().any(|start| lower.starts_with(start))
}

/// Whether a word without a scheme is most likely an address: `example.com/x`, but not `etc.` or `3.5`.
pub(super) fn is_address(word: &str) -> bool {
    let ending = |url: SafeUrl| url.host().and_then(|host| host.rsplit('.').next().map(str::to_owned));
    let is_name = |ending: String| ending.len() >= 2 && ending.chars().any(|c| c.is_ascii_alphabetic());
    word.contains('.') && SafeUrl::parse(word).is_ok_and(|url| !url.is_web() || ending(url).is_some_and(is_name))
}

/// Without the bullet of a list.
fn bare(line: &str) -> &str {
    let line = line.trim();
    ["- ", "* ", "• ", "– "].iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line).trim()
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || "-–—:|,;=>→[](".contains(c)
}
