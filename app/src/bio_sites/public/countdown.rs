//! Time left, counted when the page is made: a page without scripts cannot tick.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use mewayz::bio_sites::{Block, Body};

use super::Page;
use crate::words::{self, sites as t};

/// When the numbers on the page stop being right; `None` without a running countdown.
///
/// A cached page is kept no longer than this.
pub fn stale_at(page: &Page) -> Option<DateTime<Utc>> {
    let running = page.content.blocks.iter().filter(|block| block.enabled).filter_map(|block| end(page, block));
    running.filter_map(|end| next_hour(page.now, end)).min()
}

pub(super) fn view(page: &Page, block: &Block) -> Option<AnyView> {
    let Body::Countdown { title, at, zone, done } = &block.body else { return None };
    let end = end(page, block)?;
    let exact = words::day_and_time(*at.as_ref()?);
    let place = if zone.is_empty() { "UTC".to_owned() } else { zone.replace('_', " ") };
    let over = end <= page.now;
    let left = match (over, done.trim().is_empty()) {
        (true, true) => None,
        (true, false) => Some(view! { <p class="left" dir="auto">{done.clone()}</p> }.into_any()),
        (false, _) => Some(remaining(end - page.now)),
    };
    let card = view! {
        <section class="card count">
            <p class="what" dir="auto">{title.clone()}</p>
            {left}
            <p class="date"><time datetime=end.format("%Y-%m-%dT%H:%M:%SZ").to_string()>{format!("{exact} ({place})")}</time></p>
        </section>
    };
    Some(card.into_any())
}

fn remaining(left: TimeDelta) -> AnyView {
    let (days, hours) = (left.num_days(), left.num_hours() % 24);
    if left.num_hours() == 0 {
        return view! { <p class="left">{t::under_an_hour()}</p> }.into_any();
    }
    let days = (days > 0).then(|| view! { <span><b>{days}</b>{t::days(days)}</span> });
    view! {
        <p class="left">{days}" "<span><b>{hours}</b>{t::hours(hours)}</span></p>
    }
    .into_any()
}

fn end(page: &Page, block: &Block) -> Option<DateTime<Utc>> {
    let Body::Countdown { at, zone, .. } = &block.body else { return None };
    (page.resolve)((*at)?, zone)
}

/// The next instant at which a whole number of hours is left.
fn next_hour(now: DateTime<Utc>, end: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let seconds = (end - now).num_seconds();
    if end <= now {
        return None;
    }
    // A countdown that shows two hours shows one as soon as a second of them has passed.
    Some(now + TimeDelta::seconds(seconds % 3_600 + 1))
}
