//! Parts of a file (RFC 9110, 14): one part an answer.

use std::ops::Range;

use http::{
    HeaderMap,
    header::{IF_RANGE, RANGE},
};

/// What a request wants of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    Whole,
    Part(Range<u64>),
    /// Beyond the end, or several parts at once, which only waste our strength.
    Impossible,
}

/// Reads `Range` and `If-Range`; what we do not understand is as if it was not there.
pub(super) fn wanted(headers: &HeaderMap, etag: &str, size: u64) -> Wanted {
    let Some(specifier) = headers.get(RANGE).and_then(|value| value.to_str().ok()).and_then(|text| text.strip_prefix("bytes=")) else {
        return Wanted::Whole;
    };
    // A part of something else than what the client has would spoil both.
    if headers.get(IF_RANGE).is_some_and(|known| known.as_bytes() != etag.as_bytes()) {
        return Wanted::Whole;
    }
    if specifier.contains(',') {
        return Wanted::Impossible;
    }
    part(specifier.trim(), size).unwrap_or(Wanted::Whole)
}

/// `first-last`, `first-` or `-length`; `None` for anything else.
fn part(specifier: &str, size: u64) -> Option<Wanted> {
    let (first, last) = specifier.split_once('-')?;
    if first.is_empty() {
        let length = number(last)?;
        return Some(if length == 0 || size == 0 { Wanted::Impossible } else { Wanted::Part(size.saturating_sub(length)..size) });
    }
    let first = number(first)?;
    let last = if last.is_empty() { u64::MAX } else { number(last)? };
    if first > last {
        return None;
    }
    Some(if first >= size { Wanted::Impossible } else { Wanted::Part(first..last.saturating_add(1).min(size)) })
}

/// Digits only: no signs, no spaces.
fn number(digits: &str) -> Option<u64> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn ask(range: &str, if_range: Option<&str>) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_str(range).unwrap());
        if let Some(known) = if_range {
            headers.insert(IF_RANGE, HeaderValue::from_str(known).unwrap());
        }
        wanted(&headers, "\"k\"", 100)
    }

    #[test]
    fn one_part_within_the_file() {
        assert_eq!(ask("bytes=0-0", None), Wanted::Part(0..1));
        assert_eq!(ask("bytes=10-19", None), Wanted::Part(10..20));
        assert_eq!(ask("bytes=90-", None), Wanted::Part(90..100));
        assert_eq!(ask("bytes=90-999", None), Wanted::Part(90..100));
        assert_eq!(ask("bytes=-10", None), Wanted::Part(90..100));
        assert_eq!(ask("bytes=-999", None), Wanted::Part(0..100));
        assert_eq!(ask("bytes=0-18446744073709551615", None), Wanted::Part(0..100));
    }

    #[test]
    fn beyond_the_end_and_several_at_once_are_refused() {
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=0-1,5-6", "bytes=0-,0-,0-"] {
            assert_eq!(ask(range, None), Wanted::Impossible, "{range}");
        }
    }

    #[test]
    fn what_is_no_range_is_ignored() {
        for range in ["bytes=5-1", "bytes=a-b", "bytes=", "bytes=-", "bytes=+1-2", "bytes=1", "pages=1-2", "bytes=99999999999999999999-"] {
            assert_eq!(ask(range, None), Wanted::Whole, "{range}");
        }
    }

    #[test]
    fn a_part_is_for_those_who_have_the_rest() {
        assert_eq!(ask("bytes=0-0", Some("\"k\"")), Wanted::Part(0..1));
        assert_eq!(ask("bytes=0-0", Some("\"other\"")), Wanted::Whole);
        assert_eq!(ask("bytes=0-0", Some("W/\"k\"")), Wanted::Whole);
        assert_eq!(ask("bytes=0-0", Some("Sat, 21 Nov 2026 12:00:00 GMT")), Wanted::Whole);
    }
}
