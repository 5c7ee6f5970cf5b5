//! Messages beside form fields, and small checks that every form shares.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Messages by field name; nested fields are dotted (`blocks.3.url`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// A single message.
    pub fn one(name: impl Into<String>, message: impl Into<String>) -> Self {
        let mut fields = Self::default();
        fields.add(name, message);
        fields
    }

    /// Adds a message; the first one for a field stays.
    pub fn add(&mut self, name: impl Into<String>, message: impl Into<String>) {
        self.0.entry(name.into()).or_insert_with(|| message.into());
    }

    /// Adds `message` unless the rule holds.
    pub fn require(&mut self, holds: bool, name: &str, message: &str) {
        if !holds {
            self.add(name, message);
        }
    }

    /// The message for a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, message)| (name.as_str(), message.as_str()))
    }

    /// `Invalid` if there is any message.
    pub fn into_result(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }
}

/// One line of text as stored: trimmed, inner white space folded, control and direction-override characters removed.
pub fn single_line(input: &str) -> String {
    let visible: String = input.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| is_visible(*c)).collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Several lines as stored: trimmed, line ends as `\n`, other control characters removed.
pub fn multi_line(input: &str) -> String {
    let unix = input.replace("\r\n", "\n").replace('\r', "\n");
    let visible: String = unix.chars().filter(|c| *c == '\n' || *c == '\t' || is_visible(*c)).collect();
    visible.trim().to_owned()
}

/// Control characters break layouts; bidi overrides (U+202A-202E, U+2066-2069) disguise text.
fn is_visible(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_line_folds_and_cleans() {
        assert_eq!(single_line("  Ada\t\n Lovelace \u{202e}\0"), "Ada Lovelace");
    }

    #[test]
    fn multi_line_keeps_line_ends() {
        assert_eq!(multi_line(" a\r\nb\rc\u{7} "), "a\nb\nc");
    }

    #[test]
    fn the_first_message_for_a_field_stays() {
        let mut fields = Fields::one("email", "first");
        fields.add("email", "second");
        assert_eq!(fields.get("email"), Some("first"));
        assert!(fields.into_result().is_err());
    }
}
