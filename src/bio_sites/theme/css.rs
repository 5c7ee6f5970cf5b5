//! A theme as CSS: a few custom properties, the one stylesheet of all pages, and the chosen button style.

use std::fmt::Write;
use std::sync::LazyLock;

use super::palette::{PANEL_PERCENT, Palette, SOFT_PERCENT};
use super::{Background, ButtonShape, ButtonStyle, Color, Theme, is_dark};
use crate::bio_sites::Picture;

/// The stylesheet shared by every page, without comments and indentation.
static PAGE: LazyLock<String> = LazyLock::new(|| minify(include_str!("page.css")));

/// The whole stylesheet of a page with this theme; safe inside `<style>`, whatever the theme holds.
pub fn css(theme: &Theme) -> String {
    let palette = Palette::of(theme);
    let look = theme.preset.look();
    let (font, display) = theme.font.map_or((look.body, look.display), |font| (font, font));
    let (radius, round) = radii(theme.button_shape());
    let scheme = if is_dark(theme) { "dark" } else { "light" };
    let Palette { background, text, muted, button, label, accent, .. } = palette;
    format!(
        ":root{{--bg:{background};--text:{text};--muted:{muted};--btn:{button};--label:{label};--accent:{accent};--line:{line};--rule:{rule};\
         --radius:{radius};--round:{round};--font:{font};--display:{display};color-scheme:{scheme}}}{page}{buttons}{backdrop}{rules}{links}",
        line = text.at(14),
        rule = label.at(18),
        font = font.stack(),
        display = display.stack(),
        page = *PAGE,
        buttons = buttons(theme.button_style(), button),
        backdrop = backdrop(theme, background),
        rules = look.rules,
        links = if theme.button_style() == look.style { look.links } else { "" },
    )
}

/// Corners of links, and of everything taller than a line.
fn radii(shape: ButtonShape) -> (&'static str, &'static str) {
    match shape {
        ButtonShape::Square => ("0", "0"),
        ButtonShape::Rounded => ("14px", "14px"),
        ButtonShape::Pill => ("2rem", "1.5rem"),
    }
}

fn buttons(style: ButtonStyle, button: Color) -> String {
    match style {
        ButtonStyle::Filled => ".btn,.card{background:var(--btn);box-shadow:0 0 0 1px var(--line),0 1px 2px #0000000f,0 6px 16px -8px #0000002e}".to_owned(),
        ButtonStyle::Outline => ".btn,.card{border:1.5px solid var(--btn)}".to_owned(),
        ButtonStyle::Soft => {
            format!(".btn,.card{{background:{};border:1px solid {}}}a.btn:hover{{background:{}}}", button.at(SOFT_PERCENT), button.at(16), button.at(22))
        }
        ButtonStyle::Shadow => ".btn,.card{background:var(--btn);border:2px solid var(--text);box-shadow:4px 4px 0 var(--text)}\
            a.btn:active{transform:translate(3px,3px);box-shadow:1px 1px 0 var(--text)}"
            .to_owned(),
        ButtonStyle::Line => ".btn,.card{border-radius:0;border-block-end:1px solid var(--text);background:0}.btn.btn,.btn.has{padding-inline:0}main{gap:.25rem}.card>details>*{padding-inline:0}\
            .btn{justify-content:flex-start;gap:.875rem;text-align:start}.btn .i{position:static}.btn::after{content:\"\\2192\";margin-inline-start:auto}\
            .btn:dir(rtl)::after{content:\"\\2190\"}"
            .to_owned(),
    }
}

/// What is behind the page, on a layer that does not scroll with it.
fn backdrop(theme: &Theme, background: Color) -> String {
    let value = match &theme.background {
        Background::Preset if theme.colors.background.is_none() => theme.preset.look().art.to_owned(),
        Background::Preset | Background::Solid => String::new(),
        Background::Gradient { to, angle } => format!("linear-gradient({}deg,{background},{to})", angle % 360),
        Background::Picture(picture) => return wallpaper(picture, background),
    };
    if value.is_empty() { value } else { format!("body::before{{background:{value}}}") }
}

fn wallpaper(picture: &Picture, background: Color) -> String {
    let Some(small) = address(picture, 900) else { return String::new() };
    let mut css = format!(
        "body::before{{background:url({small}) center/cover}}.page{{background:{};backdrop-filter:blur(16px) saturate(1.4);\
         -webkit-backdrop-filter:blur(16px) saturate(1.4);border-radius:calc(var(--round) + .5rem);width:calc(100% - 1.5rem);margin:4.5rem auto .75rem;min-height:0}}",
        background.at(PANEL_PERCENT),
    );
    if let Some(large) = address(picture, 1_600).filter(|large| *large != small) {
        // Writing to a string cannot fail.
        let _ = write!(css, "@media(min-width:48rem){{body::before{{background-image:url({large})}}}}");
    }
    css
}

/// The smallest stored file of a picture that is at least `width` wide, or the largest; `None` unless the key is one of our own.
fn address(picture: &Picture, width: u32) -> Option<String> {
    let own = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if picture.key.is_empty() || !picture.key.bytes().all(own) {
        return None;
    }
    let stored = picture.widths.iter().find(|stored| **stored >= width).or(picture.widths.last())?;
    Some(format!("/media/{}/{stored}.webp", picture.key))
}

/// Our own stylesheet without comments, line ends and indentation. Knows what that file uses, and is no CSS parser.
fn minify(source: &str) -> String {
    let mut rest = source;
    let mut css = String::with_capacity(source.len());
    while let Some((before, comment)) = rest.split_once("/*") {
        css.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    css.push_str(rest);
    let joined: String = css.lines().map(str::trim).collect();
    [(": ", ":"), ("; ", ";"), (", ", ","), (" {", "{"), ("{ ", "{"), (" }", "}"), (";}", "}")]
        .iter()
        .fold(joined, |css, (from, to)| css.replace(from, to))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
