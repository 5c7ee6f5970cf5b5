/// `840 KB`, `1.2 MB`, `5 GB`: in thousands, as file managers count.
pub(super) fn size(bytes: u64) -> String {
    let (value, unit) = match bytes {
        0..1_000_000 => return format!("{} KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => (bytes as f64 / 1e6, "MB"),
        _ => (bytes as f64 / 1e9, "GB"),
    };
    let text = format!("{value:.1}");
    format!("{} {unit}", text.strip_suffix(".0").unwrap_or(&text))
}

/// `1 file`, `3 files`.
pub(super) fn files(count: u32) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

/// How many records use a file.
pub(super) fn uses(count: u32) -> String {
    match count {
        0 => "Not used".to_owned(),
        1 => "Used once".to_owned(),
        more => format!("Used {more} times"),
    }
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
        assert_eq!((files(1), files(0)), ("1 file".to_owned(), "0 files".to_owned()));
        assert_eq!((uses(1), uses(2)), ("Used once".to_owned(), "Used 2 times".to_owned()));
    }
}
