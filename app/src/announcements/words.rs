use mewayz::announcements::{Kind, Stage};
use ui::Tone;

use crate::words::announcements as t;

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Info => t::info(),
        Kind::Warning => t::warning(),
        Kind::Maintenance => t::maintenance(),
    }
}

pub(super) fn tone(kind: Kind) -> Tone {
    match kind {
        Kind::Info => Tone::Info,
        Kind::Warning => Tone::Danger,
        Kind::Maintenance => Tone::Warning,
    }
}

pub(super) fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Info => "info",
        Kind::Warning => "triangle-alert",
        Kind::Maintenance => "clock",
    }
}

/// What a stage is called, and its colour.
pub(super) fn stage(stage: Stage) -> (&'static str, Tone) {
    match stage {
        Stage::Draft => (t::draft(), Tone::Neutral),
        Stage::Planned => (t::planned(), Tone::Info),
        Stage::Live => (t::live(), Tone::Success),
        Stage::Over => (t::over(), Tone::Neutral),
    }
}
