//! Contact cards, version 4.0 (RFC 6350).

use mewayz::bio_sites::Vcard;
use mewayz::bio_sites::links::SafeUrl;

/// Octets in a line, without its end (RFC 6350, 3.2).
const LINE: usize = 75;

/// The card as a `text/vcard` file. Fields that are empty are left out; a card always has a name.
pub fn vcard(card: &Vcard) -> String {
    let name = [&card.name, &card.organisation, &card.email, &card.phone, &card.label].into_iter().find(|text| !text.trim().is_empty());
    let website = SafeUrl::parse(card.website.trim()).ok().filter(SafeUrl::is_web);
    let lines = [
        Some("BEGIN:VCARD".to_owned()),
        Some("VERSION:4.0".to_owned()),
        Some(property("FN", name.map_or("Contact", String::as_str)).unwrap_or_default()),
        property("ORG", &card.organisation),
        property("TITLE", &card.job_title),
        property("EMAIL", &card.email),
        property("TEL", &card.phone),
        website.map(|url| format!("URL:{}", url.as_str())),
        Some("END:VCARD".to_owned()),
    ];
    lines.into_iter().flatten().map(|line| fold(&line)).collect()
}

fn property(name: &str, value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty()).then(|| format!("{name}:{}", escape(value)))
}

/// Text as a value (RFC 6350, 3.4).
fn escape(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let escaped = lines.replace('\\', "\\\\").replace('\n', "\\n").replace(',', "\\,").replace(';', "\\;");
    escaped.chars().filter(|character| !character.is_control()).collect()
}

/// Lines of at most [`LINE`] octets; what continues a line begins with a space. Characters are never cut.
fn fold(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 8);
    let mut used = 0;
    for character in line.chars() {
        if used + character.len_utf8() > LINE {
            folded.push_str("\r\n ");
            used = 1;
        }
        folded.push(character);
        used += character.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_is_known() {
        let card = Vcard {
            label: "Save".into(),
            name: "Mira Okafor".into(),
            organisation: "Okafor; Sons, Ltd".into(),
            email: " mira@example.com ".into(),
            website: "https://example.com/a,b".into(),
            ..Vcard::default()
        };
        assert_eq!(
            vcard(&card),
            "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Mira Okafor\r\nORG:Okafor\\; Sons\\, Ltd\r\nEMAIL:mira@example.com\r\n\
             URL:https://example.com/a,b\r\nEND:VCARD\r\n"
        );
    }

    #[test]
    fn a_value_cannot_start_a_line_of_its_own() {
        let card = Vcard { name: "A\r\nTEL:1\\n\rB\u{0}\nEND:VCARD".into(), website: "javascript:alert(1)".into(), ..Vcard::default() };
        assert_eq!(vcard(&card), "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:A\\nTEL:1\\\\n\\nB\\nEND:VCARD\r\nEND:VCARD\r\n");
    }

    #[test]
    fn a_card_without_fields_still_has_a_name() {
        assert!(vcard(&Vcard::default()).contains("\r\nFN:Contact\r\n"));
    }

    #[test]
    fn folds_long_lines_between_characters() {
        let name = "Ø🙂,".repeat(60);
        let text = vcard(&Vcard { name: name.clone(), ..Vcard::default() });
        assert!(text.split("\r\n").all(|line| line.len() <= LINE));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("FN:{}\r\n", name.replace(',', "\\,"))));
    }
}
