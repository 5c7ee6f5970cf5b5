//! Versions of what is edited, so that nobody overwrites what they have not seen (RFC 9110, 13).

use http::{
    HeaderMap, StatusCode,
    header::{IF_MATCH, IF_NONE_MATCH},
};

use super::problem::Problem;

/// Whether a change may go ahead on what is at `current` now.
///
/// # Errors
/// 428 without `If-Match` (RFC 6585), 412 where it names another version.
pub(crate) fn require_match(headers: &HeaderMap, current: &str) -> Result<(), Problem> {
    if !headers.contains_key(IF_MATCH) {
        let text = "Say which version you read: send the ETag of the last answer as If-Match.";
        return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "if_match_required", text));
    }
    if names(headers, &IF_MATCH).any(|name| name == current || name == "*") {
        return Ok(());
    }
    Err(changed_meanwhile())
}

/// It was changed since it was read.
pub(crate) fn changed_meanwhile() -> Problem {
    let text = "This was changed meanwhile. Nothing of yours was saved. Read it again and decide.";
    Problem::new(StatusCode::PRECONDITION_FAILED, "stale_version", text)
}

/// Whether the caller has this version already.
pub(crate) fn is_known(headers: &HeaderMap, current: &str) -> bool {
    // Compared weakly, as a proxy that compresses marks tags as weak.
    names(headers, &IF_NONE_MATCH).any(|name| name.trim_start_matches("W/") == current || name == "*")
}

fn names<'a>(headers: &'a HeaderMap, header: &http::HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(header).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|list| list.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn if_match_is_required_and_compared_strongly() {
        assert_eq!(require_match(&HeaderMap::new(), "\"1\"").unwrap_err().status(), 428);
        for good in ["\"1\"", "\"0\", \"1\"", "*"] {
            assert!(require_match(&with(IF_MATCH, good), "\"1\"").is_ok(), "{good}");
        }
        for bad in ["\"2\"", "W/\"1\"", "1", ""] {
            assert_eq!(require_match(&with(IF_MATCH, bad), "\"1\"").unwrap_err().status(), 412, "{bad}");
        }
    }

    #[test]
    fn if_none_match_is_compared_weakly() {
        assert!(is_known(&with(IF_NONE_MATCH, "W/\"1\""), "\"1\""));
        assert!(!is_known(&with(IF_NONE_MATCH, "\"2\""), "\"1\"") && !is_known(&HeaderMap::new(), "\"1\""));
    }
}
