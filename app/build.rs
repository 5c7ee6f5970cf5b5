//! Turns `locales/{language}/{system}.json` into functions and one file of strings a language (docs/languages.md).
//!
//! leptos_i18n's parser reads and compares the files. What it only warns about, a key that a language lacks for example, ends
//! the build here. The functions are ours: its own are futures in the browser (docs/decisions/0010).

use std::{error::Error, fmt::Write as _, fs, path::Path};

use leptos_i18n_parser::parse_locales::{
    locale::{BuildersKeys, Namespace},
    options::Config,
    parse_locales,
    parsed_value::{Literal, ParsedValue},
    plurals::{PluralForm, Plurals},
};

/// In the order of `mewayz::locale::Locale`.
const LOCALES: [&str; 7] = ["en", "de", "es", "fr", "pt", "ar", "ja"];
/// What the domain says, looked up by its English words: comes last, so that its texts are one range.
const MESSAGES: &str = "messages";
const FORMS: [PluralForm; 5] = [PluralForm::Zero, PluralForm::One, PluralForm::Two, PluralForm::Few, PluralForm::Many];
/// Parts the forms of a plural; never in a text, and no line end either.
const FORM: char = '\u{1}';

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    let namespaces = read()?;
    let mut texts = LOCALES.map(|_| Vec::new());
    let mut functions = String::new();
    let mut messages = 0;
    for namespace in &namespaces {
        if &*namespace.key.name == MESSAGES {
            messages = texts[0].len();
        } else {
            writeln!(functions, "pub mod {} {{", namespace.key.ident)?;
        }
        for (key, english) in &namespace.locales[0].keys {
            let id = texts[0].len();
            for (locale, into) in namespace.locales.iter().zip(&mut texts) {
                let value = locale.keys.get(key).ok_or_else(|| format!("{}: no {key}", locale.name))?;
                into.push(encode(value).map_err(|e| format!("{}/{}.json, {key}: {e}", locale.name, namespace.key))?);
            }
            same_arguments(namespace, &key.name, &texts, id)?;
            if &*namespace.key.name != MESSAGES {
                function(&mut functions, &key.ident.to_string(), id, &texts[0][id], matches!(english, ParsedValue::Plurals(_)))?;
            }
        }
        if &*namespace.key.name != MESSAGES {
            functions.push_str("}\n");
        }
    }
    write(&functions, &texts, messages)
}

/// The files of all languages, parsed and compared.
fn read() -> Result<Vec<Namespace>, Box<dyn Error>> {
    let mut names: Vec<String> =
        fs::read_dir("locales/en")?.filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned())).collect();
    names.sort_by_key(|name| (name == MESSAGES, name.clone()));
    let config = Config::new("en")?.add_locales(&LOCALES[1..])?.add_namespaces(&names)?;
    let parsed = parse_locales(None, config)?;
    let (errors, warnings) = parsed.diag.borrow();
    let problems: Vec<String> = errors.iter().map(ToString::to_string).chain(warnings.iter().map(ToString::to_string)).collect();
    if !problems.is_empty() {
        return Err(problems.join("\n").into());
    }
    drop((errors, warnings));
    match parsed.builder_keys {
        BuildersKeys::NameSpaces { namespaces, .. } => Ok(namespaces),
        BuildersKeys::Locales { .. } => Err("no files in locales/en".into()),
    }
}

/// A text as `words` reads it: `{name}` for what is filled in; a plural as its six forms, each behind a mark.
fn encode(value: &ParsedValue) -> Result<String, String> {
    let text = match value {
        ParsedValue::Plurals(plurals) => plural(plurals)?,
        other => plain(other)?,
    };
    if text.contains('\n') { Err("has a line end".to_owned()) } else { Ok(text) }
}

fn plain(value: &ParsedValue) -> Result<String, String> {
    match value {
        ParsedValue::Literal(Literal::String(text, _)) if text.contains([FORM, '{', '}']) => Err("has a brace".to_owned()),
        ParsedValue::Literal(Literal::String(text, _)) => Ok(text.clone()),
        ParsedValue::Variable { key, .. } => Ok(format!("{{{}}}", key.name.trim_start_matches("var_"))),
        ParsedValue::Bloc(parts) => parts.iter().map(plain).collect(),
        ParsedValue::ForeignKey(other) => plain(other.borrow().as_inner("plain")),
        other => Err(format!("is of a kind that is not used here: {other:?}")),
    }
}

fn plural(plurals: &Plurals) -> Result<String, String> {
    let mut text = String::new();
    for form in FORMS {
        text.push(FORM);
        text += &plurals.forms.get(&form).map(plain).transpose()?.unwrap_or_default();
    }
    text.push(FORM);
    text += &plain(&plurals.other)?;
    Ok(text)
}

/// Every language fills in what English fills in.
fn same_arguments(namespace: &Namespace, key: &str, texts: &[Vec<String>; 7], id: usize) -> Result<(), String> {
    let (expected, counts) = (sorted(arguments(&texts[0][id])), texts[0][id].starts_with(FORM));
    for (locale, texts) in LOCALES.iter().zip(texts) {
        // Japanese has one form for all counts.
        if texts[id].starts_with(FORM) != counts && *locale != "ja" {
            return Err(format!("{locale}/{}.json, {key}: plural in one language, but not in the other", namespace.key));
        }
        if sorted(arguments(&texts[id])) != expected {
            return Err(format!("{locale}/{}.json, {key}: fills in {:?}, not {expected:?}", namespace.key, arguments(&texts[id])));
        }
    }
    Ok(())
}

/// The names between braces, each once, in the order of the text.
fn arguments(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in text.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

/// A function that gives one text.
fn function(out: &mut String, name: &str, id: usize, english: &str, counts: bool) -> Result<(), std::fmt::Error> {
    let mut names = arguments(english);
    names.retain(|name| !(counts && name == "count"));
    let doc = english.trim_start_matches(FORM).split(FORM).filter(|form| !form.is_empty()).collect::<Vec<_>>().join(" · ");
    writeln!(out, "#[doc = {doc:?}]")?;
    let parameters: Vec<String> =
        counts.then(|| "count: i64".to_owned()).into_iter().chain(names.iter().map(|n| format!("{n}: impl super::Argument"))).collect();
    let given: Vec<String> = names.iter().map(|n| format!("({n:?}, super::Argument::written({n}))")).collect();
    let (parameters, given) = (parameters.join(", "), given.join(", "));
    if counts {
        writeln!(out, "pub fn {name}({parameters}) -> String {{ super::plural({id}, count, &[{given}]) }}")
    } else if given.is_empty() {
        writeln!(out, "pub fn {name}() -> &'static str {{ super::text({id}) }}")
    } else {
        writeln!(out, "pub fn {name}({parameters}) -> String {{ super::filled({id}, &[{given}]) }}")
    }
}

fn write(functions: &str, texts: &[Vec<String>; 7], messages: usize) -> Result<(), Box<dyn Error>> {
    let folder = std::env::var("OUT_DIR")?;
    let count = texts[0].len();
    let mut code = format!(
        "/// How many texts there are.\npub(crate) const COUNT: usize = {count};\n/// Where those of the domain begin.\npub(crate) const MESSAGES: usize = {messages};\n{functions}\n"
    );
    code.push_str("#[cfg(not(target_arch = \"wasm32\"))]\npub(crate) const FILES: [(&str, &str); 7] = [\n");
    for (locale, mine) in LOCALES.iter().zip(texts) {
        // A language other than English brings the English words of the domain, to find its own by.
        let english = if *locale == "en" { &[] } else { &texts[0][messages..] };
        let file = mine.iter().chain(english).map(String::as_str).collect::<Vec<_>>().join("\n");
        fs::write(Path::new(&folder).join(format!("{locale}.txt")), &file)?;
        writeln!(
            code,
            "({:?}, include_str!(concat!(env!(\"OUT_DIR\"), \"/{locale}.txt\"))),",
            format!("{locale}-{:016x}", fingerprint(&file))
        )?;
    }
    code.push_str("];\n");
    Ok(fs::write(Path::new(&folder).join("words.rs"), code)?)
}

/// FNV-1a: names a file by what is in it.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
