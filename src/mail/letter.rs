use std::collections::BTreeMap;

use super::{Brand, Kind, render, words};
use crate::{Result, locale::Locale};

/// A short mail: a greeting, what it is about, perhaps a list, at most one thing to do. Its texts are in the catalogue
/// under `topic`, in every language; what differs from mail to mail is put in here.
#[derive(Debug, Clone)]
pub struct Letter {
    pub(super) topic: &'static str,
    pub(super) locale: Locale,
    pub(super) brand: Brand,
    pub(super) texts: BTreeMap<&'static str, String>,
    pub(super) counts: BTreeMap<&'static str, i64>,
    pub(super) action: Option<String>,
    pub(super) items: Vec<Item>,
}

/// A line of a list, such as in a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub text: String,
    pub link: Option<String>,
}

/// A letter as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Letter {
    /// A letter about a topic of the catalogue, to a reader of this language, in the platform's look.
    pub fn new(topic: &'static str, locale: Locale) -> Self {
        let (texts, counts) = (BTreeMap::new(), BTreeMap::new());
        Self { topic, locale, brand: Brand::default(), texts, counts, action: None, items: Vec::new() }
    }

    /// In the look of a workspace.
    #[must_use]
    pub fn brand(self, brand: Brand) -> Self {
        Self { brand, ..self }
    }

    /// What `{{ name }}` stands for; typed by people, perhaps, so it is escaped.
    #[must_use]
    pub fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.texts.insert(name, value.into());
        self
    }

    /// What `{{ name }}` stands for; it also chooses between the forms of a counted text.
    #[must_use]
    pub fn count(mut self, name: &'static str, value: i64) -> Self {
        self.counts.insert(name, value);
        self
    }

    /// Where the button leads.
    #[must_use]
    pub fn action(self, link: impl Into<String>) -> Self {
        Self { action: Some(link.into()), ..self }
    }

    /// One more line of the list.
    #[must_use]
    pub fn item(mut self, text: impl Into<String>, link: Option<String>) -> Self {
        self.items.push(Item { text: text.into(), link });
        self
    }

    /// By whom, as the reader knows them.
    pub(super) fn by(&self) -> &str {
        &self.brand.name
    }

    pub(super) fn locale(&self) -> Locale {
        self.locale
    }

    /// The letter as it goes out.
    ///
    /// # Errors
    /// `Internal` if the catalogue lacks the topic or a value was not given.
    pub(super) fn render(&self, kind: Kind) -> Result<Rendered> {
        render::render(self, words::written(self)?, kind)
    }
}
