//! Bring your links: a pasted or uploaded list becomes link blocks.
//!
//! Understood are JSON exports (Linktree and LinkStack style, plain arrays), CSV with or without a header, and lines of text.
//! Nothing is dropped silently: every entry is a row with a link or a reason.

mod json;
mod lines;
mod table;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod titles;

use uuid::Uuid;

use super::{Block, Body, links::SafeUrl, rules::MOST_LINE};
use crate::fields::{Message, single_line};

/// Most rows read from one list.
pub const MOST_ROWS: usize = 2_000;

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the text it begins on; in JSON the number of the entry. Counted from 1.
    pub line: usize,
    /// Title and address, or what is wrong.
    pub outcome: Result<(String, String), Message>,
}

/// Reads a list of links in whatever form it comes.
pub fn parse(input: &str) -> Vec<Row> {
    let input = input.strip_prefix('\u{feff}').unwrap_or(input);
    if input.trim().is_empty() {
        return Vec::new();
    }
    if let Some(rows) = json::parse(input) {
        return rows;
    }
    match table::Layout::of(input) {
        Some(layout) => table::parse(input, &layout),
        None => lines::parse(input),
    }
}

/// The good rows as link blocks, in order.
pub fn blocks(rows: &[Row], mut new_id: impl FnMut() -> Uuid) -> Vec<Block> {
    let block = |(title, url): &(String, String)| Block {
        id: new_id(),
        enabled: true,
        schedule: None,
        body: Body::Link { title: title.clone(), url: url.clone() },
    };
    rows.iter().filter_map(|row| row.outcome.as_ref().ok()).map(block).collect()
}

/// The outcome for a title, which may be empty, and an address.
fn outcome(title: &str, address: &str) -> Result<(String, String), Message> {
    let url = SafeUrl::parse(address).map_err(|error| match excerpt(address) {
        typed if typed.is_empty() => error.into(),
        typed => Message::with("“{typed}”: {problem}", [("typed", typed), ("problem", error.to_string())]),
    })?;
    let title = single_line(title);
    let title = if title.is_empty() { titles::derive(&url) } else { title };
    Ok((title.chars().take(MOST_LINE).collect(), url.as_str().to_owned()))
}

/// Takes rows until the limit, then says that there are more.
fn capped(mut rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut taken: Vec<Row> = rows.by_ref().take(MOST_ROWS).collect();
    if let Some(next) = rows.next() {
        let message = "This list has more than 2,000 entries. The rest was left out; bring it in a second list.".into();
        taken.push(Row { line: next.line, outcome: Err(message) });
    }
    taken
}

/// The beginning of what somebody typed, for a message.
fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    let shown: String = single_line(&text.chars().take(MOST).collect::<String>());
    if text.chars().nth(MOST).is_some() { format!("{shown}…") } else { shown }
}
