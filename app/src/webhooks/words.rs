use chrono::{DateTime, Utc};
use mewayz::webhooks::{Because, Delivery, Endpoint, State};
use ui::Tone;

use crate::words::{self, webhooks as t};

/// How an endpoint is: a tone and a word.
pub(super) fn health(endpoint: &Endpoint) -> (Tone, &'static str) {
    match endpoint.disabled {
        Some(_) => (Tone::Neutral, t::off()),
        None if endpoint.failing_since.is_some() => (Tone::Warning, t::failing()),
        None => (Tone::Success, t::on()),
    }
}

/// Why an endpoint is off, and what to do.
pub(super) fn because(because: Because) -> &'static str {
    match because {
        Because::Person => t::off_by_person(),
        Because::Gone => t::off_by_gone(),
        Because::Failing => t::off_by_failures(),
    }
}

pub(super) fn state(delivery: &Delivery) -> (Tone, &'static str) {
    match delivery.state {
        State::Delivered => (Tone::Success, t::delivered()),
        State::Failed => (Tone::Danger, t::failed()),
        State::Waiting if delivery.attempts > 0 => (Tone::Warning, t::retrying()),
        State::Waiting => (Tone::Info, t::sending()),
    }
}

/// `3 Nov 2026, 14:05 UTC`
pub(super) fn instant(at: DateTime<Utc>) -> String {
    words::utc(at)
}

/// `all events`, `bio_site.published and 2 more`.
pub(super) fn patterns(patterns: &[String]) -> String {
    match patterns {
        [] => String::new(),
        [one] if one == "*" => t::all_events_named().to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => t::and_more(first, rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_summed_up() {
        let list = |names: &[&str]| patterns(&names.iter().map(|&n| n.to_owned()).collect::<Vec<_>>());
        assert_eq!(list(&["*"]), "all events");
        assert_eq!(list(&["media.uploaded"]), "media.uploaded");
        assert_eq!(list(&["a.b", "c.d", "e.f"]), "a.b and 2 more");
    }
}
