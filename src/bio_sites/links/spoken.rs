//! Addresses for the mail and phone program: RFC 6068 `mailto`, RFC 3966 `tel`, RFC 5724 `sms`.

use url::Url;

use super::LinkError;

/// `ada@example.com,bob@example.com?subject=Hello`, without its scheme.
pub(super) fn mailto(rest: &str) -> Result<Url, LinkError> {
    let addresses = rest.split_once('?').map_or(rest, |(addresses, _)| addresses);
    let known = |address: &str| crate::identity::rules::is_email(address.trim()) && !address.contains(['#', '/']);
    if !addresses.split(',').all(known) {
        return Err(LinkError::Email);
    }
    let tidy: Vec<&str> = addresses.split(',').map(str::trim).collect();
    build("mailto", &tidy.join(","), rest, LinkError::Email)
}

/// `+49 (30) 123-456`, without its scheme; separators are dropped.
pub(super) fn tel(rest: &str) -> Result<Url, LinkError> {
    let (number, extension) = rest.split_once(";ext=").map_or((rest, None), |(number, ext)| (number, Some(ext)));
    let mut number = dialled(number).ok_or(LinkError::Phone)?;
    if let Some(extension) = extension {
        if !(1..=8).contains(&extension.len()) || !extension.bytes().all(|b| b.is_ascii_digit()) {
            return Err(LinkError::Phone);
        }
        number = format!("{number};ext={extension}");
    }
    build("tel", &number, "", LinkError::Phone)
}

/// `+4930123456?body=Hello`, without its scheme.
pub(super) fn sms(rest: &str) -> Result<Url, LinkError> {
    let number = rest.split_once('?').map_or(rest, |(number, _)| number);
    let number = dialled(number).ok_or(LinkError::Phone)?;
    build("sms", &number, rest, LinkError::Phone)
}

/// The digits of a number as a phone dials them; `None` if it cannot be one.
fn dialled(number: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_digit() || "+-.()/* \u{a0}".contains(c);
    if !number.chars().all(allowed) {
        return None;
    }
    let kept: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+' || *c == '*').collect();
    let digits = kept.chars().filter(char::is_ascii_digit).count();
    let plus_inside = kept.chars().skip(1).any(|c| c == '+');
    // E.164 allows 15 digits; service numbers have as few as 3.
    ((3..=15).contains(&digits) && !plus_inside).then_some(kept)
}

fn build(scheme: &str, path: &str, rest: &str, error: LinkError) -> Result<Url, LinkError> {
    let query = rest.split_once('?').map(|(_, query)| query.replace('#', "%23")).filter(|query| !query.is_empty());
    let address = match query {
        Some(query) => format!("{scheme}:{path}?{query}"),
        None => format!("{scheme}:{path}"),
    };
    Url::parse(&address).map_err(|_| error)
}
