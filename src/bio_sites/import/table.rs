//! Tables: comma, semicolon or tab between the columns, quotes as in RFC 4180, with a header or not.

use super::{Row, capped, lines, outcome};
use crate::fields::Message;

/// How a table is to be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    delimiter: u8,
    /// Columns of title and address, if the first record names them.
    header: Option<(Option<usize>, usize)>,
}

const URL_NAMES: &[&str] = &["url", "link", "href", "address", "web address", "website", "destination", "link url", "target"];
const TITLE_NAMES: &[&str] = &["title", "name", "label", "text", "link title", "link name", "link text"];

impl Layout {
    /// The layout, judged by the first line that is not blank; `None` if that is no record of a table.
    pub(super) fn of(input: &str) -> Option<Self> {
        let first = input.lines().find(|line| !line.trim().is_empty()).filter(|line| line.len() <= lines::MOST_BYTES)?;
        let candidates = || [b',', b';', b'\t'].into_iter().map(|delimiter| (delimiter, split(first, delimiter)));
        let named = candidates().find_map(|(delimiter, fields)| Some(Self { delimiter, header: Some(columns(&fields)?) }));
        named.or_else(|| {
            let (delimiter, _) = candidates().find(|(_, fields)| is_record(fields, first))?;
            Some(Self { delimiter, header: None })
        })
    }
}

pub(super) fn parse(input: &str, layout: &Layout) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(layout.delimiter)
        .has_headers(layout.header.is_some())
        .flexible(true)
        .from_reader(input.as_bytes());
    let mut lines = LineCount::new(input);
    let rows = reader.records().filter_map(|record| match record {
        Ok(record) if record.iter().all(|field| field.trim().is_empty()) => None,
        Ok(record) => {
            let line = record.position().map_or(0, |position| lines.at(position.byte()));
            Some(Row { line, outcome: read(&record, layout) })
        }
        Err(error) => {
            let line = error.position().map_or(0, |position| lines.at(position.byte()));
            Some(Row { line, outcome: Err("This line cannot be read as a table row.".into()) })
        }
    });
    capped(rows)
}

fn read(record: &csv::StringRecord, layout: &Layout) -> Result<(String, String), Message> {
    if record.as_slice().len() > lines::MOST_BYTES {
        return Err("This row is too long to be a link. Is a quotation mark missing?".into());
    }
    if let Some((title, url)) = layout.header {
        let field = |column: usize| record.get(column).unwrap_or_default().trim();
        return outcome(title.map_or("", field), field(url));
    }
    let fields: Vec<&str> = record.iter().map(str::trim).collect();
    let Some(found) = address_column(&fields) else { return lines::read(&fields.join(" ")) };
    let others = if found == 0 { fields.get(1..2) } else { fields.get(..found) };
    outcome(&others.unwrap_or_default().join(", "), fields.get(found).unwrap_or(&""))
}

/// The field that is the address: one with a scheme, else the last that looks like a host.
fn address_column(fields: &[&str]) -> Option<usize> {
    let whole = |field: &&str| !field.contains(char::is_whitespace);
    let known = fields.iter().position(|field| whole(field) && lines::has_scheme(field));
    known.or_else(|| fields.iter().rposition(|field| whole(field) && lines::is_address(field)))
}

/// Title and address columns of a header.
fn columns(fields: &[String]) -> Option<(Option<usize>, usize)> {
    let names: Vec<String> = fields.iter().map(|field| field.trim().to_lowercase().replace(['_', '-'], " ")).collect();
    let column = |known: &[&str]| known.iter().find_map(|name| names.iter().position(|other| other == name));
    Some((column(TITLE_NAMES), column(URL_NAMES)?))
}

/// Whether the fields of the first line are a title and an address. An address may itself contain a comma, so one that
/// begins the line only counts when what follows is plainly a title.
fn is_record(fields: &[String], line: &str) -> bool {
    if fields.len() < 2 {
        return false;
    }
    let fields: Vec<&str> = fields.iter().map(|field| field.trim()).collect();
    match address_column(&fields) {
        Some(0) => {
            let title = fields.get(1).copied().unwrap_or_default();
            line.contains('"') || title.contains(' ') || title.starts_with(char::is_uppercase)
        }
        Some(_) => true,
        // A quoted title may go on in the next line.
        None => line.trim_start().starts_with('"'),
    }
}

fn split(line: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(line.as_bytes());
    let first = reader.records().next().and_then(Result::ok);
    first.map(|record| record.iter().map(str::to_owned).collect()).unwrap_or_default()
}

/// Line numbers of growing byte positions, each byte looked at once. (The reader's own count starts before skipped blank lines.)
struct LineCount<'a> {
    input: &'a [u8],
    byte: usize,
    line: usize,
}

impl<'a> LineCount<'a> {
    fn new(input: &'a str) -> Self {
        Self { input: input.as_bytes(), byte: 0, line: 1 }
    }

    fn at(&mut self, byte: u64) -> usize {
        let start = usize::try_from(byte).unwrap_or(usize::MAX).min(self.input.len());
        // A record begins where the last one ended, which may be in front of blank lines.
        let blank = self.input.get(start..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace()).count();
        let passed = self.input.get(self.byte..start + blank).unwrap_or_default();
        self.line += passed.iter().filter(|b| **b == b'\n').count();
        self.byte = self.byte.max(start + blank);
        self.line
    }
}
