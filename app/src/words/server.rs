//! All languages, and which one a request is answered in.

use std::sync::LazyLock;

use http::request::Parts;
use leptos::prelude::{Owner, provide_context, use_context};
use mewayz::locale::Locale;

use super::FILES;

static TABLES: LazyLock<[Vec<&'static str>; 7]> = LazyLock::new(|| FILES.map(|(_, texts)| texts.split('\n').collect()));

/// The language of a page, given once where the page begins.
#[derive(Debug, Clone, Copy)]
pub struct Language(pub Locale);

/// The language of the page, or of the request of a server function.
pub fn locale() -> Locale {
    if let Some(Language(locale)) = use_context() {
        return locale;
    }
    use_context::<Parts>().and_then(|parts| parts.extensions.get().copied()).unwrap_or_default()
}

/// The texts of the language.
pub fn table() -> &'static [&'static str] {
    if pseudo::is_on() { pseudo::table() } else { &TABLES[locale() as usize] }
}

/// Runs something outside a page in a language, such as rendering a bio site.
pub fn in_language<T>(locale: Locale, run: impl FnOnce() -> T) -> T {
    let owner = Owner::new();
    let result = owner.with(|| {
        provide_context(Language(locale));
        run()
    });
    owner.cleanup();
    result
}

/// The name under which the texts of a language are served; it changes with them.
pub fn source(locale: Locale) -> String {
    format!("/words/{}.txt", FILES[locale as usize].0)
}

/// The texts under a name.
pub fn file(name: &str) -> Option<&'static str> {
    let known = name.strip_suffix(".txt")?;
    FILES.iter().find(|(name, _)| *name == known).map(|(_, texts)| *texts)
}

/// A language that nobody speaks: English with accents, longer, in brackets. Whatever stands outside brackets is in no file.
pub mod pseudo {
    use std::sync::{
        LazyLock,
        atomic::{AtomicBool, Ordering},
    };

    use super::{
        super::{COUNT, MESSAGES},
        FILES,
    };

    static ON: AtomicBool = AtomicBool::new(false);
    static TABLE: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let english: Vec<&'static str> = FILES[0].1.split('\n').collect();
        let pseudo = english.iter().take(COUNT).map(|text| &*Box::leak(distorted(text).into_boxed_str()));
        pseudo.chain(english[MESSAGES..COUNT].iter().copied()).collect()
    });

    /// Speaks it in the whole process from now on. For tests.
    pub fn speak() {
        ON.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_on() -> bool {
        ON.load(Ordering::Relaxed)
    }

    pub(super) fn table() -> &'static [&'static str] {
        &TABLE
    }

    /// Patterns of dates and numbers stay: they hold no words.
    fn distorted(text: &str) -> String {
        if text.starts_with('\u{1}') {
            return text
                .split('\u{1}')
                .skip(1)
                .map(|form| format!("\u{1}{}", if form.is_empty() { String::new() } else { distorted(form) }))
                .collect();
        }
        if !text.split(['{', '}']).step_by(2).any(|words| words.chars().any(|c| c.is_ascii_alphabetic())) {
            return text.to_owned();
        }
        let mut inside = false;
        let accented: String = text
            .chars()
            .map(|c| {
                inside = (inside || c == '{') && c != '}';
                if inside { c } else { accent(c) }
            })
            .collect();
        format!("[{accented}{}]", " ~".repeat(text.len() / 12 + 1))
    }

    fn accent(c: char) -> char {
        let at = "AEIOUaeioucnsyz".find(c);
        at.and_then(|at| "ÀÉÎÖÛàéîöûçñšýž".chars().nth(at)).unwrap_or(c)
    }
}
