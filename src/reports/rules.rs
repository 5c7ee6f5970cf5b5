//! What a report must be.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Error, Result,
    fields::{Fields, multi_line},
    identity::rules::check_email,
};

/// Nobody reads the form and fills it in faster.
const FASTEST: TimeDelta = TimeDelta::seconds(3);
/// A form that was opened longer ago is opened anew.
const SLOWEST: TimeDelta = TimeDelta::hours(24);
/// Most characters of what is said in words.
const MOST_WORDS: usize = 2000;
/// Texts of a page that staff are shown.
const MOST_TEXTS: usize = 200;

/// Why a page is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Illegal,
    Fraud,
    Hate,
    Sexual,
    Copyright,
    PersonalData,
    Other,
}

impl Reason {
    pub const ALL: [Self; 7] = [Self::Fraud, Self::Illegal, Self::Hate, Self::Sexual, Self::Copyright, Self::PersonalData, Self::Other];

    /// The name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Illegal => "illegal",
            Self::Fraud => "fraud",
            Self::Hate => "hate",
            Self::Sexual => "sexual",
            Self::Copyright => "copyright",
            Self::PersonalData => "personal_data",
            Self::Other => "other",
        }
    }

    /// The reason of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// A report as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The address of the page, or its handle.
    pub page: String,
    pub reason: String,
    pub words: String,
    pub email: String,
}

/// A report that holds to the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub handle: String,
    pub reason: Reason,
    pub words: String,
    pub email: Option<String>,
}

impl Draft {
    /// # Errors
    /// `Invalid` on `page`, `reason`, `words` or `email`.
    pub fn check(&self) -> Result<Checked> {
        let mut fields = Fields::default();
        let handle = handle_of(&self.page);
        fields.require(!handle.is_empty(), "page", "Enter the address of the page.");
        let reason = Reason::from_name(&self.reason);
        fields.require(reason.is_some(), "reason", "Choose what is wrong with the page.");
        let words = multi_line(&self.words);
        fields.require(words.chars().count() <= MOST_WORDS, "words", "Use at most 2,000 characters.");
        fields.require(reason != Some(Reason::Other) || !words.is_empty(), "words", "Say in a few words what is wrong.");
        let email = if self.email.trim().is_empty() { None } else { Some(check_email(&self.email, &mut fields)) };
        fields.into_result()?;
        Ok(Checked { handle, reason: reason.unwrap_or(Reason::Other), words, email })
    }
}

/// Whether a person can have filled in a form that was opened at `opened`.
///
/// # Errors
/// `Invalid` on `form`.
pub fn check_pace(opened: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    let took = now - opened;
    if took < FASTEST {
        return Err(Error::field("form", "That was very quick. Please wait a moment and send it again."));
    }
    if took > SLOWEST {
        return Err(Error::field("form", "This form was open for a long time. Please reload the page and try again."));
    }
    Ok(())
}

/// What a page's people say against its being down.
///
/// # Errors
/// `Invalid` on `text`.
pub fn check_appeal(text: &str) -> Result<String> {
    let text = multi_line(text);
    let mut fields = Fields::default();
    fields.require(!text.is_empty(), "text", "Say in a few words why the page should be back.");
    fields.require(text.chars().count() <= MOST_WORDS, "text", "Use at most 2,000 characters.");
    fields.into_result()?;
    Ok(text)
}

/// Texts and addresses in the content of a page, in order, each once.
pub fn texts(content: &Value) -> Vec<String> {
    let mut found = Vec::new();
    gather(content, &mut found);
    found
}

/// `Ada`, `@ada`, `https://mewayz.com/@ada?x=y`: the handle.
fn handle_of(page: &str) -> String {
    let page = page.trim();
    let handle = page.rsplit_once("/@").map_or(page, |(_, rest)| rest);
    let handle = handle.strip_prefix('@').unwrap_or(handle);
    handle.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase()
}

fn gather(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains([' ', '.', ':']) && found.len() < MOST_TEXTS && !found.contains(text) => {
            found.push(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| gather(field, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(page: &str, reason: &str, words: &str) -> Draft {
        Draft { page: page.to_owned(), reason: reason.to_owned(), words: words.to_owned(), email: String::new() }
    }

    #[test]
    fn a_page_is_named_by_whatever_people_copy() {
        for page in ["ada", " @Ada ", "https://mewayz.com/@ada", "mewayz.com/@ada/go/1?x=y#z", "/@ada"] {
            assert_eq!(draft(page, "fraud", "").check().unwrap().handle, "ada", "{page}");
        }
        let refused = draft(" ", "magic", "").check().unwrap_err();
        assert!(refused.fields().unwrap().get("page").is_some() && refused.fields().unwrap().get("reason").is_some());
    }

    #[test]
    fn another_reason_needs_words_and_an_address_is_a_choice() {
        assert!(draft("ada", "other", " ").check().is_err());
        assert!(draft("ada", "other", "It lies").check().is_ok());
        assert!(draft("ada", "fraud", &"x".repeat(2001)).check().is_err());
        let with = |email: &str| Draft { email: email.to_owned(), ..draft("ada", "hate", "") };
        assert_eq!(with(" Eve@Example.com").check().unwrap().email.as_deref(), Some("eve@example.com"));
        assert!(with("eve").check().is_err());
    }

    #[test]
    fn nobody_is_that_quick_or_that_slow() {
        let opened = Utc::now();
        for (seconds, fine) in [(0, false), (2, false), (3, true), (3600, true), (86_401, false)] {
            assert_eq!(check_pace(opened, opened + TimeDelta::seconds(seconds)).is_ok(), fine, "{seconds}");
        }
        assert!(check_pace(opened, opened - TimeDelta::seconds(9)).is_err());
    }

    #[test]
    fn every_reason_has_a_name_of_its_own() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_name(reason.name()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
    }

    #[test]
    fn what_a_page_says_is_shown_once() {
        let content = serde_json::json!({ "a": ["Hello there", "x", { "b": "https://a.example/" }], "c": "Hello there", "d": 5 });
        assert_eq!(texts(&content), ["Hello there", "https://a.example/"]);
    }
}
