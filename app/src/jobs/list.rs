use std::collections::HashSet;

use leptos::prelude::*;
use mewayz::{
    ids::JobId,
    jobs::{JobList, JobRow, State},
};
use ui::{Badge, Button, ButtonLink, Card, Choice, Column, EmptyState, Select, TabLink, Table, Tabs};

use super::{Asked, acts, words};

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
    view! { <Tabs label="State">{tab("All", "")} {states.into_iter().collect_view()}</Tabs> }.into_any()
}

/// The jobs that were asked for, and what can be done about them.
pub(super) fn view(asked: Asked, found: JobList, refresh: Callback<()>) -> AnyView {
    let ticked: Ticked = RwSignal::new(HashSet::new());
    let more = found.next.map(|next| view! { <ButtonLink href=address(&asked, Some(next))>"Older jobs"</ButtonLink> });
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
    let mut choices = vec![Choice::new("", "All kinds")];
    choices.extend(names.iter().map(|name| Choice::new(name, name)));
    if !asked.name.is_empty() && !names.contains(&asked.name) {
        choices.push(Choice::new(&asked.name, &asked.name));
    }
    let clear = (!asked.name.is_empty() || !asked.queue.is_empty()).then(|| {
        let all = address(&Asked { state: asked.state.clone(), ..Asked::default() }, None);
        let label = if asked.queue.is_empty() { "All kinds".to_owned() } else { format!("Queue {}", asked.queue) };
        view! { <ButtonLink href=all icon="x">{label}</ButtonLink> }
    });
    view! {
        <form method="get" action="/admin/jobs" class="flex flex-wrap items-end gap-3">
            <input type="hidden" name="state" value=asked.state.clone()/>
            <input type="hidden" name="queue" value=asked.queue.clone()/>
            <Select label="Kind" name="name" options=choices value=asked.name.clone()/>
            <Button kind="submit" icon="funnel">"Filter"</Button>
            {clear}
        </form>
    }
    .into_any()
}

fn nothing(asked: &Asked) -> AnyView {
    let text = match asked.state.as_str() {
        "dead" => "Nothing was given up: every job has been done or will be tried again.",
        _ if *asked != Asked::default() => "No job is like this right now.",
        _ => "No work waits. Jobs that are done are not kept.",
    };
    view! { <EmptyState icon="inbox" title="No jobs" text=text/> }.into_any()
}

fn table(rows: Vec<JobRow>, ticked: Ticked) -> AnyView {
    let columns = vec![Column::text("Job"), Column::text("State"), Column::number("Attempts"), Column::text("When"), Column::text("Error")];
    let rows = rows.into_iter().map(|job| row(job, ticked)).collect_view();
    view! { <Card flush=true><Table caption="Jobs" columns=columns stacked=true>{rows}</Table></Card> }.into_any()
}

fn row(job: JobRow, ticked: Ticked) -> AnyView {
    let (id, (state, tone)) = (job.id, words::state(job.state));
    let when = match job.state {
        State::Waiting => format!("again {}", words::instant(job.run_at)),
        _ => words::instant(job.failed_at.unwrap_or(job.created_at)),
    };
    let tick = move |event| {
        let on = event_target_checked(&event);
        ticked.update(|ids| {
            let _ = if on { ids.insert(id) } else { ids.remove(&id) };
        });
    };
    let box_ = (job.state != State::Running).then(|| {
        view! { <input type="checkbox" class="checkbox" aria-label=format!("Choose {} {id}", job.name) prop:checked=move || ticked.with(|ids| ids.contains(&id)) on:change=tick/> }
    });
    let whose = job.workspace.map_or_else(|| "the product".to_owned(), |workspace| format!("workspace {workspace}"));
    view! {
        <tr>
            <td>
                <div class="flex items-start gap-2">
                    {box_}
                    <div class="min-w-0">
                        <p class="font-medium">{job.name} <span class="text-muted">" · " {job.queue}</span></p>
                        <p class="text-xs break-all text-muted">{id.to_string()} " · " {whose}</p>
                        <details><summary class="text-xs text-muted">"Payload"</summary><code class="text-xs break-all">{job.payload}</code></details>
                    </div>
                </div>
            </td>
            <td data-label="State"><Badge tone=tone>{state}</Badge></td>
            <td class="num" data-label="Attempts">{format!("{} of {}", job.attempts, job.max_attempts)}</td>
            <td data-label="When">{when}</td>
            <td data-label="Error"><span class="break-words" dir="auto">{job.last_error.unwrap_or_else(|| "\u{2013}".to_owned())}</span></td>
        </tr>
    }
    .into_any()
}
