use crate::color::Color;

/// How mail of a workspace looks: its name and what stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// At the head of the mail, and where texts speak of the sender.
    pub name: String,
    /// Ground of the button.
    pub accent: Color,
    /// The whole address of a picture that replaces the name at the head. It is loaded by the reader's program,
    /// so only one of ours will do.
    pub logo: Option<String>,
    /// Who sends, and from where: many countries ask for a postal address.
    pub imprint: Option<String>,
}

impl Default for Brand {
    /// The platform's own.
    fn default() -> Self {
        Self { name: "Mewayz".to_owned(), accent: Color::hex(0x0f_5f_4c), logo: None, imprint: None }
    }
}

impl Brand {
    /// Black or white, whichever reads better on the accent: the contrast is 4.58 at worst, WCAG 2.2 asks for 4.5.
    pub(super) fn on_accent(&self) -> Color {
        if self.accent.is_dark() { Color::hex(0xff_ff_ff) } else { Color::hex(0) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn buttons_can_be_read_on_every_colour(rgb in 0u32..0x100_0000) {
            let brand = Brand { accent: Color::hex(rgb), ..Brand::default() };
            prop_assert!(brand.accent.contrast(brand.on_accent()) >= 4.5);
        }
    }
}
