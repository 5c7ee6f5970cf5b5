use crate::words::{media as t, number, patterns};

/// `840 KB`, `1.2 MB`, `5 GB`: in thousands, as file managers count.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => t::kilobytes(written(bytes.div_ceil(1_000))),
        1_000_000..1_000_000_000 => t::megabytes(tenths(bytes, 1_000_000)),
        _ => t::gigabytes(tenths(bytes, 1_000_000_000)),
    }
}

/// With one decimal, unless it is zero.
fn tenths(bytes: u64, unit: u64) -> String {
    let tenths = (bytes + unit / 20) / (unit / 10);
    let (whole, rest) = (written(tenths / 10), tenths % 10);
    if rest == 0 { whole } else { format!("{whole}{}{rest}", patterns::decimal()) }
}

fn written(value: u64) -> String {
    number(i64::try_from(value).unwrap_or(i64::MAX))
}

/// How many records use a file.
pub(super) fn uses(count: u32) -> String {
    if count == 0 { t::not_used().to_owned() } else { t::used_times(i64::from(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_fitting_unit() {
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(840_000), "840 KB");
        assert_eq!(size(1_240_000), "1.2 MB");
        assert_eq!(size(5_000_000_000), "5 GB");
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!([uses(0), uses(1), uses(2)], ["Not used", "Used once", "Used 2 times"]);
    }
}
