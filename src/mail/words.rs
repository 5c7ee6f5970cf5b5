//! The texts of all letters in all languages. No markup: whatever shows them escapes them.

use std::{collections::BTreeMap, sync::LazyLock};

use minijinja::{Environment, UndefinedBehavior};
use serde::Deserialize;

use super::Letter;
use crate::{
    Error, Result,
    locale::{Locale, Plural, words_of},
};

/// A file of the catalogue. Whatever is missing or not known makes it unreadable, which a test would tell.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Catalogue {
    pub(super) common: Common,
    pub(super) unsubscribe: UnsubscribeWords,
    pub(super) letters: BTreeMap<String, Words>,
}

/// What stands in every letter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Common {
    /// Before the address of a button, for those whose program shows none.
    pub(super) by_hand: String,
    pub(super) unsubscribe: String,
    /// Why somebody gets this: `{{ brand }}`.
    pub(super) reason: String,
}

/// The texts of the page that stops mails.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsubscribeWords {
    pub title: String,
    pub question: String,
    pub button: String,
    pub done_title: String,
    pub done: String,
    pub bad_title: String,
    pub bad: String,
}

/// The texts of one letter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) subject: Phrase,
    pub(super) greeting: Phrase,
    pub(super) paragraphs: Vec<Phrase>,
    pub(super) action: Option<Phrase>,
    pub(super) closing: Phrase,
}

/// A text, or one for each plural category of a count.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Phrase {
    Plain(String),
    Counted {
        count: String,
        #[serde(flatten)]
        forms: BTreeMap<String, String>,
    },
}

/// The texts of a letter with its values in them.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) subject: String,
    pub(super) greeting: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) action: Option<String>,
    pub(super) closing: String,
    pub(super) by_hand: String,
    pub(super) unsubscribe: String,
    pub(super) reason: String,
}

/// The texts of the page that stops mails.
///
/// # Errors
/// `Internal` if the catalogue cannot be read.
pub fn unsubscribe_words(locale: Locale) -> Result<&'static UnsubscribeWords> {
    Ok(&catalogue(locale)?.unsubscribe)
}

/// Names of all letters, in order.
pub fn topics() -> Vec<&'static str> {
    catalogue(Locale::En).map(|catalogue| catalogue.letters.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// The words of a letter, its values put in.
pub(super) fn written(letter: &Letter) -> Result<Written> {
    let catalogue = catalogue(letter.locale)?;
    let words = catalogue.letters.get(letter.topic).ok_or_else(|| Error::internal(format!("no letter {}", letter.topic)))?;
    let say = |phrase: &Phrase| fill_in(phrase, letter);
    let action = match (&words.action, &letter.action) {
        (Some(label), Some(_)) => Some(say(label)?),
        (None, None) => None,
        _ => return Err(Error::internal(format!("letter {}: a label without a link or a link without a label", letter.topic))),
    };
    Ok(Written {
        subject: say(&words.subject)?,
        greeting: say(&words.greeting)?,
        paragraphs: words.paragraphs.iter().map(say).collect::<Result<_>>()?,
        action,
        closing: say(&words.closing)?,
        by_hand: catalogue.common.by_hand.clone(),
        unsubscribe: catalogue.common.unsubscribe.clone(),
        reason: put_in(&catalogue.common.reason, letter)?,
    })
}

/// The catalogue of a language.
pub(super) fn catalogue(locale: Locale) -> Result<&'static Catalogue> {
    static ALL: LazyLock<Vec<Result<Catalogue, String>>> = LazyLock::new(|| Locale::ALL.map(read).into());
    match Locale::ALL.iter().position(|l| *l == locale).and_then(|index| ALL.get(index)) {
        Some(Ok(catalogue)) => Ok(catalogue),
        Some(Err(error)) => Err(Error::internal(format!("mail texts of {}: {error}", locale.tag()))),
        None => Err(Error::internal(format!("no mail texts of {}", locale.tag()))),
    }
}

fn read(locale: Locale) -> Result<Catalogue, String> {
    serde_json::from_str(words_of!(locale)).map_err(|e| e.to_string())
}

fn fill_in(phrase: &Phrase, letter: &Letter) -> Result<String> {
    match phrase {
        Phrase::Plain(text) => put_in(text, letter),
        Phrase::Counted { count, forms } => {
            let missing = || Error::internal(format!("letter {}: {count} was not counted", letter.topic));
            let number = *letter.counts.get(count.as_str()).ok_or_else(missing)?;
            let form = forms.get(category(letter.locale.plural(number))).or_else(|| forms.get("other")).ok_or_else(missing)?;
            put_in(form, letter)
        }
    }
}

/// The name of a plural category in the catalogue.
pub(super) fn category(plural: Plural) -> &'static str {
    match plural {
        Plural::Zero => "zero",
        Plural::One => "one",
        Plural::Two => "two",
        Plural::Few => "few",
        Plural::Many => "many",
        Plural::Other => "other",
    }
}

fn put_in(text: &str, letter: &Letter) -> Result<String> {
    static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
        let mut engine = Environment::new();
        // A value that was not given is an error, never a gap.
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        engine
    });
    if !text.contains("{{") {
        return Ok(text.to_owned());
    }
    let mut values: BTreeMap<&str, String> = letter.texts.iter().map(|(name, value)| (*name, isolated(value, letter.locale))).collect();
    values.extend(letter.counts.iter().map(|(name, value)| (*name, value.to_string())));
    values.insert("brand", isolated(&letter.brand.name, letter.locale));
    ENGINE.render_str(text, values).map_err(|e| Error::internal(format!("letter {}: {e}", letter.topic)))
}

/// A value of the other direction must not turn the sentence around it: in right-to-left languages it stands between
/// "first strong isolate" and "pop directional isolate" (Unicode UAX 9).
fn isolated(value: &str, locale: Locale) -> String {
    if locale.direction() == "rtl" { format!("\u{2068}{value}\u{2069}") } else { value.to_owned() }
}
