use std::collections::BTreeSet;

use crate::{
    color::Color,
    locale::Locale,
    mail::{
        Brand, Kind, Letter, UNSUBSCRIBE,
        letter::Rendered,
        words::{Phrase, Words, catalogue, category},
    },
};

const NASTY: &str = "<script>alert(1)</script> & \"Zoë\" {{ brand }} </mj-text><mj-raw>";
/// A whole text part, as somebody without HTML reads it.
const TEXT: &str = "Hello Ada,

you asked for a new password. Choose it here:

Choose a new password:
https://mewayz.test/reset/abc?a=1&b=2

The link works once and for 1 hour. If you did not ask, ignore this mail; your password stays as it is.

-- 
Mewayz
";
const LINK: &str = "https://mewayz.test/reset/abc?a=1&b=2";

/// Every text of a letter and, for a counted one, what it counts.
fn phrases(words: &Words) -> Vec<&Phrase> {
    let mut all = vec![&words.subject, &words.greeting, &words.closing];
    all.extend(&words.paragraphs);
    all.extend(&words.action);
    all
}

fn forms(phrase: &Phrase) -> Vec<&str> {
    match phrase {
        Phrase::Plain(text) => vec![text],
        Phrase::Counted { forms, .. } => forms.values().map(String::as_str).collect(),
    }
}

/// What `{{ }}` names in a text.
fn names(text: &str) -> BTreeSet<&str> {
    text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name.trim()).collect()
}

fn counted(words: &Words) -> BTreeSet<&str> {
    phrases(words).into_iter().filter_map(|p| if let Phrase::Counted { count, .. } = p { Some(count.as_str()) } else { None }).collect()
}

/// All letters there are; names live as long as the catalogue.
fn topics() -> Vec<(&'static str, &'static Words)> {
    catalogue(Locale::En).unwrap().letters.iter().map(|(topic, words)| (topic.as_str(), words)).collect()
}

/// A letter with something for every name in it.
fn sample(topic: &'static str, locale: Locale, value: &str, number: i64) -> Letter {
    let words = &catalogue(locale).unwrap().letters[topic];
    let counts = counted(words);
    let mut letter = Letter::new(topic, locale);
    for name in phrases(words).into_iter().flat_map(forms).flat_map(names).filter(|name| *name != "brand") {
        letter = if counts.contains(name) { letter.count(name, number) } else { letter.text(name, value) };
    }
    letter = counts.into_iter().fold(letter, |letter, name| letter.count(name, number));
    if words.action.is_some() { letter.action(LINK) } else { letter }
}

fn each(mut check: impl FnMut(&str, Locale, Rendered)) {
    for (topic, _) in topics() {
        for locale in Locale::ALL {
            for kind in [Kind::Security, Kind::Notice] {
                let brand = Brand { imprint: Some("Mewayz, 1 <b>Street</b>".to_owned()), ..Brand::default() };
                let letter = sample(topic, locale, NASTY, 3).brand(brand).item("One & <two>", Some(LINK.to_owned())).item("Three", None);
                check(&format!("{topic} {} {}", locale.tag(), kind.name()), locale, letter.render(kind).unwrap());
            }
        }
    }
}

#[test]
fn every_language_has_every_letter_with_the_same_values() {
    for (topic, english) in topics() {
        for locale in Locale::ALL {
            let theirs = &catalogue(locale).unwrap().letters;
            assert_eq!(theirs.keys().collect::<Vec<_>>(), catalogue(Locale::En).unwrap().letters.keys().collect::<Vec<_>>(), "{locale:?}");
            let words = &theirs[topic];
            assert_eq!(words.action.is_some(), english.action.is_some(), "{topic} {locale:?}");
            assert_eq!(words.paragraphs.len(), english.paragraphs.len(), "{topic} {locale:?}");
            assert_eq!(counted(words), counted(english), "{topic} {locale:?}");
            // A count may be said in words ("two days" is one word in Arabic); everything else is named.
            let named = |words| {
                let all: BTreeSet<_> = phrases(words).into_iter().flat_map(forms).flat_map(names).collect();
                all.difference(&counted(words)).map(|name| (*name).to_owned()).collect::<Vec<_>>()
            };
            assert_eq!(named(words), named(english), "{topic} {locale:?}");
        }
    }
}

#[test]
fn counted_texts_have_exactly_the_forms_of_their_language() {
    // Every category that some whole number falls into.
    let numbers = (0..=200).chain([1_000_000]);
    for locale in Locale::ALL {
        let wanted: BTreeSet<_> = numbers.clone().map(|n| category(locale.plural(n))).collect();
        for (topic, words) in &catalogue(locale).unwrap().letters {
            for phrase in phrases(words) {
                let Phrase::Counted { forms, .. } = phrase else { continue };
                assert_eq!(forms.keys().map(String::as_str).collect::<BTreeSet<_>>(), wanted, "{topic} {locale:?}");
            }
        }
    }
    let closing = |locale, days| sample("verify_email", locale, "Ada", days).render(Kind::Security).unwrap().text;
    assert!(closing(Locale::En, 1).contains("for 1 day.") && closing(Locale::En, 3).contains("for 3 days."));
    assert!(
        closing(Locale::Ar, 2).contains("يومين")
            && closing(Locale::Ar, 3).contains("3 أيام")
            && closing(Locale::Ar, 11).contains("11 يومًا")
    );
}

#[test]
fn whatever_people_typed_is_escaped_and_nothing_is_left_out() {
    each(|what, _, mail| {
        assert!(!mail.html.contains("<script>") && !mail.html.contains("<mj-"), "{what}: {}", mail.html);
        assert!(mail.html.contains("&lt;script&gt;alert(1)&lt;"), "{what}");
        assert!(mail.html.contains("{{ brand }}"), "{what}: a value is no template");
        assert!(mail.html.contains("1 &lt;b&gt;Street&lt;"), "{what}");
        assert!(mail.text.contains("<script>alert(1)</script> & \"Zoë\""), "{what}: text is not escaped");
        assert!(!mail.subject.contains(char::is_control), "{what}");
    });
}

#[test]
fn html_and_text_say_the_same_and_lead_to_the_same_places() {
    each(|what, locale, mail| {
        let letter = what.split(' ').next().unwrap();
        let words = &catalogue(locale).unwrap().letters[letter];
        for part in [&mail.html, &mail.text] {
            for phrase in phrases(words).into_iter().skip(1).filter(|p| matches!(p, Phrase::Plain(_))) {
                let piece = forms(phrase)[0].split("{{").next().unwrap();
                assert!(part.contains(piece), "{what} lacks {piece}: {part}");
            }
            assert!(part.contains("Three"), "{what}");
            assert_eq!(part.contains(UNSUBSCRIBE), what.ends_with("notice"), "{what}");
        }
        assert!(mail.text.contains(LINK), "{what}");
        assert!(mail.html.contains(&LINK.replace('&', "&amp;")), "{what}: {}", mail.html);
    });
}

#[test]
fn programs_are_told_language_and_direction_and_fetch_nothing() {
    each(|what, locale, mail| {
        let html = &mail.html;
        assert!(html.contains(&format!("lang=\"{}\" dir=\"{}\"", locale.tag(), locale.direction())), "{what}: {}", &html[..400]);
        let side = if locale == Locale::Ar { "align:right" } else { "align:left" };
        assert!(html.contains(&format!("text-{side}")), "{what}");
        let other = if locale == Locale::Ar { "direction:ltr" } else { "direction:rtl" };
        assert!(!html.contains(other), "{what}: {html}");
        assert_eq!(mail.subject.starts_with('\u{200f}'), locale == Locale::Ar, "{what}");
        assert!(html.contains("prefers-color-scheme: dark") && html.contains("name=\"color-scheme\""), "{what}");
        for fetched in ["<img", "<script", "<link", "@import", "url(", "@font-face", "googleapis"] {
            assert!(!html.contains(fetched), "{what} has {fetched}");
        }
        let links: Vec<_> = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(links.iter().all(|link| link.starts_with("https://mewayz.test/") || *link == UNSUBSCRIBE), "{what}: {links:?}");
        // Gmail shows no more than 102 KB.
        assert!(html.len() < 100_000, "{what}: {} bytes", html.len());
    });
}

#[test]
fn a_brand_gives_its_name_its_logo_and_a_button_that_can_be_read() {
    let brand = Brand {
        name: "Ada & Sons".to_owned(),
        accent: Color::parse("#ffee00").unwrap(),
        logo: Some("https://mewayz.test/media/k/240.webp".to_owned()),
        imprint: None,
    };
    let mail = sample("verify_email", Locale::En, "Bob", 3).brand(brand).render(Kind::Transaction).unwrap();
    assert!(mail.html.contains("Ada &amp; Sons") && mail.text.contains("welcome to Ada & Sons."));
    assert!(mail.html.contains("#ffee00") && mail.html.contains("color:#000000"), "{}", mail.html);
    assert!(mail.html.contains("https://mewayz.test/media/k/240.webp"));
}

#[test]
fn a_value_that_is_missing_is_an_error_and_no_gap() {
    let letter = Letter::new("verify_email", Locale::En).count("days", 3).action(LINK);
    assert!(letter.render(Kind::Security).is_err(), "no name");
    let letter = Letter::new("verify_email", Locale::En).text("name", "Ada").action(LINK);
    assert!(letter.render(Kind::Security).is_err(), "no count");
    let letter = Letter::new("verify_email", Locale::En).text("name", "Ada").count("days", 3);
    assert!(letter.render(Kind::Security).is_err(), "a button that leads nowhere");
    assert!(Letter::new("no_such_letter", Locale::En).render(Kind::Security).is_err());
}

#[test]
fn a_letter_reads_like_this() {
    let mail = sample("reset_password", Locale::En, "Ada", 1).render(Kind::Security).unwrap();
    assert_eq!(mail.text, TEXT);
    assert_eq!(mail.subject, "Choose a new password");
}
