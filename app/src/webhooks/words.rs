use chrono::{DateTime, Utc};
use mewayz::webhooks::{Because, Delivery, Endpoint, State};
use ui::Tone;

/// How an endpoint is: a tone and a word.
pub(super) fn health(endpoint: &Endpoint) -> (Tone, &'static str) {
    match endpoint.disabled {
        Some(_) => (Tone::Neutral, "Off"),
        None if endpoint.failing_since.is_some() => (Tone::Warning, "Failing"),
        None => (Tone::Success, "On"),
    }
}

/// Why an endpoint is off, and what to do.
pub(super) fn because(because: Because) -> &'static str {
    match because {
        Because::Person => "Somebody switched this webhook off. Nothing is sent, and what happens meanwhile is not kept for it.",
        Because::Gone => {
            "The receiver answered 410 Gone, which means that it wants nothing any more. Check its address, then switch it on again."
        }
        Because::Failing => {
            "The receiver failed for five days without one success. Repair it, switch the webhook on, and send again what failed."
        }
    }
}

pub(super) fn state(delivery: &Delivery) -> (Tone, &'static str) {
    match delivery.state {
        State::Delivered => (Tone::Success, "Delivered"),
        State::Failed => (Tone::Danger, "Failed"),
        State::Waiting if delivery.attempts > 0 => (Tone::Warning, "Retrying"),
        State::Waiting => (Tone::Info, "Sending"),
    }
}

/// `3 Nov 2026, 14:05:09 UTC`
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y, %H:%M:%S UTC").to_string()
}

/// `all events`, `bio_site.published and 2 more`.
pub(super) fn patterns(patterns: &[String]) -> String {
    match patterns {
        [] => String::new(),
        [one] if one == "*" => "all events".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
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
