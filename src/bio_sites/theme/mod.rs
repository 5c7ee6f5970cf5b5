//! How a page looks: a preset with character, and what its creator changed about it.
//!
//! Everything is an enum or a [`Color`], so that a stored theme cannot bring CSS of its own.

mod css;
mod fonts;
mod palette;
mod preset;

use serde::{Deserialize, Serialize};

use super::Picture;
pub use crate::color::{Color, NotAColor};
pub use css::css;
pub use fonts::Font;
pub use palette::{contrast_warnings, is_dark, page_color};
pub use preset::{Preset, Swatch};

/// A preset and the creator's changes to it; what is `None` is the preset's own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Theme {
    pub preset: Preset,
    pub colors: Colors,
    pub font: Option<Font>,
    pub buttons: Buttons,
    pub background: Background,
}

/// Colours that replace the preset's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Colors {
    pub background: Option<Color>,
    pub text: Option<Color>,
    pub button: Option<Color>,
    pub button_text: Option<Color>,
    pub accent: Option<Color>,
}

/// How links look, where it differs from the preset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Buttons {
    pub shape: Option<ButtonShape>,
    pub style: Option<ButtonStyle>,
}

/// The corners of links, pictures and players.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonShape {
    Square,
    #[default]
    Rounded,
    Pill,
}

/// How a link stands out from the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonStyle {
    #[default]
    Filled,
    Outline,
    /// A tint of the button colour.
    Soft,
    /// A hard shadow, like a sticker.
    Shadow,
    /// Rows between thin rules.
    Line,
}

/// What is behind the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Background {
    /// The preset's own; with a background colour chosen, that colour.
    #[default]
    Preset,
    /// The background colour alone.
    Solid,
    /// From the background colour to another, at an angle in degrees.
    Gradient { to: Color, angle: u16 },
    /// A picture, with the page on a panel of the background colour above it.
    Picture(Picture),
}

impl ButtonShape {
    pub const ALL: [Self; 3] = [Self::Square, Self::Rounded, Self::Pill];

    /// Its name in the builder.
    pub fn label(self) -> &'static str {
        match self {
            Self::Square => "Square",
            Self::Rounded => "Rounded",
            Self::Pill => "Pill",
        }
    }
}

impl ButtonStyle {
    pub const ALL: [Self; 5] = [Self::Filled, Self::Outline, Self::Soft, Self::Shadow, Self::Line];

    /// Its name in the builder.
    pub fn label(self) -> &'static str {
        match self {
            Self::Filled => "Filled",
            Self::Outline => "Outline",
            Self::Soft => "Soft",
            Self::Shadow => "Shadow",
            Self::Line => "Line",
        }
    }
}

impl Theme {
    /// The creator's button shape, or the preset's.
    pub fn button_shape(&self) -> ButtonShape {
        self.buttons.shape.unwrap_or(self.preset.look().shape)
    }

    /// The creator's button style, or the preset's.
    pub fn button_style(&self) -> ButtonStyle {
        self.buttons.style.unwrap_or(self.preset.look().style)
    }
}
