use chrono::{DateTime, TimeDelta, Utc};
use mewayz::jobs::State;
use ui::Tone;

/// What people call a state.
pub(super) fn state(state: State) -> (&'static str, Tone) {
    match state {
        State::Ready => ("Ready", Tone::Info),
        State::Waiting => ("Waiting", Tone::Warning),
        State::Running => ("Running", Tone::Accent),
        State::Dead => ("Given up", Tone::Danger),
    }
}

/// A span, roughly: `42 s`, `5 min`, `3 h`, `2 d`.
pub(super) fn span(span: TimeDelta) -> String {
    match span.num_seconds().max(0) {
        s @ 0..120 => format!("{s} s"),
        s @ 120..7_200 => format!("{} min", s / 60),
        s @ 7_200..172_800 => format!("{} h", s / 3_600),
        s => format!("{} d", s / 86_400),
    }
}

/// An instant as operators read it.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// How many of something, with its noun.
pub(super) fn jobs(count: i64) -> String {
    if count == 1 { "1 job".to_owned() } else { format!("{count} jobs") }
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
