//! What a visitor sees at a given instant, and when that changes (BIO-3).
//!
//! A schedule is an intention: wall-clock times in the creator's zone, turned into instants only when asked, so that it
//! stays right when a country changes its clocks. The zone database is an argument, since browsers have their own.

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
#[cfg(not(target_arch = "wasm32"))]
mod zones;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::{Block, Body, Content, Schedule};
use crate::fields::Message;

#[cfg(not(target_arch = "wasm32"))]
pub use zones::{resolve, zones};

/// Turns a wall-clock time in an IANA zone into an instant; `None` if the zone is unknown.
pub type Resolve<'a> = dyn Fn(NaiveDateTime, &str) -> Option<DateTime<Utc>> + 'a;

/// The instants a schedule means; the end does not belong to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

impl Window {
    /// Whether the window is open at `now`.
    pub fn contains(&self, now: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    fn edges(&self) -> impl Iterator<Item = DateTime<Utc>> {
        self.from.into_iter().chain(self.until)
    }
}

/// A page as a visitor sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// Only the blocks that are visible.
    pub content: Content,
    /// When the page will look different without anybody touching it; caches must not outlive this.
    pub next_change: Option<DateTime<Utc>>,
}

/// The instants a schedule means.
///
/// # Errors
/// A message for the creator: no or unknown time zone, or an end that is not after the start.
pub fn window(schedule: &Schedule, resolve: &Resolve<'_>) -> Result<Window, Message> {
    let instant = |local: Option<NaiveDateTime>| match local {
        None => Ok(None),
        Some(_) if schedule.zone.is_empty() => Err("Choose a time zone.".into()),
        Some(local) => resolve(local, &schedule.zone).map(Some).ok_or_else(|| unknown_zone(&schedule.zone)),
    };
    let window = Window { from: instant(schedule.from)?, until: instant(schedule.until)? };
    match (window.from, window.until) {
        (Some(from), Some(until)) if until <= from => Err("The end must be after the start.".into()),
        _ => Ok(window),
    }
}

/// Whether a visitor sees the block at `now`. A block whose schedule cannot be understood stays hidden.
pub fn visible(block: &Block, now: DateTime<Utc>, resolve: &Resolve<'_>) -> bool {
    block.enabled && block_window(block, resolve).is_some_and(|window| window.contains(now))
}

/// The page at `now`.
pub fn at(content: &Content, now: DateTime<Utc>, resolve: &Resolve<'_>) -> Moment {
    let mut blocks = Vec::with_capacity(content.blocks.len());
    let mut changes = Vec::new();
    for block in content.blocks.iter().filter(|block| block.enabled) {
        let Some(window) = block_window(block, resolve) else { continue };
        changes.extend(window.edges().filter(|edge| *edge > now));
        if window.contains(now) {
            changes.extend(tick(block, now, resolve));
            blocks.push(block.clone());
        }
    }
    let content = Content { schema: content.schema, profile: content.profile.clone(), theme: content.theme.clone(), blocks };
    Moment { content, next_change: changes.into_iter().min() }
}

fn unknown_zone(zone: &str) -> Message {
    Message::with("We do not know the time zone “{zone}”. Choose one from the list.", [("zone", zone.to_owned())])
}

fn block_window(block: &Block, resolve: &Resolve<'_>) -> Option<Window> {
    match &block.schedule {
        None => Some(Window::default()),
        Some(schedule) => window(schedule, resolve).ok(),
    }
}

/// A page without scripts cannot count down by itself: it says how long is left as of the whole hour, and that it is over when it is.
fn tick(block: &Block, now: DateTime<Utc>, resolve: &Resolve<'_>) -> Option<DateTime<Utc>> {
    let Body::Countdown { at: Some(at), zone, .. } = &block.body else { return None };
    let end = resolve(*at, zone).filter(|end| *end > now)?;
    Some(next_hour(now).map_or(end, |hour| hour.min(end)))
}

fn next_hour(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let into_hour = TimeDelta::seconds(now.timestamp().rem_euclid(3_600)) + TimeDelta::nanoseconds(now.timestamp_subsec_nanos().into());
    now.checked_sub_signed(into_hour)?.checked_add_signed(TimeDelta::hours(1))
}
