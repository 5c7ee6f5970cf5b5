//! When a failed job is tried again.

use std::time::Duration;

/// The longest first pause.
const FIRST: Duration = Duration::from_secs(5);
/// The longest pause at all.
const LONGEST: Duration = Duration::from_secs(6 * 3600);
/// Never at once: what failed may need a moment.
const SHORTEST: Duration = Duration::from_millis(500);

/// The pause after an attempt (from 1): exponential, with full jitter, so that a thousand jobs that failed together do not return together.
/// `chance` is from 0 to 1.
pub fn backoff(attempt: i16, chance: f64) -> Duration {
    let doublings = u32::try_from(attempt.max(1) - 1).unwrap_or(0).min(20);
    let ceiling = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    ceiling.mul_f64(chance.clamp(0.0, 1.0)).max(SHORTEST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ceiling_doubles_up_to_six_hours() {
        let ceilings: Vec<u64> = [1, 2, 3, 8, 12, 13, 14, i16::MAX].map(|attempt| backoff(attempt, 1.0).as_secs()).into();
        assert_eq!(ceilings, [5, 10, 20, 640, 10_240, 20_480, 21_600, 21_600]);
    }

    proptest! {
        #[test]
        fn a_pause_is_within_its_bounds_for_every_chance(attempt in any::<i16>(), chance in any::<f64>()) {
            let chance = if chance.is_nan() { 0.5 } else { chance };
            let pause = backoff(attempt, chance);
            prop_assert!(pause >= SHORTEST && pause <= LONGEST);
        }

        #[test]
        fn jitter_spreads_over_the_whole_pause(attempt in 3_i16..12, low in 0.0..0.3, high in 0.7..1.0) {
            prop_assert!(backoff(attempt, low) * 2 < backoff(attempt, high));
        }
    }
}
