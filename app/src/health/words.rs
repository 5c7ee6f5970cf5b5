use mewayz::health::{Level, Part};
use ui::Tone;

use crate::words::{health as t, media, percent};

pub(super) fn part(part: Part) -> &'static str {
    match part {
        Part::Database => t::part_database(),
        Part::Jobs => t::part_jobs(),
        Part::Events => t::part_events(),
        Part::Mail => t::part_mail(),
        Part::Requests => t::part_requests(),
        Part::Statements => t::part_statements(),
        Part::Pages => t::part_pages(),
        Part::Storage => t::part_storage(),
        Part::Disk => t::part_disk(),
        Part::Clock => t::part_clock(),
        Part::Build => t::part_build(),
    }
}

/// Whether the figures are of the product or of this process alone.
pub(super) fn whose(part: Part) -> &'static str {
    match part {
        Part::Requests | Part::Pages | Part::Disk | Part::Clock | Part::Build => t::of_this_process(),
        _ => t::of_the_product(),
    }
}

/// What somebody can do about a part that is not well.
pub(super) fn advice(part: Part) -> &'static str {
    match part {
        Part::Database => t::advice_database(),
        Part::Jobs => t::advice_jobs(),
        Part::Events => t::advice_events(),
        Part::Mail => t::advice_mail(),
        Part::Requests => t::advice_requests(),
        Part::Statements => t::advice_statements(),
        Part::Pages => t::advice_pages(),
        Part::Storage => t::advice_storage(),
        Part::Disk => t::advice_disk(),
        Part::Clock => t::advice_clock(),
        Part::Build => "",
    }
}

pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Ok => t::ok(),
        Level::Attention => t::attention(),
        Level::Bad => t::bad(),
    }
}

/// For tests and whoever else reads the page by machine.
pub(super) fn mark(level: Level) -> &'static str {
    match level {
        Level::Ok => "ok",
        Level::Attention => "attention",
        Level::Bad => "bad",
    }
}

pub(super) fn tone(level: Level) -> Tone {
    match level {
        Level::Ok => Tone::Success,
        Level::Attention => Tone::Warning,
        Level::Bad => Tone::Danger,
    }
}

/// The whole in a sentence.
pub(super) fn summary(attention: usize, bad: usize) -> String {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    match (attention, bad) {
        (0, 0) => t::all_well().to_owned(),
        (attention, 0) => t::want_attention(count(attention)),
        (0, bad) => t::are_bad(count(bad)),
        (attention, bad) => format!("{} {}", t::are_bad(count(bad)), t::want_attention(count(attention))),
    }
}

pub(super) fn or_none(value: Option<String>) -> String {
    value.unwrap_or_else(|| t::none().to_owned())
}

/// `0.4 ms`, `12 ms`, `3.5 s`.
pub(super) fn ms(value: f64) -> String {
    if value >= 1_000.0 {
        return t::seconds(tenths(value / 1_000.0));
    }
    t::ms(if value >= 10.0 { crate::words::number(value.round() as i64) } else { tenths(value) })
}

fn tenths(value: f64) -> String {
    crate::words::decimal((value * 10.0).round() / 10.0)
}

/// A span, roughly: `42 s`, `5 min`, `3 h`, `2 d`.
pub(super) fn seconds(span: i64) -> String {
    match span.max(0) {
        s @ 0..120 => t::seconds(crate::words::number(s)),
        s @ 120..7_200 => t::minutes(s / 60),
        s @ 7_200..172_800 => t::hours(s / 3_600),
        s => t::days(s / 86_400),
    }
}

/// In thousands, as file managers count.
pub(super) fn bytes(bytes: i64) -> String {
    let value = bytes.max(0) as f64;
    match bytes {
        ..1_000_000 => media::kilobytes(tenths(value / 1e3)),
        1_000_000..1_000_000_000 => media::megabytes(tenths(value / 1e6)),
        _ => media::gigabytes(tenths(value / 1e9)),
    }
}

pub(super) fn decimal_share(part: u64, whole: u64) -> String {
    percent(if whole == 0 { 0.0 } else { part as f64 / whole as f64 * 100.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_sizes_have_a_fitting_unit() {
        assert_eq!([0.0, 0.44, 9.96, 999.4, 1_000.0, 2_540.0].map(ms), ["0 ms", "0.4 ms", "10 ms", "999 ms", "1 s", "2.5 s"]);
        assert_eq!([-5, 119, 120, 7_200, 172_800].map(seconds), ["0 s", "119 s", "2 min", "2 h", "2 d"]);
        assert_eq!([-1, 1_500, 2_000_000, 3_450_000_000].map(bytes), ["0 KB", "1.5 KB", "2 MB", "3.5 GB"]);
    }

    #[test]
    fn the_whole_is_one_sentence_or_two() {
        assert_eq!(summary(0, 0), "Everything is well.");
        assert_eq!(summary(2, 1), "1 part is bad. 2 parts want attention.");
    }
}
