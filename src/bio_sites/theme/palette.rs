//! The colours a theme comes down to, and whether they can be read.

use super::{Background, ButtonStyle, Color, Theme};
use crate::fields::Message;

/// The least ratio of text to what it stands on (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;
/// The least ratio of an outline to what it stands on (WCAG 2.2, 1.4.11).
const DISTINCT: f64 = 3.0;
/// How much of the button colour a soft button shows.
pub(super) const SOFT_PERCENT: u8 = 14;
/// How opaque the panel above a picture is.
pub(super) const PANEL_PERCENT: u8 = 88;

/// Every colour decided.
pub(super) struct Palette {
    pub background: Color,
    pub text: Color,
    /// Text of less weight, still readable everywhere on the page.
    pub muted: Color,
    pub button: Color,
    /// Text on a button, whatever its style.
    pub label: Color,
    pub accent: Color,
    /// Every colour text may stand on.
    pub grounds: Vec<Color>,
}

impl Palette {
    pub(super) fn of(theme: &Theme) -> Self {
        let look = theme.preset.look();
        let text = theme.colors.text.unwrap_or(look.text);
        let own_label = match theme.button_style() {
            ButtonStyle::Filled | ButtonStyle::Shadow => look.button_text,
            // These let the page show through, so what is readable on the page is readable on them.
            ButtonStyle::Outline | ButtonStyle::Soft | ButtonStyle::Line => text,
        };
        let background = theme.colors.background.unwrap_or(look.background);
        let grounds = grounds(theme, background);
        let button = theme.colors.button.unwrap_or_else(|| own_button(theme, text, &grounds));
        Self {
            background,
            text,
            muted: muted(text, background, &grounds),
            button,
            label: theme.colors.button_text.unwrap_or(own_label),
            accent: theme.colors.accent.unwrap_or(look.accent),
            grounds,
        }
    }

    /// What button labels stand on.
    fn button_grounds(&self, style: ButtonStyle) -> Vec<Color> {
        match style {
            ButtonStyle::Filled | ButtonStyle::Shadow => vec![self.button],
            ButtonStyle::Outline | ButtonStyle::Line => self.grounds.clone(),
            ButtonStyle::Soft => {
                let share = f64::from(SOFT_PERCENT) / 100.0;
                self.grounds.iter().map(|ground| self.button.over(*ground, share)).collect()
            }
        }
    }
}

const ON_BACKGROUND: &str = "Text on the background is hard to read: contrast is {contrast}, and should be at least {least}.";
const ON_BUTTONS: &str = "Text on buttons is hard to read: contrast is {contrast}, and should be at least {least}.";

/// What a visitor may be unable to read, as sentences for the builder; empty when everything passes WCAG AA.
pub fn contrast_warnings(theme: &Theme) -> Vec<Message> {
    let palette = Palette::of(theme);
    let pairs =
        [(ON_BACKGROUND, palette.text, palette.grounds.clone()), (ON_BUTTONS, palette.label, palette.button_grounds(theme.button_style()))];
    pairs
        .into_iter()
        .filter_map(|(template, text, grounds)| {
            let ratio = least_contrast(text, &grounds);
            // Rounded down, or a failing 4.49 would read as a passing 4.5.
            let shown = (ratio * 10.0).floor() / 10.0;
            (ratio < READABLE).then(|| Message::with(template, [("contrast", format!("{shown:.1}")), ("least", READABLE.to_string())]))
        })
        .collect()
}

/// The colour of the top of the page, for the browser's own bars.
pub fn page_color(theme: &Theme) -> Color {
    let palette = Palette::of(theme);
    match theme.background {
        Background::Picture(_) => palette.background,
        _ => palette.grounds.first().copied().unwrap_or(palette.background),
    }
}

/// Whether the page is light text on dark, for the browser's own controls.
pub fn is_dark(theme: &Theme) -> bool {
    Palette::of(theme).background.is_dark()
}

/// The preset's button colour, unless an outline or a tint of it could not be told from the page.
fn own_button(theme: &Theme, text: Color, grounds: &[Color]) -> Color {
    let button = theme.preset.look().button;
    let thin = matches!(theme.button_style(), ButtonStyle::Outline | ButtonStyle::Soft);
    if thin && least_contrast(button, grounds) < DISTINCT { text } else { button }
}

fn grounds(theme: &Theme, background: Color) -> Vec<Color> {
    match &theme.background {
        Background::Preset if theme.colors.background.is_none() => theme.preset.look().grounds.to_vec(),
        Background::Preset | Background::Solid => vec![background],
        // A colour between two readable ones can be unreadable, so the way is sampled.
        Background::Gradient { to, .. } => (0..=8).map(|step| to.over(background, f64::from(step) / 8.0)).collect(),
        Background::Picture(_) => {
            let panel = f64::from(PANEL_PERCENT) / 100.0;
            [0x00_00_00, 0xff_ff_ff].map(|worst| background.over(Color::hex(worst), panel)).to_vec()
        }
    }
}

fn muted(text: Color, background: Color, grounds: &[Color]) -> Color {
    let softer = text.over(background, 0.76);
    if least_contrast(softer, grounds) < READABLE { text } else { softer }
}

fn least_contrast(text: Color, grounds: &[Color]) -> f64 {
    grounds.iter().map(|ground| text.contrast(*ground)).fold(f64::INFINITY, f64::min)
}
