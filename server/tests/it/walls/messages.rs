//! What the domain says has a translation in every language: its English sentences are looked up in `messages.json`.

use std::{collections::BTreeSet, fs, path::Path};

/// Files whose sentences no page shows: mails. This list only shrinks.
const NOT_ON_PAGES: [&str; 2] = ["src/identity/letters.rs", "src/mail"];
/// Sentences for machines and operators. This list only shrinks.
const FOR_OTHERS: [&str; 3] = ["The worker stopped in the middle of it.", "This is a test. Nothing happened.", "It answered {status}."];

#[test]
fn sentences_of_the_domain_are_translated() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let file = fs::read_to_string(root.join("app/locales/en/messages.json")).unwrap();
    let texts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&file).unwrap();
    let known: BTreeSet<String> = texts.values().map(|text| text.as_str().unwrap().replace("{{ ", "{").replace(" }}", "}")).collect();
    let mut missing = Vec::new();
    visit(&root.join("src"), &mut |path, source| {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        if NOT_ON_PAGES.iter().any(|start| name.starts_with(start)) {
            return;
        }
        missing.extend(
            sentences(source)
                .into_iter()
                .filter(|text| !known.contains(text) && !FOR_OTHERS.contains(&text.as_str()))
                .map(|text| format!("{name}: {text}")),
        );
    });
    assert_eq!(missing, Vec::<String>::new(), "add them to app/locales/*/messages.json (docs/languages.md)");
}

fn visit(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, look);
        } else if path.extension().is_some_and(|kind| kind == "rs") && !path.display().to_string().contains("tests") {
            look(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// String literals that are a sentence: a capital or quotation mark first, a full stop last, a space between. Tests, comments and
/// the `Display` of errors, which pages write in their own words, are left out.
fn sentences(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("reason = "));
    let mut found = Vec::new();
    for line in lines {
        // Only link errors say what pages show; the error of the product is put into words by `AppError`.
        if line.contains("#[error(") && !code.contains("enum LinkError") {
            continue;
        }
        let literals = line.split('"').skip(1).step_by(2);
        let is_sentence =
            |text: &&str| text.contains(' ') && text.ends_with('.') && text.starts_with(|c: char| c.is_uppercase() || c == '“');
        found.extend(literals.filter(is_sentence).map(str::to_owned));
    }
    found
}

#[test]
fn a_sentence_is_told_from_other_text() {
    let source = "#[error(\"No such thing.\")]\n// \"A comment.\"\nlet a = \"Use it once.\"; b(\"select 1\", \"Ok\");";
    assert_eq!(sentences(source), ["Use it once."]);
}
