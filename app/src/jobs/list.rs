use std::collections::HashSet;

use leptos::prelude::*;
use mewayz::{
    ids::JobId,
    jobs::{JobList, JobRow, State},
};
use ui::{Badge, Button, ButtonLink, Card, Choice, Column, EmptyState, Select, TabLink, Table, Tabs};

use super::{Asked, acts, words};
use crate::{
    shared::When,
    words::{SLOT, admin as t, rich},
};

/// Jobs that are ticked.
pub(super) type Ticked = RwSignal<HashSet<JobId>>;

/// One tab a state.
pub(super) fn tabs(asked: Memo<(Asked, String)>) -> AnyView {
    let tab = move |label: &'static str, state: &'static str| {
        let href = move || address(&Asked { state: state.to_owned(), ..asked.get().0 }, None);
        let active = Signal::derive(move || asked.with(|(asked, _)| asked.state == state));
        view! { <TabLink label=label href=href() active=active/> }
    };
    let states = State::ALL.map(|state| tab(words::state(state).0, state.name()));
    view! { <Tabs label=t::state()>{tab(t::all(), "")} {states.into_iter().collect_view()}</Tabs> }.into_any()
}

/// The jobs that were asked for, and what can be done about them.
pub(super) fn view(asked: Asked, found: JobList, refresh: Callback<()>) -> AnyView {
    let ticked: Ticked = RwSignal::new(HashSet::new());
    let more = found.next.map(|next| view! { <ButtonLink href=address(&asked, Some(next))>{t::older_jobs()}</ButtonLink> });
    let body = if found.rows.is_empty() { nothing(&asked) } else { table(found.rows, ticked) };
    view! {
        {filter(&asked, &found.names)}
        {acts::bar(asked, ticked, refresh)}
        {body}
        <div>{more}</div>
    }
    .into_any()
}

/// The address of a list.
fn address(asked: &Asked, after: Option<JobId>) -> String {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let parts = [("state", &asked.state), ("queue", &asked.queue), ("name", &asked.name), ("after", &after)];
    let query: Vec<String> = parts.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}")).collect();
    format!("/admin/jobs?{}#jobs", query.join("&"))
}

/// A plain form: it works without scripts, and what it asks for stands in the address.
fn filter(asked: &Asked, names: &[String]) -> AnyView {
    let mut choices = vec![Choice::new("", t::all_kinds())];
    choices.extend(names.iter().map(|name| Choice::new(name, name)));
    if !asked.name.is_empty() && !names.contains(&asked.name) {
        choices.push(Choice::new(&asked.name, &asked.name));
    }
    let clear = (!asked.name.is_empty() || !asked.queue.is_empty()).then(|| {
        let all = address(&Asked { state: asked.state.clone(), ..Asked::default() }, None);
        let label = if asked.queue.is_empty() { t::all_kinds().to_owned() } else { t::queue_named(&asked.queue) };
        view! { <ButtonLink href=all icon="x">{label}</ButtonLink> }
    });
    view! {
        <form method="get" action="/admin/jobs" class="flex flex-wrap items-end gap-3">
            <input type="hidden" name="state" value=asked.state.clone()/>
            <input type="hidden" name="queue" value=asked.queue.clone()/>
            <Select label=t::kind() name="name" options=choices value=asked.name.clone()/>
            <Button kind="submit" icon="funnel">{t::filter()}</Button>
            {clear}
        </form>
    }
    .into_any()
}

fn nothing(asked: &Asked) -> AnyView {
    let text = match asked.state.as_str() {
        "dead" => t::none_given_up(),
        _ if *asked != Asked::default() => t::none_like_this(),
        _ => t::none_waiting(),
    };
    view! { <EmptyState icon="inbox" title=t::no_jobs() text=text/> }.into_any()
}

fn table(rows: Vec<JobRow>, ticked: Ticked) -> AnyView {
    let columns = vec![
        Column::text(t::job()),
        Column::text(t::state()),
        Column::number(t::attempts()),
        Column::text(t::when()),
        Column::text(t::error()),
    ];
    let rows = rows.into_iter().map(|job| row(job, ticked)).collect_view();
    view! { <Card flush=true><Table caption=t::jobs() columns=columns stacked=true>{rows}</Table></Card> }.into_any()
}

fn row(job: JobRow, ticked: Ticked) -> AnyView {
    let (id, (state, tone)) = (job.id, words::state(job.state));
    let when = match job.state {
        State::Waiting => rich(t::again_at(SLOT), view! { <When at=job.run_at/> }.into_any()),
        _ => view! { <When at=job.failed_at.unwrap_or(job.created_at)/> }.into_any(),
    };
    let tick = move |event| {
        let on = event_target_checked(&event);
        ticked.update(|ids| {
            let _ = if on { ids.insert(id) } else { ids.remove(&id) };
        });
    };
    let box_ = (job.state != State::Running).then(|| {
        view! { <input type="checkbox" class="checkbox" aria-label=t::choose_job(&job.name, id.to_string()) prop:checked=move || ticked.with(|ids| ids.contains(&id)) on:change=tick/> }
    });
    let whose = job.workspace.map_or_else(|| t::of_product().to_owned(), |workspace| t::of_workspace(workspace.to_string()));
    view! {
        <tr>
            <td>
                <div class="flex items-start gap-2">
                    {box_}
                    <div class="min-w-0">
                        <p class="font-medium">{job.name} <span class="text-muted">" · " {job.queue}</span></p>
                        <p class="text-xs break-all text-muted">{id.to_string()} " · " {whose}</p>
                        <details><summary class="text-xs text-muted">{t::payload()}</summary><code class="text-xs break-all">{job.payload}</code></details>
                    </div>
                </div>
            </td>
            <td data-label=t::state()><Badge tone=tone>{state}</Badge></td>
            <td class="num" data-label=t::attempts()>{t::attempts_of(i32::from(job.attempts), i32::from(job.max_attempts))}</td>
            <td data-label=t::when()>{when}</td>
            <td data-label=t::error()><span class="break-words" dir="auto">{job.last_error.unwrap_or_else(|| "\u{2013}".to_owned())}</span></td>
        </tr>
    }
    .into_any()
}
