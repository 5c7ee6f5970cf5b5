//! How many requests this process answered in the last hour, how many of them with a failure of ours, and how long they took: minute
//! by minute, beside the figures for metrics, which only ever grow.

use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use mewayz::{
    clock,
    health::{Requests, Window},
};

/// Minutes that are kept: an hour, and the one that runs.
const MINUTES: usize = 61;
/// Durations are counted in steps, each a quarter longer than the one before: what is told is right to an eighth.
const STEPS: usize = 64;
const FIRST_MS: f64 = 0.1;
const GROWS: f64 = 1.25;

static RECENT: LazyLock<Mutex<Recent>> = LazyLock::new(Mutex::default);

/// Counts a request that was answered.
pub fn add(status: u16, seconds: f64) {
    let minute = clock::now().timestamp() / 60;
    RECENT.lock().unwrap_or_else(PoisonError::into_inner).add(minute, status, seconds * 1e3);
}

/// The last five minutes and the last hour.
pub fn since(now: DateTime<Utc>) -> Requests {
    let minute = now.timestamp() / 60;
    let recent = RECENT.lock().unwrap_or_else(PoisonError::into_inner);
    Requests { five_minutes: recent.window(minute, 5), hour: recent.window(minute, 60) }
}

/// A ring of minutes.
struct Recent(Vec<Minute>);

#[derive(Clone)]
struct Minute {
    /// Since 1970.
    number: i64,
    errors: u64,
    steps: [u64; STEPS],
}

impl Default for Recent {
    fn default() -> Self {
        Self(vec![Minute::new(i64::MIN); MINUTES])
    }
}

impl Minute {
    fn new(number: i64) -> Self {
        Self { number, errors: 0, steps: [0; STEPS] }
    }
}

impl Recent {
    fn add(&mut self, number: i64, status: u16, ms: f64) {
        let place = usize::try_from(number.rem_euclid(MINUTES as i64)).unwrap_or_default();
        let Some(minute) = self.0.get_mut(place) else { return };
        if minute.number != number {
            *minute = Minute::new(number);
        }
        minute.errors += u64::from(status >= 500);
        if let Some(count) = minute.steps.get_mut(step(ms)) {
            *count += 1;
        }
    }

    /// The minute that runs and the full ones before it.
    fn window(&self, now: i64, minutes: i64) -> Window {
        let (mut steps, mut errors) = ([0_u64; STEPS], 0);
        for minute in self.0.iter().filter(|minute| minute.number > now - minutes && minute.number <= now) {
            errors += minute.errors;
            steps.iter_mut().zip(minute.steps).for_each(|(sum, count)| *sum += count);
        }
        Window { count: steps.iter().sum(), errors, p50_ms: quantile(&steps, 50), p99_ms: quantile(&steps, 99) }
    }
}

fn step(ms: f64) -> usize {
    // A span below the first step, or none at all, belongs to the first.
    let step = (ms.max(FIRST_MS) / FIRST_MS).ln() / GROWS.ln();
    (step as usize).min(STEPS - 1)
}

/// The middle of the step in which the request lies that `percent` of a hundred are not slower than.
fn quantile(steps: &[u64; STEPS], percent: u64) -> f64 {
    let count: u64 = steps.iter().sum();
    let mut left = (count * percent).div_ceil(100);
    for (at, in_step) in steps.iter().enumerate() {
        if left <= *in_step {
            return if count == 0 { 0.0 } else { FIRST_MS * GROWS.powf(at as f64 + 0.5) };
        }
        left -= in_step;
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, wanted: f64) -> bool {
        (found / wanted - 1.0).abs() <= 0.13
    }

    #[test]
    fn figures_are_of_the_minutes_asked_for() {
        let mut recent = Recent::default();
        assert_eq!(recent.window(1_000, 5), Window::default());
        (0..98).for_each(|_| recent.add(1_000, 200, 10.0));
        (0..2).for_each(|_| recent.add(998, 503, 400.0));
        recent.add(996, 404, 3.0);
        recent.add(995, 500, 3.0);
        let five = recent.window(1_000, 5);
        assert_eq!((five.count, five.errors), (101, 2), "996 is the fifth minute, 995 the sixth");
        assert!(near(five.p50_ms, 10.0) && near(five.p99_ms, 400.0), "{five:?}");
        assert_eq!((recent.window(1_000, 60).count, recent.window(1_060, 60).count), (102, 0));
    }

    #[test]
    fn a_minute_of_an_hour_ago_makes_room() {
        let mut recent = Recent::default();
        recent.add(1_000, 200, 1.0);
        recent.add(1_000 + MINUTES as i64, 200, 1.0);
        assert_eq!(recent.window(1_000 + MINUTES as i64, 60).count, 1);
        assert_eq!(recent.window(1_000, 60).count, 0, "it was written over");
    }

    #[test]
    fn every_duration_has_a_step() {
        let mut recent = Recent::default();
        for ms in [0.0, -1.0, f64::NAN, 0.05, 1e9, f64::INFINITY] {
            recent.add(5, 200, ms);
        }
        assert_eq!(recent.window(5, 1).count, 6);
        for ms in [0.2, 1.0, 25.0, 1_000.0, 30_000.0] {
            let mut one = Recent::default();
            one.add(5, 200, ms);
            assert!(near(one.window(5, 1).p50_ms, ms), "{ms}");
        }
    }
}
