//! Handles: what stands after the `@` of a page's address.

mod reserved;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use crate::fields::Message;

/// Fewest and most characters of a handle.
pub const LENGTH: std::ops::RangeInclusive<usize> = 3..=30;

/// A handle somebody may claim: lower-case letters, digits and single hyphens (constraint `handles_shape`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle(String);

impl Handle {
    /// Reads what a person typed or pasted: `Ada`, `@ada`, `https://mewayz.com/@ada`.
    ///
    /// # Errors
    /// A sentence that says what to change.
    pub fn parse(input: &str) -> Result<Self, Message> {
        let handle = bare(input).to_ascii_lowercase();
        check_characters(&handle)?;
        check_shape(&handle)?;
        if reserved::is_reserved(&handle) {
            return Err(Message::with("“{handle}” is reserved. Please choose another.", [("handle", handle)]));
        }
        if reserved::resembles_reserved(&handle) {
            return Err(Message::with("“{handle}” looks too much like a reserved name. Please choose another.", [("handle", handle)]));
        }
        Ok(Self(handle))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Two handles with the same skeleton look alike, and only one of them may exist.
    pub fn skeleton(&self) -> String {
        skeleton(&self.0)
    }
}

impl std::fmt::Display for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A handle to begin with, made of a person's name. Always valid; whether it is free is for the caller to find out.
pub fn suggest(name: &str) -> String {
    let mut handle = String::new();
    for word in ascii(name).split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let hyphen = usize::from(!handle.is_empty());
        if handle.len() + hyphen + word.len() > *LENGTH.end() {
            break;
        }
        if hyphen == 1 {
            handle.push('-');
        }
        handle.push_str(word);
    }
    let candidates = [handle.clone(), format!("{handle}-page"), "my-page".to_owned()];
    candidates.into_iter().find(|candidate| Handle::parse(candidate).is_ok()).unwrap_or_else(|| "my-page".to_owned())
}

/// Without the address of a page around it and without the `@`.
fn bare(input: &str) -> &str {
    let input = input.trim();
    let handle = input.rsplit_once("/@").map_or(input, |(_, handle)| handle);
    let end = if handle.len() < input.len() { handle.find(['/', '?', '#']) } else { None };
    let handle = end.and_then(|end| handle.get(..end)).unwrap_or(handle);
    handle.strip_prefix('@').unwrap_or(handle)
}

fn check_characters(handle: &str) -> Result<(), Message> {
    if handle.is_empty() {
        return Err("Choose a handle.".into());
    }
    if let Some(letter) = handle.chars().find(|c| c.is_alphanumeric() && !c.is_ascii()) {
        return Err(Message::with(
            "“{letter}” could be mistaken for another letter. Use only a to z, 0 to 9 and hyphens.",
            [("letter", letter.to_string())],
        ));
    }
    if !handle.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err("Use only letters, digits and hyphens, without spaces.".into());
    }
    Ok(())
}

fn check_shape(handle: &str) -> Result<(), Message> {
    if handle.len() < *LENGTH.start() {
        return Err("Use at least 3 characters.".into());
    }
    if handle.len() > *LENGTH.end() {
        return Err("Use at most 30 characters.".into());
    }
    if handle.starts_with('-') || handle.ends_with('-') || handle.contains("--") {
        return Err("Use hyphens only one at a time, between letters or digits.".into());
    }
    if !handle.contains(|c: char| c.is_ascii_lowercase()) {
        return Err("Use at least one letter.".into());
    }
    Ok(())
}

/// Folds what the eye takes for the same: 0 = o, 1 = l, 5 = s, rn = m, vv = w; hyphens do not count.
fn skeleton(handle: &str) -> String {
    let folded: String = handle
        .chars()
        .filter(|c| *c != '-')
        .map(|c| match c {
            '0' => 'o',
            '1' => 'l',
            '5' => 's',
            other => other,
        })
        .collect();
    folded.replace("rn", "m").replace("vv", "w")
}

/// Latin letters without their accents; everything else that is not ASCII becomes a gap.
fn ascii(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => plain.push(c),
            // Apostrophes and loose accents (NFD) join: O’Neil, e + U+0301.
            '\'' | '’' | '\u{300}'..='\u{36f}' => {}
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => plain.push('a'),
            'ä' | 'æ' => plain.push_str("ae"),
            'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => plain.push('c'),
            'ď' | 'đ' | 'ð' => plain.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => plain.push('e'),
            'ğ' | 'ĝ' | 'ġ' | 'ģ' => plain.push('g'),
            'ĥ' | 'ħ' => plain.push('h'),
            'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'į' | 'ı' => plain.push('i'),
            'ĵ' => plain.push('j'),
            'ķ' => plain.push('k'),
            'ĺ' | 'ļ' | 'ľ' | 'ł' => plain.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => plain.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ŏ' | 'ő' => plain.push('o'),
            'ö' | 'ø' | 'œ' => plain.push_str("oe"),
            'ŕ' | 'ř' => plain.push('r'),
            'ś' | 'š' | 'ş' | 'ș' | 'ŝ' => plain.push('s'),
            'ß' => plain.push_str("ss"),
            'ť' | 'ţ' | 'ț' | 'ŧ' => plain.push('t'),
            'þ' => plain.push_str("th"),
            'ù' | 'ú' | 'û' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => plain.push('u'),
            'ü' => plain.push_str("ue"),
            'ŵ' => plain.push('w'),
            'ý' | 'ÿ' | 'ŷ' => plain.push('y'),
            'ź' | 'ż' | 'ž' => plain.push('z'),
            _ => plain.push(' '),
        }
    }
    plain
}
