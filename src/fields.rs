//! Messages beside form fields, and small checks that every form shares.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Something to say to a person: English words, which pages translate as a whole. What differs from case to case is filled
/// in, so that a translation can put it elsewhere: `Message::with("Use at most {most} characters.", [("most", "80")])`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Message {
    template: Cow<'static, str>,
    args: Vec<(Cow<'static, str>, String)>,
    /// The template filled in, in English.
    english: String,
}

/// What nothing is filled into travels as its words.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Wire {
    Words(String),
    Filled { template: String, args: Vec<(Cow<'static, str>, String)> },
}

impl Message {
    /// A message with names in braces and what stands for them.
    pub fn with<const N: usize>(template: &'static str, args: [(&'static str, String); N]) -> Self {
        Self::filled(Cow::Borrowed(template), args.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    }

    /// The words with names in braces, by which translations are found.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// What is filled in, by name.
    pub fn args(&self) -> impl Iterator<Item = (&str, &str)> {
        self.args.iter().map(|(name, value)| (&**name, &**value))
    }

    /// In English.
    pub fn as_str(&self) -> &str {
        &self.english
    }

    fn filled(template: Cow<'static, str>, args: Vec<(Cow<'static, str>, String)>) -> Self {
        let fill = |text: String, (name, value): &(Cow<'static, str>, String)| text.replace(&format!("{{{name}}}"), value);
        let english = args.iter().fold(template.to_string(), fill);
        Self { template, args, english }
    }
}

impl From<&'static str> for Message {
    fn from(words: &'static str) -> Self {
        Self { template: Cow::Borrowed(words), args: Vec::new(), english: words.to_owned() }
    }
}

impl From<String> for Message {
    fn from(words: String) -> Self {
        Self { english: words.clone(), args: Vec::new(), template: Cow::Owned(words) }
    }
}

impl From<Wire> for Message {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Words(words) => words.into(),
            Wire::Filled { template, args } => Self::filled(Cow::Owned(template), args),
        }
    }
}

impl From<Message> for Wire {
    fn from(message: Message) -> Self {
        if message.args.is_empty() {
            return Self::Words(message.english);
        }
        Self::Filled { template: message.template.into_owned(), args: message.args }
    }
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english)
    }
}

/// Messages by field name; nested fields are dotted (`blocks.3.url`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, Message>);

impl Fields {
    /// A single message.
    pub fn one(name: impl Into<String>, message: impl Into<Message>) -> Self {
        let mut fields = Self::default();
        fields.add(name, message);
        fields
    }

    /// Adds a message; the first one for a field stays.
    pub fn add(&mut self, name: impl Into<String>, message: impl Into<Message>) {
        self.0.entry(name.into()).or_insert_with(|| message.into());
    }

    /// Adds `message` unless the rule holds.
    pub fn require(&mut self, holds: bool, name: &str, message: impl Into<Message>) {
        if !holds {
            self.add(name, message);
        }
    }

    /// The message for a field, in English.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.message(name).map(Message::as_str)
    }

    /// The message for a field, to be translated.
    pub fn message(&self, name: &str) -> Option<&Message> {
        self.0.get(name)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The messages, to be translated.
    pub fn messages(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.0.iter().map(|(name, message)| (name.as_str(), message))
    }

    /// The same with one field called otherwise, as an edge calls it.
    #[must_use]
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        if let Some(message) = self.0.remove(from) {
            self.0.insert(to.to_owned(), message);
        }
        self
    }

    /// The messages in English.
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
    fn messages_travel_with_what_is_filled_in() {
        let message = Message::with("Use at most {most} characters.", [("most", "80".to_owned())]);
        assert_eq!(message.to_string(), "Use at most 80 characters.");
        let wire = serde_json::to_string(&message).unwrap_or_default();
        assert_eq!(wire, r#"{"template":"Use at most {most} characters.","args":[["most","80"]]}"#);
        assert_eq!(serde_json::from_str::<Message>(&wire).ok(), Some(message));
        assert_eq!(serde_json::to_string(&Message::from("Enter it.")).ok().as_deref(), Some(r#""Enter it.""#));
        assert_eq!(serde_json::from_str::<Message>(r#""Enter it.""#).ok(), Some(Message::from("Enter it.")));
    }

    #[test]
    fn the_first_message_for_a_field_stays() {
        let mut fields = Fields::one("email", "first");
        fields.add("email", "second");
        assert_eq!(fields.get("email"), Some("first"));
        assert!(fields.into_result().is_err());
    }
}
