/// `840 KB`, `1.2 MB`: in thousands, as file managers count.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
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
    }
}
