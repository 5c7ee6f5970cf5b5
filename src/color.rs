//! Colours and their contrast.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An opaque sRGB colour, written `#rrggbb`. Nothing else can be stored, so a colour can never carry CSS with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// The text is no `#rrggbb` colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written #rrggbb")]
pub struct NotAColor;

impl Color {
    /// `0xrrggbb`.
    pub(crate) const fn hex(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self { red, green, blue }
    }

    /// Reads `#rrggbb`, in either case.
    pub fn parse(text: &str) -> Result<Self, NotAColor> {
        let digits = text.strip_prefix('#').ok_or(NotAColor)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAColor);
        }
        u32::from_str_radix(digits, 16).map(Self::hex).map_err(|_| NotAColor)
    }

    /// WCAG 2.2 contrast ratio, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Whether white text reads better on it than black text.
    pub fn is_dark(self) -> bool {
        self.contrast(Self::hex(0xff_ff_ff)) > self.contrast(Self::hex(0))
    }

    /// This colour at `share` (0 to 1) over `ground`.
    pub(crate) fn over(self, ground: Self, share: f64) -> Self {
        // The sum of two shares of 0..=255 lies in 0..=255.
        let mix = |top: u8, below: u8| (f64::from(top) * share + f64::from(below) * (1.0 - share)).round() as u8;
        Self { red: mix(self.red, ground.red), green: mix(self.green, ground.green), blue: mix(self.blue, ground.blue) }
    }

    /// CSS for this colour at `percent` opacity.
    pub(crate) fn at(self, percent: u8) -> String {
        format!("rgb({} {} {}/{percent}%)", self.red, self.green, self.blue)
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl TryFrom<String> for Color {
    type Error = NotAColor;

    fn try_from(text: String) -> Result<Self, NotAColor> {
        Self::parse(&text)
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_six_digits_only() {
        assert_eq!(Color::parse("#Ff8800").map(String::from), Ok("#ff8800".to_owned()));
        for refused in [
            "",
            "#",
            "#fff",
            "ff8800",
            "#ff88001",
            "#ff88 0",
            "#+f8800",
            "red",
            "red;}body{",
            "#ff8800;}",
            "url(x)",
            "#ff880\u{ff10}",
            "var(--x)",
            "#ffffff\n",
        ] {
            assert_eq!(Color::parse(refused), Err(NotAColor), "{refused:?}");
        }
    }

    #[test]
    fn reads_from_json_as_text() {
        assert_eq!(serde_json::from_str::<Color>("\"#010203\"").unwrap(), Color::hex(0x01_02_03));
        assert!(serde_json::from_str::<Color>("\"red;}body{\"").is_err());
        assert!(serde_json::from_str::<Color>("66051").is_err());
    }

    #[test]
    fn measures_contrast_as_wcag_does() {
        let (black, white) = (Color::hex(0), Color::hex(0xff_ff_ff));
        assert!((white.contrast(black) - 21.0).abs() < 0.001);
        assert!((white.contrast(Color::hex(0x76_76_76)) - 4.54).abs() < 0.01);
        assert!(black.is_dark() && !white.is_dark());
    }
}
