//! Numbers on charts: a round top, a few ticks, short words.

use crate::labels::Labels;

/// A vertical axis from zero to a round number at or above every value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    step: f64,
    steps: u32,
}

impl Scale {
    /// The axis for these values; negative, infinite and missing values count as zero.
    pub(crate) fn over(values: &[f64]) -> Self {
        let top = values.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
        if top <= 0.0 {
            return Self { step: 1.0, steps: 4 };
        }
        // Three or four steps of 1, 2, 2.5 or 5 times a power of ten; counts do not come in halves.
        let rough = top / 4.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough).unwrap_or(10.0 * power);
        let step = if step < 1.0 && top >= 1.0 {
            1.0
        } else if step == 2.5 {
            3.0
        } else {
            step
        };
        Self { step, steps: (top / step).ceil() as u32 }
    }

    fn top(self) -> f64 {
        self.step * f64::from(self.steps)
    }

    /// Where a value stands between 0 and 1.
    pub(crate) fn share(self, value: f64) -> f64 {
        let share = value / self.top();
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Values of the grid lines, from zero up.
    pub(crate) fn ticks(self) -> Vec<f64> {
        (0..=self.steps).map(|index| self.step * f64::from(index)).collect()
    }
}

/// `1200` as `1.2k`, `3400000` as `3.4M`.
pub(crate) fn compact(value: f64) -> String {
    let (value, unit) = match value.abs() {
        size if size >= 999_950_000.0 => (value / 1e9, "B"),
        size if size >= 999_950.0 => (value / 1e6, "M"),
        size if size >= 1_000.0 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let text = format!("{value:.1}");
    format!("{}{unit}", text.strip_suffix(".0").unwrap_or(&text))
}

/// `1234567` as `1,234,567`; up to two decimals where there are any.
pub(crate) fn exact(value: f64) -> String {
    let text = format!("{:.2}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let decimals = decimals.trim_end_matches('0');
    let sign = if value < 0.0 { "-" } else { "" };
    if decimals.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{decimals}") }
}

/// The gist for those who do not see the chart.
pub(crate) fn spoken(values: &[f64], labels: &Labels) -> String {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let Some(last) = finite().next_back() else {
        return labels.chart_empty.into();
    };
    let high = finite().fold(f64::MIN, f64::max);
    let low = finite().fold(f64::MAX, f64::min);
    (labels.chart_gist)((labels.number)(low), (labels.number)(high), (labels.number)(last))
}

#[cfg(test)]
mod tests {
    use super::{Labels, Scale, compact, exact, spoken};

    #[test]
    fn the_top_is_round_and_holds_every_value() {
        for (top, ticks) in [(0.0, 5), (1.0, 2), (3.0, 4), (7.0, 5), (10.0, 5), (97.0, 5), (1_240.0, 4), (83_000.0, 5)] {
            let scale = Scale::over(&[0.0, top]);
            assert!(scale.top() >= top, "{top}: {scale:?}");
            assert!(scale.ticks().len() <= 6, "{top}: {:?}", scale.ticks());
            assert_eq!(scale.ticks().len(), ticks, "{top}: {:?}", scale.ticks());
        }
    }

    #[test]
    fn odd_values_are_drawn_as_zero() {
        let scale = Scale::over(&[f64::NAN, f64::INFINITY, -4.0]);
        assert_eq!(scale.ticks(), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(scale.share(f64::NAN), 0.0);
        assert_eq!(scale.share(-4.0), 0.0);
        assert_eq!(scale.share(9.0), 1.0);
    }

    #[test]
    fn numbers_are_short_or_exact() {
        assert_eq!(
            ["0", "950", "1.2k", "15k", "1M", "3.4M"],
            [0.0, 950.0, 1_200.0, 15_000.0, 999_999.0, 3.4e6].map(compact).each_ref().map(String::as_str)
        );
        assert_eq!(exact(1_234_567.0), "1,234,567");
        assert_eq!(exact(999.5), "999.5");
        assert_eq!(exact(-1_200.0), "-1,200");
        assert_eq!(spoken(&[], &Labels::default()), "no values");
        assert_eq!(spoken(&[4.0, 9.0, 1.0], &Labels::default()), "from 1 to 9, last 1");
    }
}
