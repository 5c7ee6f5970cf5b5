use leptos::prelude::*;
use mewayz::jobs::{Board, NameSummary, QueueSummary, ScheduleSummary};
use ui::{BarChart, Callout, Card, Column, Series, Table, Tone};

use super::words;

/// How the queues do, at one glance.
pub(super) fn view(board: &Board) -> AnyView {
    let alarm = (board.workers == 0).then(|| {
        view! {
            <Callout tone=Tone::Danger alert=true title="Nobody works">
                "No worker has been seen for a minute. Start one with `server work`, or let `server serve` work too (MEWAYZ_WORK=on)."
            </Callout>
        }
    });
    view! {
        {alarm}
        {figures(board)}
        {throughput(board)}
        <div class="grid items-start gap-4 lg:grid-cols-2">{queues(board)} {names(&board.names)}</div>
        {schedules(&board.schedules)}
    }
    .into_any()
}

fn figures(board: &Board) -> AnyView {
    let sum = |of: fn(&QueueSummary) -> i64| board.queues.iter().map(of).sum::<i64>();
    let oldest = board.queues.iter().filter_map(|queue| queue.oldest_ready_at).min();
    let age = oldest.map_or_else(|| "\u{2013}".to_owned(), |since| words::span(board.at - since));
    let shown = [
        ("Workers", board.workers.to_string()),
        ("Ready", sum(|queue| queue.ready).to_string()),
        ("Oldest ready", age),
        ("Running", sum(|queue| queue.running).to_string()),
        ("Waiting", sum(|queue| queue.waiting).to_string()),
        ("Given up", sum(|queue| queue.dead).to_string()),
    ];
    let figure = |(label, value): (&'static str, String)| {
        view! {
            <div class="rounded-lg border border-line bg-surface p-4">
                <dt class="text-sm text-muted">{label}</dt>
                <dd class="mt-1 text-2xl font-semibold tabular-nums">{value}</dd>
            </div>
        }
    };
    view! { <dl class="grid grid-cols-2 gap-4 sm:grid-cols-3 xl:grid-cols-6" aria-label="Figures">{shown.into_iter().map(figure).collect_view()}</dl> }.into_any()
}

fn throughput(board: &Board) -> AnyView {
    let count = board.minutes.len();
    let labels = (0..count).map(move |index| if index + 1 == count { "now".to_owned() } else { format!("{} min ago", count - 1 - index) });
    let values = board.minutes.iter().map(|done| *done as f64).collect();
    let total = board.minutes.iter().sum::<i64>();
    view! {
        <Card title="Done a minute" description=format!("{} in the last hour", words::jobs(total))>
            <BarChart title="Jobs done a minute in the last hour" labels=labels.collect() series=Series::new("Done", values)/>
        </Card>
    }
    .into_any()
}

fn queues(board: &Board) -> AnyView {
    let at = board.at;
    let row = |queue: &QueueSummary| {
        let age = queue.oldest_ready_at.map_or_else(|| "\u{2013}".to_owned(), |since| words::span(at - since));
        view! {
            <tr>
                <td><a class="text-accent underline" href=format!("/admin/jobs?queue={}#jobs", queue.queue)>{queue.queue.clone()}</a></td>
                <td class="num" data-label="Ready">{queue.ready}</td>
                <td class="num" data-label="Oldest">{age}</td>
                <td class="num" data-label="Running">{queue.running}</td>
                <td class="num" data-label="Waiting">{queue.waiting}</td>
                <td class="num" data-label="Given up">{queue.dead}</td>
            </tr>
        }
    };
    if board.queues.is_empty() {
        return view! { <Card title="Queues"><p class="text-sm text-muted">"All queues are empty."</p></Card> }.into_any();
    }
    let columns = ["Ready", "Oldest", "Running", "Waiting", "Given up"].map(Column::number);
    let columns = [Column::text("Queue")].into_iter().chain(columns).collect();
    let rows = board.queues.iter().map(row).collect_view();
    view! { <Card title="Queues" flush=true><Table caption="Queues" columns=columns stacked=true>{rows}</Table></Card> }.into_any()
}

fn names(names: &[NameSummary]) -> AnyView {
    if names.is_empty() {
        return view! { <Card title="The last hour"><p class="text-sm text-muted">"No job has run in the last hour."</p></Card> }
            .into_any();
    }
    let row = |name: &NameSummary| {
        view! {
            <tr>
                <td><a class="text-accent underline" href=format!("/admin/jobs?name={}#jobs", name.name)>{name.name.clone()}</a></td>
                <td class="num" data-label="Done">{name.done}</td>
                <td class="num" data-label="Failed">{name.failed}</td>
                <td class="num" data-label="Given up">{name.dead}</td>
            </tr>
        }
    };
    let columns = vec![Column::text("Kind"), Column::number("Done"), Column::number("Failed"), Column::number("Given up")];
    let rows = names.iter().map(row).collect_view();
    view! { <Card title="The last hour" flush=true><Table caption="Kinds of jobs in the last hour" columns=columns stacked=true>{rows}</Table></Card> }.into_any()
}

fn schedules(schedules: &[ScheduleSummary]) -> AnyView {
    if schedules.is_empty() {
        return ().into_any();
    }
    let row = |schedule: &ScheduleSummary| {
        let last = schedule.last_at.map_or_else(|| "not yet".to_owned(), words::instant);
        view! {
            <tr>
                <td>{schedule.name.clone()}</td>
                <td data-label="Rule"><code>{schedule.cron.clone()}</code> " " {schedule.zone.clone()}</td>
                <td data-label="Next">{words::instant(schedule.next_at)}</td>
                <td data-label="Last">{last}</td>
            </tr>
        }
    };
    let columns = ["Schedule", "Rule", "Next", "Last"].map(Column::text).into();
    let rows = schedules.iter().map(row).collect_view();
    view! { <Card title="Schedules" flush=true><Table caption="Schedules" columns=columns stacked=true>{rows}</Table></Card> }.into_any()
}
