//! WCAG 2.2 AA over style/tokens.css: 4.5 for text, 3 for what one must see to use a control.

use std::collections::BTreeMap;

/// Text colours on the grounds they stand on.
const TEXT: &[(&str, &[&str])] = &[
    ("ink", &["canvas", "surface", "raised", "sunken", "hover"]),
    ("muted", &["canvas", "surface", "raised", "sunken", "hover"]),
    ("faint", &["canvas", "surface", "raised", "sunken"]),
    ("accent-ink", &["canvas", "surface", "raised", "sunken", "accent-soft"]),
    ("on-accent", &["accent", "accent-hover"]),
    ("on-danger", &["danger-solid", "danger-solid-hover"]),
    ("success", &["canvas", "surface", "raised", "success-soft"]),
    ("warning", &["canvas", "surface", "raised", "warning-soft"]),
    ("danger", &["canvas", "surface", "raised", "danger-soft"]),
    ("info", &["canvas", "surface", "raised", "info-soft"]),
    ("ink", &["accent-soft", "success-soft", "warning-soft", "danger-soft", "info-soft"]),
    ("muted", &["accent-soft"]),
    ("canvas", &["ink"]),
];

/// Frames of controls, focus rings, marks and lines of charts.
const MARKS: &[(&str, &[&str])] = &[
    ("line-strong", &["canvas", "surface", "raised", "sunken"]),
    ("accent", &["canvas", "surface", "raised", "sunken", "hover"]),
    ("danger-solid", &["canvas", "surface"]),
    ("chart-1", &["surface", "canvas"]),
    ("chart-2", &["surface", "canvas"]),
    ("chart-3", &["surface", "canvas"]),
    ("chart-4", &["surface", "canvas"]),
    ("chart-5", &["surface", "canvas"]),
    ("chart-6", &["surface", "canvas"]),
];

type Tokens = BTreeMap<String, [String; 2]>;

/// `--name: light-dark(#aaaaaa, #bbbbbb);` as name → [light, dark].
fn tokens() -> Tokens {
    include_str!("../../../style/tokens.css")
        .lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
            let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
            (light.starts_with('#')).then(|| (name.to_owned(), [light.to_owned(), dark.to_owned()]))
        })
        .collect()
}

fn luminance(hex: &str) -> f64 {
    let channel = |from: usize| {
        let value = f64::from(u8::from_str_radix(&hex[from..from + 2], 16).expect("a hex colour")) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn failures(pairs: &[(&str, &[&str])], least: f64) -> Vec<String> {
    let tokens = tokens();
    let colour = |name: &str, theme: usize| tokens.get(name).expect(name)[theme].clone();
    let mut failures = Vec::new();
    for (front, grounds) in pairs {
        for ground in *grounds {
            for (theme, name) in ["light", "dark"].into_iter().enumerate() {
                let ratio = contrast(&colour(front, theme), &colour(ground, theme));
                if ratio < least {
                    failures.push(format!("{front} on {ground}, {name}: {ratio:.2}"));
                }
            }
        }
    }
    failures
}

#[test]
fn the_formula_is_wcags() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
    assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 0.01);
}

#[test]
fn text_is_readable_in_both_themes() {
    let failures = failures(TEXT, 4.5);
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn controls_and_charts_are_visible_in_both_themes() {
    let failures = failures(MARKS, 3.0);
    assert!(failures.is_empty(), "{failures:#?}");
}
