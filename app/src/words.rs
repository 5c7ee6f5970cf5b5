//! Every text that people see, in their language: `words::identity::sign_in()`.
//!
//! The functions come from `locales/` by `build.rs`, so that a key or an argument that does not exist does not compile. The
//! server has all languages and takes the one of the request; the browser fetches the one of the page before it hydrates.
//! How to add a text or a language: docs/languages.md.

#[cfg(target_arch = "wasm32")]
mod browser;
mod format;
mod rich;
#[cfg(not(target_arch = "wasm32"))]
mod server;

use mewayz::{fields::Message, locale::Plural};

#[cfg(target_arch = "wasm32")]
pub use browser::load;
#[cfg(target_arch = "wasm32")]
pub use browser::{locale, table};
pub use format::{Argument, day, day_and_time, day_short, decimal, money, month_and_year, number, percent, time, utc, weekday_and_day};
pub use rich::{SLOT, rich};
#[cfg(not(target_arch = "wasm32"))]
pub use server::{Language, file, in_language, locale, pseudo, source, table};

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The text of an id.
fn text(id: usize) -> &'static str {
    table().get(id).copied().unwrap_or_default()
}

/// A text with what is filled in.
fn filled(id: usize, given: &[(&str, String)]) -> String {
    fill(text(id), given)
}

/// The form of a text that fits a count.
fn plural(id: usize, count: i64, given: &[(&str, String)]) -> String {
    let text = text(id);
    // A language with one form for all counts marks none.
    let forms: Vec<&str> = if text.starts_with('\u{1}') { text.split('\u{1}').skip(1).collect() } else { vec![text; 6] };
    let position = match locale().plural(count) {
        Plural::Zero => 0,
        Plural::One => 1,
        Plural::Two => 2,
        Plural::Few => 3,
        Plural::Many => 4,
        Plural::Other => 5,
    };
    let fitting = [position, 5].into_iter().filter_map(|at| forms.get(at)).find(|form| !form.is_empty());
    fill(&fill(fitting.copied().unwrap_or_default(), &[("count", number(count))]), given)
}

/// What the components of the design system say by themselves.
pub fn labels() -> ui::Labels {
    ui::Labels {
        breadcrumbs: shared::breadcrumbs(),
        chart_empty: shared::chart_empty(),
        chart_gist: shared::chart_gist,
        close: shared::close(),
        dismiss: shared::dismiss(),
        incident: shared::incident(),
        main: shared::main_navigation(),
        nothing_matches: shared::nothing_matches(),
        number: format::decimal,
        optional: shared::optional(),
        palette: shared::palette(),
        quick: shared::quick_navigation(),
        results: shared::results(),
        search: shared::search(),
        search_everything: shared::search_everything(),
        skip: shared::skip_to_content(),
        theme: shared::theme(),
        themes: [shared::theme_light(), shared::theme_dark(), shared::theme_system()],
    }
}

/// What the domain says, in the language of the page; in English if it has no translation.
pub fn message(message: &Message) -> String {
    let Some(text) = translation(message.template()) else { return message.to_string() };
    // What is filled in may be words of the domain itself, such as what is wrong with one of several addresses.
    let given: Vec<(&str, String)> = message.args().map(|(name, value)| (name, said(value))).collect();
    fill(text, &given)
}

/// Words of the domain, such as the name of a theme, in the language of the page.
pub fn said(english: &str) -> String {
    translation(english).unwrap_or(english).to_owned()
}

/// Behind the texts of a language stand the English ones of the domain; English itself has none.
fn translation(english: &str) -> Option<&'static str> {
    let at = table().get(COUNT..)?.iter().position(|text| *text == english)?;
    Some(text(MESSAGES + at))
}

fn fill(text: &str, given: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(given.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    out + rest
}
