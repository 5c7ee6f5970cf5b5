use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::bio_sites::theme::{Colors, Font, Preset, contrast_warnings};
use crate::fields::Message;

fn every_preset() -> impl Iterator<Item = Theme> {
    Preset::ALL.into_iter().map(|preset| Theme { preset, ..Theme::default() })
}

/// Whether nothing in the stylesheet can leave the style element or load anything but our own media.
fn is_contained(css: &str) -> bool {
    let lower = css.to_lowercase();
    let own_pictures_only = lower.split("url(").skip(1).all(|rest| rest.starts_with("/media/"));
    own_pictures_only && ["<", "@import", "expression(", "javascript:", "//"].iter().all(|bad| !lower.contains(bad))
}

#[test]
fn every_preset_is_readable_in_every_button_style() {
    for theme in every_preset() {
        assert_eq!(contrast_warnings(&theme), Vec::<Message>::new(), "{}", theme.preset.label());
        for style in ButtonStyle::ALL {
            let styled = Theme { buttons: crate::bio_sites::theme::Buttons { style: Some(style), shape: None }, ..theme.clone() };
            assert_eq!(contrast_warnings(&styled), Vec::<Message>::new(), "{} {}", theme.preset.label(), style.label());
        }
    }
}

#[test]
fn warns_of_what_cannot_be_read() {
    let colors = Colors {
        text: Some(Color::hex(0xdd_dd_dd)),
        button: Some(Color::hex(0)),
        button_text: Some(Color::hex(0x33_33_33)),
        ..Colors::default()
    };
    let warnings = contrast_warnings(&Theme { colors, ..Theme::default() });
    assert_eq!(warnings.len(), 2);
    assert!(warnings[0].as_str().starts_with("Text on the background is hard to read: contrast is 1."), "{}", warnings[0]);
}

#[test]
fn warns_of_the_middle_of_a_gradient() {
    // The text is readable on both ends, and vanishes between them.
    let colors = Colors { background: Some(Color::hex(0)), text: Some(Color::hex(0x75_75_75)), ..Colors::default() };
    let background = Background::Gradient { to: Color::hex(0xff_ff_ff), angle: 90 };
    assert!(!contrast_warnings(&Theme { colors, background, ..Theme::default() }).is_empty());
}

#[test]
fn a_picture_of_our_own_becomes_the_wallpaper() {
    let picture = Picture { key: "a1b2-c3".into(), widths: vec![480, 960, 1_920], ..Picture::default() };
    let css = css(&Theme { background: Background::Picture(picture), ..Theme::default() });
    assert!(css.contains("url(/media/a1b2-c3/960.webp)") && css.contains("url(/media/a1b2-c3/1920.webp)"));
}

#[test]
fn a_picture_with_a_foreign_key_is_left_out() {
    for key in ["", "../x", "a)}body{display:none", "//evil.example/x", "</style>"] {
        let picture = Picture { key: key.into(), widths: vec![960], ..Picture::default() };
        let css = css(&Theme { background: Background::Picture(picture), ..Theme::default() });
        assert!(!css.contains("url("), "{key}");
    }
}

#[test]
fn the_default_is_stored_as_json_and_read_from_nothing() {
    assert_eq!(serde_json::from_value::<Theme>(json!({})).unwrap(), Theme::default());
    for preset in Preset::ALL {
        let theme = Theme { preset, background: Background::Gradient { to: Color::hex(0x01_02_03), angle: 45 }, ..Theme::default() };
        let stored = serde_json::to_value(&theme).unwrap();
        assert_eq!(serde_json::from_value::<Theme>(stored).unwrap(), theme);
    }
}

#[test]
fn minifying_keeps_every_rule() {
    assert_eq!(minify("/* why */\na { b: c, d;\n}\n@media (x) {\n  e { f: 0; }\n}"), "a{b:c,d}@media (x){e{f:0}}");
    assert!(!PAGE.contains("/*") && !PAGE.contains('\n') && PAGE.contains(".btn{"));
}

#[test]
fn stylesheets_stay_small() {
    for theme in every_preset() {
        let size = css(&theme).len();
        assert!(size < 9_000, "{} is {size} bytes", theme.preset.label());
    }
}

proptest! {
    #[test]
    fn no_stored_theme_brings_its_own_css(text in ".{0,40}", key in ".{0,40}", preset in ".{0,12}", angle in 0u16.., color in "#[0-9a-f]{6}") {
        let hostile = [json!(text), json!(color)];
        for color in &hostile {
            for background in [
                json!({"kind": "gradient", "to": color, "angle": angle}),
                json!({"kind": "picture", "key": key, "widths": [angle], "alt": text}),
                json!({"kind": text}),
            ] {
                for preset in [json!(preset), json!("neon")] {
                    let stored = json!({"preset": preset, "colors": {"text": color, "button": color}, "background": background});
                    if let Ok(theme) = serde_json::from_value::<Theme>(stored) {
                        prop_assert!(is_contained(&css(&theme)));
                    }
                }
            }
        }
    }
}

#[test]
fn every_combination_of_choices_is_contained() {
    for theme in every_preset() {
        for font in Font::ALL {
            for shape in ButtonShape::ALL {
                let buttons = crate::bio_sites::theme::Buttons { shape: Some(shape), style: None };
                assert!(is_contained(&css(&Theme { font: Some(font), buttons, ..theme.clone() })));
            }
        }
    }
}
