//! Words become a mail: MJML for programs that show HTML, text for those that do not, both from the same words.

use std::{collections::HashMap, fmt::Write, sync::LazyLock};

use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value, context, escape_formatter, syntax::SyntaxConfig};
use mrml::prelude::render::RenderOptions;

use super::{Kind, Letter, UNSUBSCRIBE, letter::Rendered, words::Written};
use crate::{Error, Result};

static ENGINE: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    engine.set_auto_escape_callback(|name| if name.ends_with(".mjml") { AutoEscape::Html } else { AutoEscape::None });
    engine.set_formatter(escape);
    engine.add_template("letter.mjml", include_str!("templates/letter.mjml"))?;
    engine.add_template("letter.txt", include_str!("templates/letter.txt"))?;
    Ok(engine)
});

/// The parts of a mail. Values are put in and escaped before MJML is read, so that a name can be neither a tag nor a loop.
pub(super) fn render(letter: &Letter, words: Written, kind: Kind) -> Result<Rendered> {
    let subject = subject(&words.subject, letter);
    let values = context! {
        w => words_for(words),
        lang => letter.locale.tag(),
        dir => letter.locale.direction(),
        start => if letter.locale.direction() == "rtl" { "right" } else { "left" },
        brand => letter.brand.name.clone(),
        logo => letter.brand.logo.clone(),
        imprint => letter.brand.imprint.clone(),
        accent => letter.brand.accent.to_string(),
        on_accent => letter.brand.on_accent().to_string(),
        link => letter.action.clone(),
        items => letter.items.iter().map(|i| context! { text => i.text.clone(), link => i.link.clone() }).collect::<Vec<Value>>(),
        unsubscribe => kind.can_be_stopped().then_some(UNSUBSCRIBE),
    };
    let engine = ENGINE.as_ref().map_err(Error::internal)?;
    let fill_in = |name| engine.get_template(name).and_then(|t| t.render(&values)).map_err(Error::internal);
    Ok(Rendered { subject, text: fill_in("letter.txt")?, html: html(&fill_in("letter.mjml")?)? })
}

fn words_for(words: Written) -> Value {
    context! {
        subject => words.subject,
        greeting => words.greeting,
        paragraphs => words.paragraphs,
        action => words.action,
        closing => words.closing,
        by_hand => words.by_hand,
        unsubscribe => words.unsubscribe,
        reason => words.reason,
    }
}

/// As the engine's own, but leaves `/` alone: addresses stay addresses, for people who read the source and for the sender,
/// who puts the reader's link in.
fn escape(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let Some(text) = value.as_str().filter(|_| !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html)) else {
        return escape_formatter(out, state, value);
    };
    for c in text.chars() {
        match c {
            '&' => out.write_str("&amp;"),
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '"' => out.write_str("&quot;"),
            '\'' => out.write_str("&#39;"),
            _ => out.write_char(c),
        }?;
    }
    Ok(())
}

fn html(mjml: &str) -> Result<String> {
    // No fonts: the default ones would be fetched from a third party.
    let options = RenderOptions { fonts: HashMap::new(), disable_comments: true, ..RenderOptions::default() };
    let parsed = mrml::parse(mjml).map_err(Error::internal)?;
    parsed.element.render(&options).map_err(Error::internal)
}

/// One line; a right-to-left subject begins with a mark, or a brand's Latin name at its start would turn it around.
fn subject(words: &str, letter: &Letter) -> String {
    let line: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if letter.locale.direction() == "rtl" { format!("\u{200f}{line}") } else { line }
}
