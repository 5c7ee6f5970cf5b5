//! Meaning as colour: the tones that badges, callouts, toasts and bars share.

/// What a message or mark means. Never the only carrier of the meaning: words or an icon stand beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// The product's accent: selected, new, yours.
    Accent,
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    /// Class that sets `--tone`, `--tone-soft` and `--tone-line` for the element and its children.
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Accent => "tone-accent",
            Self::Info => "tone-info",
            Self::Success => "tone-success",
            Self::Warning => "tone-warning",
            Self::Danger => "tone-danger",
        }
    }

    /// The icon that goes with the tone.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Neutral | Self::Info => "info",
            Self::Accent => "sparkles",
            Self::Success => "circle-check",
            Self::Warning => "triangle-alert",
            Self::Danger => "circle-alert",
        }
    }
}
