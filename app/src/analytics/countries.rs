//! Names of countries by ISO 3166-1 alpha-2 code.

use crate::words::analytics::country_names;

/// The name in the reader's language; the code itself for one that is not in the list.
pub(super) fn country(code: &str) -> &str {
    let at = CODES.split_whitespace().position(|known| known == code);
    at.and_then(|at| country_names().split(';').nth(at)).unwrap_or(code)
}

/// In the order of the names in the languages' files. XK is not of ISO 3166 but is what databases say for Kosovo.
const CODES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN \
    CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM \
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI \
    VN VU WF WS XK YE YT ZA ZM ZW";

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use mewayz::locale::Locale;

    use super::*;
    use crate::words::in_language;

    #[test]
    fn codes_have_names_in_every_language() {
        for locale in Locale::ALL {
            in_language(locale, || assert_eq!(country_names().split(';').count(), CODES.split_whitespace().count(), "{locale:?}"));
        }
        assert_eq!((country("DE"), country("ZW"), country("AD"), country("ZZ")), ("Germany", "Zimbabwe", "Andorra", "ZZ"));
        assert_eq!(in_language(Locale::De, || country("JP").to_owned()), "Japan");
        assert_eq!(in_language(Locale::Ja, || country("DE").to_owned()), "ドイツ");
    }
}
