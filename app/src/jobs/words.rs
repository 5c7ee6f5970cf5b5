use chrono::TimeDelta;
use mewayz::jobs::State;
use ui::Tone;

use crate::words::admin as t;

/// What people call a state.
pub(super) fn state(state: State) -> (&'static str, Tone) {
    match state {
        State::Ready => (t::ready(), Tone::Info),
        State::Waiting => (t::waiting(), Tone::Warning),
        State::Running => (t::running(), Tone::Accent),
        State::Dead => (t::given_up(), Tone::Danger),
    }
}

/// A span, roughly: `42 s`, `5 min`, `3 h`, `2 d`.
pub(super) fn span(span: TimeDelta) -> String {
    match span.num_seconds().max(0) {
        s @ 0..120 => t::seconds(s),
        s @ 120..7_200 => t::minutes(s / 60),
        s @ 7_200..172_800 => t::hours(s / 3_600),
        s => t::days(s / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_rough() {
        let words = [-5, 0, 119, 120, 7_199, 7_200, 172_800].map(|s| span(TimeDelta::seconds(s)));
        assert_eq!(words, ["0 s", "0 s", "119 s", "2 min", "119 min", "2 h", "2 d"]);
    }
}
