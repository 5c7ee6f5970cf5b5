#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where its ground gives way")]

use proptest::prelude::*;

use super::*;

fn message(input: &str) -> String {
    match Handle::parse(input) {
        Err(message) => message.to_string(),
        Ok(handle) => panic!("{input:?} became {handle}"),
    }
}

/// The constraint `handles_shape`, spelt out: `^[a-z0-9](-?[a-z0-9])*$` and 3 to 30 characters.
fn has_stored_shape(handle: &str) -> bool {
    let parts = || handle.split('-');
    (3..=30).contains(&handle.len())
        && parts().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

#[test]
fn handles_are_read_as_people_write_them() {
    let cases = [
        ("ada", "ada"),
        ("  @Ada-Lovelace ", "ada-lovelace"),
        ("https://mewayz.com/@ada", "ada"),
        ("mewayz.com/@ada/?utm=x", "ada"),
        ("https://mewayz.com/@ada#top", "ada"),
        ("demo", "demo"),
        ("99problems", "99problems"),
        ("modern-art", "modern-art"),
        ("small", "small"),
        ("mall", "mall"),
    ];
    for (input, expected) in cases {
        assert_eq!(Handle::parse(input).unwrap().as_str(), expected);
    }
}

#[test]
fn refusals_say_what_to_change() {
    let cases = [
        ("", "Choose a handle."),
        ("@", "Choose a handle."),
        ("ab", "at least 3"),
        ("a2345678901234567890123456789012", "at most 30"),
        ("12345", "at least one letter"),
        ("ada lovelace", "without spaces"),
        ("ada_l", "Use only letters"),
        ("ada.l", "Use only letters"),
        ("-ada", "one at a time"),
        ("ada-", "one at a time"),
        ("a--da", "one at a time"),
        ("'; drop table handles; --", "Use only letters"),
        ("<script>", "Use only letters"),
        ("😀😀😀", "Use only letters"),
        ("ada\u{200b}", "Use only letters"),
        ("admin", "reserved"),
        ("Sign-Up", "reserved"),
        ("well-known", "reserved"),
    ];
    for (input, expected) in cases {
        assert!(message(input).contains(expected), "{input:?}: {}", message(input));
    }
}

#[test]
fn letters_of_other_alphabets_are_named() {
    // Cyrillic а, Greek ο, Kelvin sign (which lower-cases to k), full-width a, dotless i.
    for (input, letter) in
        [("аda", "а"), ("gοοgle", "ο"), ("\u{212a}ing", "\u{212a}"), ("ａda", "ａ"), ("adm\u{131}n", "\u{131}"), ("josé", "é")]
    {
        assert!(message(input).starts_with(&format!("“{letter}” could be mistaken")), "{input}: {}", message(input));
    }
}

#[test]
fn look_alikes_of_reserved_words_are_refused() {
    for input in [
        "adm1n",
        "supp0rt",
        "5upport",
        "l0gin",
        "log1n",
        "b1lling",
        "me-wayz",
        "mevvayz",
        "mewayz-help",
        "real-m3wayz",
        "4dmin",
        "adrnin",
        "r00t",
    ] {
        assert!(message(input).contains("looks too much like"), "{input}: {}", message(input));
    }
}

#[test]
fn skeletons_meet_for_look_alikes_only() {
    let skeleton = |input: &str| Handle::parse(input).unwrap().skeleton();
    for (one, other) in [("ada-l", "adal"), ("bob", "b0b"), ("carl", "car1"), ("jess", "je55"), ("tom", "torn"), ("wow", "vvow")] {
        assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
    }
    for (one, other) in [("ada", "eda"), ("clara", "dara"), ("tim", "tlm"), ("ben3", "bene")] {
        assert_ne!(skeleton(one), skeleton(other), "{one} {other}");
    }
}

#[test]
fn suggestions_come_from_the_name() {
    let cases = [
        ("Ada Lovelace", "ada-lovelace"),
        ("José Nuñez", "jose-nunez"),
        ("Jürgen Groß", "juergen-gross"),
        ("Seán O’Neil", "sean-oneil"),
        ("Łukasz Żółć", "lukasz-zolc"),
        ("Zoe\u{301}", "zoe"),
        ("Al", "al-page"),
        ("Admin", "admin-page"),
        ("Анна", "my-page"),
        ("李小龙", "my-page"),
        ("", "my-page"),
        ("42", "42-page"),
        ("Maria del Carmen Fernandez de la Vega", "maria-del-carmen-fernandez-de"),
        ("Mewayz", "my-page"),
    ];
    for (name, expected) in cases {
        assert_eq!(suggest(name), expected, "{name}");
    }
}

proptest! {
    #[test]
    fn what_is_accepted_can_be_stored(input in "\\PC{0,40}|[a-zA-Z0-9@/-]{0,34}") {
        if let Ok(handle) = Handle::parse(&input) {
            prop_assert!(has_stored_shape(handle.as_str()), "{}", handle);
            prop_assert_eq!(Handle::parse(handle.as_str()), Ok(handle.clone()));
            prop_assert_eq!(skeleton(&handle.skeleton()), handle.skeleton());
        }
    }

    #[test]
    fn suggestions_are_always_valid(name in "\\PC{0,60}") {
        let handle = suggest(&name);
        prop_assert!(Handle::parse(&handle).is_ok_and(|parsed| parsed.as_str() == handle));
    }
}
