//! Type that every phone already has: nothing is downloaded.

use serde::{Deserialize, Serialize};

/// A family of installed fonts that look alike. Stacks follow modernfontstacks.com (CC0).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Font {
    #[default]
    System,
    Grotesque,
    Humanist,
    Geometric,
    Rounded,
    Serif,
    OldStyle,
    Didone,
    Slab,
    Mono,
}

impl Font {
    pub const ALL: [Self; 10] = [
        Self::System,
        Self::Grotesque,
        Self::Humanist,
        Self::Geometric,
        Self::Rounded,
        Self::Serif,
        Self::OldStyle,
        Self::Didone,
        Self::Slab,
        Self::Mono,
    ];

    /// Its name in the builder.
    pub fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Grotesque => "Grotesque",
            Self::Humanist => "Humanist",
            Self::Geometric => "Geometric",
            Self::Rounded => "Rounded",
            Self::Serif => "Serif",
            Self::OldStyle => "Old style",
            Self::Didone => "Didone",
            Self::Slab => "Slab serif",
            Self::Mono => "Typewriter",
        }
    }

    /// The value of `font-family`.
    pub fn stack(self) -> &'static str {
        match self {
            Self::System => "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif",
            Self::Grotesque => "Inter,Roboto,'Helvetica Neue','Arial Nova','Nimbus Sans',Arial,sans-serif",
            Self::Humanist => "Seravek,'Gill Sans Nova',Ubuntu,Calibri,'DejaVu Sans','Noto Sans',sans-serif",
            Self::Geometric => "'Avenir Next',Avenir,Montserrat,Corbel,'URW Gothic',Roboto,sans-serif",
            Self::Rounded => "ui-rounded,'Hiragino Maru Gothic ProN',Quicksand,Comfortaa,Nunito,'Arial Rounded MT Bold',Roboto,sans-serif",
            Self::Serif => "Charter,'Bitstream Charter','Sitka Text',Cambria,'Noto Serif',serif",
            Self::OldStyle => "'Iowan Old Style','Palatino Linotype','URW Palladio L',P052,'Noto Serif',serif",
            Self::Didone => "Didot,'Bodoni 72','Bodoni MT','Noto Serif Display','URW Palladio L',P052,serif",
            Self::Slab => "Rockwell,'Rockwell Nova','Roboto Slab','DejaVu Serif','Sitka Small',serif",
            Self::Mono => "ui-monospace,'Cascadia Code','Source Code Pro',Menlo,Consolas,'DejaVu Sans Mono',monospace",
        }
    }
}
