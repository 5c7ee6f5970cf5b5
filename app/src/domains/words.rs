use mewayz::domains::State;
use ui::Tone;

use crate::words::domains as t;

/// How a name stands, in words and in colour.
pub(super) fn state(state: State, failing: bool) -> (&'static str, Tone) {
    match state {
        State::Pending => (t::pending(), Tone::Warning),
        State::Active if failing => (t::failing(), Tone::Warning),
        State::Active => (t::active(), Tone::Success),
        State::Lapsed => (t::lapsed(), Tone::Danger),
    }
}
