//! What notifications say, in every language: the product's own words, or those that staff wrote in their place.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::Topic;
use crate::{
    Error, Result,
    ids::UserId,
    locale::{Locale, words_of},
};

/// Title and text of a topic in one language, with placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) body: String,
}

/// The words of a text that tells a code; no topic, so staff cannot change them.
const CODE: &str = "phone_code";

/// What placeholders stand for.
pub(super) type Params = BTreeMap<String, String>;

/// All words in the language of a reader, those of staff before the product's own.
pub(super) struct Catalogue {
    locale: Locale,
    written: HashMap<Topic, Words>,
}

impl Catalogue {
    /// In the language of the account, else in another one.
    pub(super) async fn load(conn: &mut PgConnection, reader: UserId, otherwise: Locale) -> Result<Self> {
        let chosen = sqlx::query_scalar!("select locale from users where id = $1", reader.0).fetch_optional(&mut *conn).await?.flatten();
        let locale = chosen.as_deref().and_then(Locale::from_tag).unwrap_or(otherwise);
        let rows =
            sqlx::query!("select topic, title, body from notification_templates where locale = $1", locale.tag()).fetch_all(conn).await?;
        let words = rows.into_iter().filter_map(|row| Some((Topic::from_name(&row.topic)?, Words { title: row.title, body: row.body })));
        Ok(Self { locale, written: words.collect() })
    }

    pub(super) fn locale(&self) -> Locale {
        self.locale
    }

    /// Title and text, filled in.
    pub(super) fn say(&self, topic: Topic, params: &Params) -> Result<(String, String)> {
        let words = self.written.get(&topic).map_or_else(|| own(topic, self.locale), Ok)?;
        Ok((fill_in(&words.title, params, self.locale), fill_in(&words.body, params, self.locale)))
    }

    /// The text that tells a code with which a number is confirmed.
    pub(super) fn code(&self, params: &Params) -> Result<String> {
        let words = named(CODE, self.locale)?;
        Ok(format!("{}: {}", words.title, fill_in(&words.body, params, self.locale)))
    }
}

/// The product's own words.
pub(super) fn own(topic: Topic, locale: Locale) -> Result<&'static Words> {
    named(topic.name(), locale)
}

fn named(name: &str, locale: Locale) -> Result<&'static Words> {
    static ALL: LazyLock<HashMap<Locale, BTreeMap<String, Words>>> = LazyLock::new(|| {
        let texts = Locale::ALL.map(|locale| (locale, words_of!(locale)));
        texts.into_iter().filter_map(|(locale, text)| Some((locale, serde_json::from_str(text).ok()?))).collect()
    });
    let found = ALL.get(&locale).and_then(|words| words.get(name));
    found.ok_or_else(|| Error::internal(format!("no words for {name} in {}", locale.tag())))
}

/// The names that stand between double braces.
///
/// # Errors
/// What is wrong with a pair of braces, as the reader of a form should see it.
pub(super) fn placeholders(text: &str) -> std::result::Result<Vec<&str>, &'static str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let (name, behind) = after.split_once("}}").ok_or("A placeholder is not closed: it ends with two braces.")?;
        found.push(name.trim());
        rest = behind;
    }
    if text.replace("{{", "").contains('{') || rest.contains("}}") {
        return Err("A brace stands alone: a placeholder stands between two and two.");
    }
    Ok(found)
}

/// Puts values in; a placeholder without a value stays empty.
pub(super) fn fill_in(text: &str, params: &Params, locale: Locale) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        out.push_str(before);
        out.push_str(&isolated(params.get(name.trim()).map_or("", String::as_str), locale));
        rest = behind;
    }
    out + rest
}

/// A value of the other direction must not turn the sentence around it: "first strong isolate" to "pop directional isolate" (UAX 9).
fn isolated(value: &str, locale: Locale) -> String {
    if locale.direction() == "rtl" { format!("\u{2068}{value}\u{2069}") } else { value.to_owned() }
}
