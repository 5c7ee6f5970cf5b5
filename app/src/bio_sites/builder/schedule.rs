//! When a block is shown.

use chrono::NaiveDateTime;
use leptos::prelude::*;
use mewayz::bio_sites::{Block, Schedule};
use ui::{Button, Choice, Field, Icon, Select, Size};

use super::{bind::At, zones};
use crate::words::builder as t;

/// From, until and zone of a block.
pub(super) fn fields(at: At) -> AnyView {
    let from = edge(at, "schedule.from", |schedule| schedule.from, |schedule, value| schedule.from = value);
    let until = edge(at, "schedule.until", |schedule| schedule.until, |schedule, value| schedule.until = value);
    let set = move || !from.read().is_empty() || !until.read().is_empty();
    let zone = at.bind_with(
        "schedule.zone",
        |block| Some(block.schedule.as_ref().map_or_else(zones::own, |schedule| schedule.zone.clone())),
        |block, zone| {
            // A zone alone is no schedule.
            if let Some(schedule) = &mut block.schedule {
                schedule.zone = zone;
            }
        },
    );
    let error = at.problem("schedule", set);
    let is_open = from.with_untracked(|text| !text.is_empty()) || until.with_untracked(|text| !text.is_empty());
    view! {
        <details class="rounded-lg border border-line" open=is_open>
            <summary class="flex cursor-pointer list-none items-center gap-2 px-3 py-2 font-medium">
                <Icon name="calendar-clock" class="text-muted"/><span class="grow">{t::schedule()}</span><Icon name="chevron-down" class="text-muted"/>
            </summary>
            <div class="stack px-3 pb-3">
                <p class="text-sm text-muted">{t::schedule_hint()}</p>
                <Field label=t::show_from() name="from" kind="datetime-local" bind=from optional=true autocomplete="off" error=error/>
                <Field label=t::show_until() name="until" kind="datetime-local" bind=until optional=true autocomplete="off"/>
                {zone_select(zone, "schedule-zone", Signal::default())}
                <Button size=Size::Small icon="x" disabled=Signal::derive(move || !set()) on:click=move |_| at.edit(|block| block.schedule = None)>{t::clear_schedule()}</Button>
            </div>
        </details>
    }
    .into_any()
}

/// One end of the schedule as the text of its field.
fn edge(
    at: At,
    field: &'static str,
    get: fn(&Schedule) -> Option<NaiveDateTime>,
    set: fn(&mut Schedule, Option<NaiveDateTime>),
) -> RwSignal<String> {
    at.bind_with(
        field,
        move |block| Some(zones::to_field(block.schedule.as_ref().and_then(get))),
        move |block, text| put(block, |schedule| set(schedule, zones::from_field(&text))),
    )
}

/// Changes the schedule; one without any time is none.
fn put(block: &mut Block, change: impl FnOnce(&mut Schedule)) {
    let mut schedule = block.schedule.take().unwrap_or_else(|| Schedule { zone: zones::own(), ..Schedule::default() });
    change(&mut schedule);
    block.schedule = (schedule.from.is_some() || schedule.until.is_some()).then_some(schedule);
}

/// A list of time zones.
pub(super) fn zone_select(bind: RwSignal<String>, id: &'static str, error: Signal<Option<String>>) -> AnyView {
    let current = bind.get_untracked();
    let mut options: Vec<Choice> =
        zones::choices(&current).into_iter().map(|zone| Choice::new(zone.clone(), zone.replace('_', " "))).collect();
    if current.is_empty() {
        options.insert(0, Choice::new("", t::choose_zone()));
    }
    view! { <Select label=t::time_zone() name="zone" id=id options=options bind=bind error=error/> }.into_any()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use mewayz::bio_sites::rules::new_block;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_schedule_without_times_is_none() {
        let mut block = new_block("heading", Uuid::from_u128(1)).unwrap();
        let time = zones::from_field("2026-05-01T10:00");
        put(&mut block, |schedule| schedule.from = time);
        assert_eq!(block.schedule, Some(Schedule { from: time, until: None, zone: "UTC".to_owned() }));
        put(&mut block, |schedule| schedule.from = None);
        assert_eq!(block.schedule, None);
    }
}
