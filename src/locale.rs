//! The languages of the product: how they are named, chosen and counted in. Pure, so that pages and mails share them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language that every text of the product exists in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    #[default]
    En,
    De,
    Es,
    Fr,
    Pt,
    Ar,
    Ja,
}

/// Plural categories of CLDR, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Locale {
    /// All of them, in the order of the enum.
    pub const ALL: [Self; 7] = [Self::En, Self::De, Self::Es, Self::Fr, Self::Pt, Self::Ar, Self::Ja];

    /// The language tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Pt => "pt",
            Self::Ar => "ar",
            Self::Ja => "ja",
        }
    }

    /// What its speakers call it.
    pub fn native_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Es => "Español",
            Self::Fr => "Français",
            Self::Pt => "Português",
            Self::Ar => "العربية",
            Self::Ja => "日本語",
        }
    }

    /// `ltr` or `rtl`, as `dir` takes it.
    pub fn direction(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// The tag by which numbers and dates are written: British English, and Arabic with the digits of the rest of the page.
    pub fn format_tag(self) -> &'static str {
        match self {
            Self::En => "en-GB",
            Self::Ar => "ar-u-nu-latn",
            other => other.tag(),
        }
    }

    /// The language of a tag; regions and scripts count for nothing (`pt-BR`, `zh-Hant`).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(language))
    }

    /// The best match for an `Accept-Language` header (RFC 9110 12.5.4): the highest quality, and of equals the first.
    pub fn negotiate(accepted: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in accepted.split(',') {
            let (tag, rest) = range.split_once(';').unwrap_or((range, ""));
            let quality = rest.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            let Some(locale) = Self::from_tag(tag) else { continue };
            if quality > best.map_or(0.0, |(most, _)| most) {
                best = Some((quality, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }

    /// The category of a whole number (CLDR 48, cardinal rules). French, Spanish and Portuguese count millions as `Many`.
    pub fn plural(self, count: i64) -> Plural {
        let n = count.unsigned_abs();
        let millions = n != 0 && n.is_multiple_of(1_000_000);
        match self {
            Self::En | Self::De if n == 1 => Plural::One,
            Self::Es if n == 1 => Plural::One,
            Self::Fr | Self::Pt if n <= 1 => Plural::One,
            Self::Es | Self::Fr | Self::Pt if millions => Plural::Many,
            Self::Ar => match (n, n % 100) {
                (0, _) => Plural::Zero,
                (1, _) => Plural::One,
                (2, _) => Plural::Two,
                (_, 3..=10) => Plural::Few,
                (_, 11..=99) => Plural::Many,
                _ => Plural::Other,
            },
            _ => Plural::Other,
        }
    }
}

impl FromStr for Locale {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::from_tag(tag).ok_or(())
    }
}

/// The texts of a language, from the folder `words` beside the file that asks for them.
#[cfg(not(target_arch = "wasm32"))]
macro_rules! words_of {
    ($locale:expr) => {
        match $locale {
            $crate::locale::Locale::En => include_str!("words/en.json"),
            $crate::locale::Locale::De => include_str!("words/de.json"),
            $crate::locale::Locale::Es => include_str!("words/es.json"),
            $crate::locale::Locale::Fr => include_str!("words/fr.json"),
            $crate::locale::Locale::Pt => include_str!("words/pt.json"),
            $crate::locale::Locale::Ar => include_str!("words/ar.json"),
            $crate::locale::Locale::Ja => include_str!("words/ja.json"),
        }
    };
}
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use words_of;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_lead_to_languages_and_back() {
        for locale in Locale::ALL {
            assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
            assert_eq!(serde_json::to_value(locale).ok(), Some(locale.tag().into()));
        }
        assert_eq!(Locale::from_tag("pt-BR"), Some(Locale::Pt));
        assert_eq!(Locale::from_tag("AR_eg"), Some(Locale::Ar));
        assert_eq!(Locale::from_tag("enx"), None);
        assert_eq!(Locale::from_tag(""), None);
    }

    #[test]
    fn the_best_accepted_language_wins() {
        assert_eq!(Locale::negotiate("de-AT,de;q=0.9,en;q=0.8"), Some(Locale::De));
        assert_eq!(Locale::negotiate("zh-CN, fr;q=0.4, ja;q=0.7"), Some(Locale::Ja));
        assert_eq!(Locale::negotiate("es, fr"), Some(Locale::Es));
        assert_eq!(Locale::negotiate("ar;q=0, *"), None);
        assert_eq!(Locale::negotiate("de;q=x"), None);
        assert_eq!(Locale::negotiate(""), None);
    }

    #[test]
    fn counts_fall_into_the_categories_of_cldr() {
        use Plural::{Few, Many, One, Other, Two, Zero};
        let samples = [
            (Locale::En, [Other, One, Other, Other, Other, Other, Other]),
            (Locale::De, [Other, One, Other, Other, Other, Other, Other]),
            (Locale::Es, [Other, One, Other, Other, Other, Other, Many]),
            (Locale::Fr, [One, One, Other, Other, Other, Other, Many]),
            (Locale::Pt, [One, One, Other, Other, Other, Other, Many]),
            (Locale::Ar, [Zero, One, Two, Few, Many, Other, Other]),
            (Locale::Ja, [Other; 7]),
        ];
        for (locale, expected) in samples {
            let found = [0, 1, 2, 3, 11, 100, 1_000_000].map(|n| locale.plural(n));
            assert_eq!(found, expected, "{locale:?}");
        }
        assert_eq!(Locale::Ar.plural(103), Few);
        assert_eq!(Locale::Ar.plural(102), Other);
        assert_eq!(Locale::En.plural(-1), One);
    }
}
