//! Names of reasons and states as people say them.

use mewayz::reports::Reason;
use ui::{Choice, Tone};

use crate::words::reports as t;

pub(super) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Illegal => t::illegal(),
        Reason::Fraud => t::fraud(),
        Reason::Hate => t::hate(),
        Reason::Sexual => t::sexual(),
        Reason::Copyright => t::copyright(),
        Reason::PersonalData => t::personal_data(),
        Reason::Other => t::other(),
    }
}

pub(super) fn reasons() -> Vec<Choice> {
    let mut choices = vec![Choice::new("", t::choose())];
    choices.extend(Reason::ALL.map(|one| Choice::new(one.name(), reason(one))));
    choices
}

pub(super) fn state(state: &str) -> (&'static str, Tone) {
    match state {
        "open" => (t::open(), Tone::Warning),
        "dismissed" => (t::dismissed(), Tone::Neutral),
        _ => (t::upheld(), Tone::Danger),
    }
}
