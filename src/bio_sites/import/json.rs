//! JSON exports. Linktree: `{"links":[{"title","url","active"}]}`, also nested in groups; LinkStack: `{"links":[{"title","link","type"}]}`.

use serde_json::{Map, Value};

use super::{Row, capped, excerpt, outcome};
use crate::fields::Message;

type Object = Map<String, Value>;

const URL_KEYS: &[&str] = &["url", "link", "href", "address", "destination", "target"];
const TITLE_KEYS: &[&str] = &["title", "name", "label", "text"];
/// Where lists of links are kept, or the groups within them.
const LIST_KEYS: &[&str] =
    &["links", "social_links", "socialLinks", "socials", "items", "blocks", "buttons", "children", "entries", "data", "bookmarks"];
/// `false` in one of these, or `true` in `hidden`, means switched off.
const ACTIVE_KEYS: &[&str] = &["active", "enabled", "is_active", "isActive", "visible", "published"];

/// `None` if the text is not meant as JSON.
pub(super) fn parse(input: &str) -> Option<Vec<Row>> {
    let text = input.trim_start();
    let is_object = text.starts_with('{');
    // A line of Markdown may begin with a bracket, too.
    let is_array = text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', '"', '[', ']']));
    if !is_object && !is_array {
        return None;
    }
    let value: Value = match serde_json::from_str(input) {
        Ok(value) => value,
        Err(error) => {
            let column = error.column().to_string();
            let message = Message::with(
                "This is not complete JSON; reading stopped in column {column}. Export the file again.",
                [("column", column)],
            );
            return Some(vec![Row { line: error.line(), outcome: Err(message) }]);
        }
    };
    let mut entries = Vec::new();
    collect(&value, value.is_array(), &mut entries);
    if entries.is_empty() {
        collect_anywhere(&value, &mut entries);
    }
    if entries.is_empty() {
        let message = "We found no list of links in this file.".into();
        return Some(vec![Row { line: 1, outcome: Err(message) }]);
    }
    Some(capped(entries.into_iter().enumerate().map(|(index, entry)| Row { line: index + 1, outcome: read(entry) })))
}

/// Gathers what stands in known lists, `within` one or on the way to one. The parser limits the depth to 128.
fn collect<'a>(value: &'a Value, within: bool, entries: &mut Vec<&'a Value>) {
    match value {
        Value::Array(list) => list.iter().for_each(|entry| collect(entry, within, entries)),
        Value::Object(object) => {
            let lists: Vec<&Value> = LIST_KEYS.iter().filter_map(|key| object.get(*key)).filter(|list| is_list(list, object)).collect();
            if !lists.is_empty() {
                return lists.into_iter().for_each(|list| collect(list, true, entries));
            }
            // A link may carry further addresses, such as its picture's; a page may carry its own beside its list.
            let (is_entry, before) = (is_entry(object), entries.len());
            object.values().filter(|inner| is_nested(inner)).for_each(|inner| collect(inner, within && !is_entry, entries));
            if within && is_entry && entries.len() == before {
                entries.push(value);
            }
        }
        Value::String(_) if within => entries.push(value),
        _ => {}
    }
}

/// Gathers every object that names an address, for files without a known list.
fn collect_anywhere<'a>(value: &'a Value, entries: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) if is_entry(object) => entries.push(value),
        Value::Object(object) => object.values().for_each(|inner| collect_anywhere(inner, entries)),
        Value::Array(list) => list.iter().for_each(|inner| collect_anywhere(inner, entries)),
        _ => {}
    }
}

/// Whether a value is a list of links. Beside an address a list of words is something else, such as tags.
fn is_list(value: &Value, owner: &Object) -> bool {
    let is_link = |entry: &Value| is_nested(entry) || (entry.is_string() && !is_entry(owner));
    value.as_array().is_some_and(|list| list.iter().any(is_link))
}

fn is_nested(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

/// An object that names an address, even an empty one.
fn is_entry(object: &Object) -> bool {
    URL_KEYS.iter().any(|key| object.get(*key).is_some_and(|url| url.is_string() || url.is_null()))
}

fn read(entry: &Value) -> Result<(String, String), Message> {
    let Some(object) = entry.as_object() else { return outcome("", entry.as_str().unwrap_or_default()) };
    let title = text(object, TITLE_KEYS);
    let url = text(object, URL_KEYS);
    let named = if title.is_empty() { url } else { title };
    if is_off(object) {
        return Err(Message::with("“{name}” is switched off in your export, so it was left out.", [("name", excerpt(named))]));
    }
    if url.is_empty() {
        let kind = text(object, &["type", "kind"]);
        let name = ("name", excerpt(named));
        return Err(match excerpt(kind) {
            kind if kind.is_empty() => Message::with("“{name}” has no web address, so it was left out.", [name]),
            kind => Message::with("“{name}” has no web address (it is of type “{kind}”), so it was left out.", [name, ("kind", kind)]),
        });
    }
    outcome(title, url)
}

fn text<'a>(object: &'a Object, keys: &[&str]) -> &'a str {
    let texts = keys.iter().filter_map(|key| object.get(*key)?.as_str()).map(str::trim);
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

fn is_off(object: &Object) -> bool {
    // LinkStack and PHP exports write 0 and 1, or the words.
    let says = |key: &str, yes: bool| match object.get(key) {
        Some(Value::Bool(value)) => *value == yes,
        Some(Value::Number(value)) => value.as_i64() == Some(i64::from(yes)),
        Some(Value::String(value)) => value.eq_ignore_ascii_case(if yes { "true" } else { "false" }),
        _ => false,
    };
    ACTIVE_KEYS.iter().any(|key| says(key, false)) || says("hidden", true)
}
