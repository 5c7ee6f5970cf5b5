//! The eight looks a creator starts from.

use serde::{Deserialize, Serialize};

use super::{ButtonShape, ButtonStyle, Color, Font};

/// A ready look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Calm and light.
    #[default]
    Daylight,
    /// Dark blue with a glow from above.
    Midnight,
    /// Ink on warm paper.
    Paper,
    /// A loud gradient.
    Sunset,
    /// Neon tubes on black.
    Neon,
    /// Pastel stickers.
    Sorbet,
    /// A magazine page.
    Editorial,
    /// Hills at dusk.
    Grove,
}

/// What the theme picker draws for a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swatch {
    /// The colours of the background, from top to bottom; at least one.
    pub background: &'static [Color],
    pub text: Color,
    pub button: Color,
    pub accent: Color,
    pub shape: ButtonShape,
    pub style: ButtonStyle,
    pub font: Font,
}

/// What a preset fixes.
pub(super) struct Look {
    pub background: Color,
    pub text: Color,
    pub button: Color,
    pub button_text: Color,
    pub accent: Color,
    pub display: Font,
    pub body: Font,
    pub shape: ButtonShape,
    pub style: ButtonStyle,
    /// Every colour that text may stand on.
    pub grounds: &'static [Color],
    /// CSS `background` of the whole window; empty for the colour alone.
    pub art: &'static str,
    /// Rules of this preset alone, after the common ones.
    pub rules: &'static str,
    /// Rules for links, while they have the preset's own style.
    pub links: &'static str,
}

impl Preset {
    pub const ALL: [Self; 8] =
        [Self::Daylight, Self::Midnight, Self::Paper, Self::Sunset, Self::Neon, Self::Sorbet, Self::Editorial, Self::Grove];

    /// Its name in the theme picker.
    pub fn label(self) -> &'static str {
        match self {
            Self::Daylight => "Daylight",
            Self::Midnight => "Midnight",
            Self::Paper => "Paper",
            Self::Sunset => "Sunset",
            Self::Neon => "Neon",
            Self::Sorbet => "Sorbet",
            Self::Editorial => "Editorial",
            Self::Grove => "Grove",
        }
    }

    /// Its colours and shapes, for a picture of it.
    pub fn swatch(self) -> Swatch {
        let look = self.look();
        Swatch {
            background: look.grounds,
            text: look.text,
            button: look.button,
            accent: look.accent,
            shape: look.shape,
            style: look.style,
            font: look.display,
        }
    }

    pub(super) fn look(self) -> &'static Look {
        match self {
            Self::Daylight => &DAYLIGHT,
            Self::Midnight => &MIDNIGHT,
            Self::Paper => &PAPER,
            Self::Sunset => &SUNSET,
            Self::Neon => &NEON,
            Self::Sorbet => &SORBET,
            Self::Editorial => &EDITORIAL,
            Self::Grove => &GROVE,
        }
    }
}

static DAYLIGHT: Look = Look {
    background: Color::hex(0xf4_f3_ef),
    text: Color::hex(0x1d_1c_19),
    button: Color::hex(0xff_ff_ff),
    button_text: Color::hex(0x1d_1c_19),
    accent: Color::hex(0xe4_57_2e),
    display: Font::System,
    body: Font::System,
    shape: ButtonShape::Rounded,
    style: ButtonStyle::Filled,
    grounds: &[Color::hex(0xfb_e9_dd), Color::hex(0xf4_f3_ef)],
    art: "radial-gradient(90% 22rem at 50% -6rem,#fbe0d0,#f4f3ef00),#f4f3ef",
    rules: ".avatar{outline:4px solid var(--btn);outline-offset:0;box-shadow:0 10px 28px -8px #00000052}",
    links: "",
};

static MIDNIGHT: Look = Look {
    background: Color::hex(0x0d_10_1a),
    text: Color::hex(0xf2_f4_fb),
    button: Color::hex(0xc9_d4_ff),
    button_text: Color::hex(0x0d_10_1a),
    accent: Color::hex(0x8b_a4_ff),
    display: Font::System,
    body: Font::System,
    shape: ButtonShape::Rounded,
    style: ButtonStyle::Soft,
    grounds: &[Color::hex(0x2a_33_66), Color::hex(0x0d_10_1a)],
    art: "radial-gradient(110% 26rem at 50% -8rem,#2f3a78,#0d101a00),#0d101a",
    rules: ".avatar{box-shadow:0 0 3.5rem -.5rem var(--accent)}",
    links: "",
};

static PAPER: Look = Look {
    background: Color::hex(0xf4_eb_da),
    text: Color::hex(0x3a_29_1d),
    button: Color::hex(0x7a_3e_1d),
    button_text: Color::hex(0xff_f8_ec),
    accent: Color::hex(0xb3_54_1e),
    display: Font::OldStyle,
    body: Font::OldStyle,
    shape: ButtonShape::Square,
    style: ButtonStyle::Outline,
    grounds: &[Color::hex(0xf4_eb_da), Color::hex(0xea_dd_c4)],
    art: "radial-gradient(#8a6a4a24 1px,#0000 1.5px) 0 0/18px 18px,linear-gradient(#f6eedf,#eadfc9)",
    rules: ".avatar{border-radius:2px;outline:7px solid #fffaf0;outline-offset:0;box-shadow:0 2px 14px 7px #3a291d38;transform:rotate(-2.5deg)}h2{font-style:italic}",
    links: ".btn,.card{border:3px double var(--btn);background:#fffaf073}",
};

static SUNSET: Look = Look {
    background: Color::hex(0xb0_1c_66),
    text: Color::hex(0xff_ff_ff),
    button: Color::hex(0xff_ff_ff),
    button_text: Color::hex(0x5b_12_6b),
    accent: Color::hex(0xff_d5_4a),
    display: Font::Geometric,
    body: Font::Geometric,
    shape: ButtonShape::Pill,
    style: ButtonStyle::Filled,
    grounds: &[Color::hex(0x5a_1a_a8), Color::hex(0xb0_1c_66), Color::hex(0xa8_35_08)],
    art: "linear-gradient(165deg,#5a1aa8,#b01c66 55%,#a83508)",
    rules: "h1{font-weight:800}.avatar{outline-width:4px}",
    links: "",
};

static NEON: Look = Look {
    background: Color::hex(0x06_07_0b),
    text: Color::hex(0xea_ff_f6),
    button: Color::hex(0x2d_ff_b3),
    button_text: Color::hex(0x04_14_0d),
    accent: Color::hex(0xff_4f_e5),
    display: Font::Mono,
    body: Font::Mono,
    shape: ButtonShape::Rounded,
    style: ButtonStyle::Outline,
    grounds: &[Color::hex(0x06_07_0b), Color::hex(0x3a_0c_37)],
    art: "linear-gradient(#2dffb30d 1px,#0000 1px) 0 0/100% 32px,linear-gradient(90deg,#2dffb30d 1px,#0000 1px) 0 0/32px 100%,\
          radial-gradient(100% 50% at 50% 115%,#7a1473,#06070b00),#06070b",
    rules: "h1{text-shadow:0 0 1.1rem var(--accent)}.avatar{box-shadow:0 0 2rem var(--accent)}h2::before{content:\"> \";color:var(--accent)}",
    links: ".btn,.card{box-shadow:0 0 .9rem -.3rem var(--btn),inset 0 0 .9rem -.3rem var(--btn)}",
};

static SORBET: Look = Look {
    background: Color::hex(0xfd_e4_ef),
    text: Color::hex(0x3d_2a_4c),
    button: Color::hex(0xff_ff_ff),
    button_text: Color::hex(0x3d_2a_4c),
    accent: Color::hex(0xf0_7c_b0),
    display: Font::Rounded,
    body: Font::Rounded,
    shape: ButtonShape::Pill,
    style: ButtonStyle::Shadow,
    grounds: &[Color::hex(0xff_e3_ec), Color::hex(0xec_e4_ff), Color::hex(0xd9_f3_f2)],
    art: "linear-gradient(160deg,#ffe3ec,#ece4ff 55%,#d9f3f2)",
    rules: ".avatar{outline:2px solid var(--text);outline-offset:0;box-shadow:5px 5px 0 2px var(--accent)}",
    links: ".btn,.card{box-shadow:4px 4px 0 var(--accent)}.btn:nth-of-type(3n+1){box-shadow:4px 4px 0 #a88cf0}.btn:nth-of-type(3n+2){box-shadow:4px 4px 0 #63c5ba}",
};

static EDITORIAL: Look = Look {
    background: Color::hex(0xfb_fa_f6),
    text: Color::hex(0x14_13_12),
    button: Color::hex(0x14_13_12),
    button_text: Color::hex(0xfb_fa_f6),
    accent: Color::hex(0xc8_10_2e),
    display: Font::Didone,
    body: Font::Serif,
    shape: ButtonShape::Square,
    style: ButtonStyle::Line,
    grounds: &[Color::hex(0xfb_fa_f6)],
    art: "",
    rules: "header{align-items:flex-start;text-align:start;padding-block-end:1.25rem;border-block-end:4px solid var(--text)}.avatar{border-radius:0;outline:0}\
            h1{font-weight:400;font-size:clamp(2.5rem,2rem + 3vw,4rem);line-height:1.02;letter-spacing:-.03em}.at{order:-1;color:var(--accent);font-weight:700;margin-block-end:.75rem}\
            h2{font:700 .8125rem/1.3 var(--font);letter-spacing:.12em;text-transform:uppercase;text-align:start;color:var(--accent);margin-block:2rem 0}\
            .social{justify-content:flex-start;margin-inline-start:-.75rem}figcaption,.open,footer{text-align:start}footer a{padding-inline:0}",
    links: "",
};

static GROVE: Look = Look {
    background: Color::hex(0x1b_3a_30),
    text: Color::hex(0xf6_f0_e2),
    button: Color::hex(0xee_e4_cb),
    button_text: Color::hex(0x1b_3a_30),
    accent: Color::hex(0xe3_b0_4b),
    display: Font::OldStyle,
    body: Font::Humanist,
    shape: ButtonShape::Rounded,
    style: ButtonStyle::Filled,
    grounds: &[Color::hex(0x2f_5d_4a), Color::hex(0x1b_3a_30), Color::hex(0x0e_22_1c)],
    art: "radial-gradient(70% 22% at 85% 104%,#0e221c 99%,#0e221c00),radial-gradient(90% 30% at 10% 106%,#142e26 99%,#142e2600),\
          linear-gradient(#2f5d4a,#1b3a30 60%)",
    rules: ".avatar{border-radius:58% 42% 47% 53%/46% 55% 45% 54%;outline-width:3px}h1{font-weight:600}",
    links: "",
};
