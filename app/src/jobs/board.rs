use leptos::prelude::*;
use mewayz::jobs::{Board, NameSummary, QueueSummary, ScheduleSummary};
use ui::{BarChart, Callout, Card, Column, Series, Table, Tone};

use super::words;
use crate::{
    shared::When,
    words::{admin as t, number},
};

/// How the queues do, at one glance.
pub(super) fn view(board: &Board) -> AnyView {
    let alarm = (board.workers == 0).then(|| {
        view! {
            <Callout tone=Tone::Danger alert=true title=t::nobody_works()>
                {t::nobody_works_text()}
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
        (t::workers(), number(board.workers)),
        (t::ready(), number(sum(|queue| queue.ready))),
        (t::oldest_ready(), age),
        (t::running(), number(sum(|queue| queue.running))),
        (t::waiting(), number(sum(|queue| queue.waiting))),
        (t::given_up(), number(sum(|queue| queue.dead))),
    ];
    let figure = |(label, value): (&'static str, String)| {
        view! {
            <div class="rounded-lg border border-line bg-surface p-4">
                <dt class="text-sm text-muted">{label}</dt>
                <dd class="mt-1 text-2xl font-semibold tabular-nums">{value}</dd>
            </div>
        }
    };
    view! { <dl class="grid grid-cols-2 gap-4 sm:grid-cols-3 xl:grid-cols-6" aria-label=t::figures()>{shown.into_iter().map(figure).collect_view()}</dl> }.into_any()
}

fn throughput(board: &Board) -> AnyView {
    let count = board.minutes.len();
    let labels = (0..count).map(move |index| if index + 1 == count { t::now().to_owned() } else { t::minutes_ago(count - 1 - index) });
    let values = board.minutes.iter().map(|done| *done as f64).collect();
    let total = board.minutes.iter().sum::<i64>();
    view! {
        <Card title=t::done_a_minute() description=t::jobs_last_hour(total)>
            <BarChart title=t::chart() labels=labels.collect() series=Series::new(t::done(), values)/>
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
                <td class="num" data-label=t::ready()>{number(queue.ready)}</td>
                <td class="num" data-label=t::oldest()>{age}</td>
                <td class="num" data-label=t::running()>{number(queue.running)}</td>
                <td class="num" data-label=t::waiting()>{number(queue.waiting)}</td>
                <td class="num" data-label=t::given_up()>{number(queue.dead)}</td>
            </tr>
        }
    };
    if board.queues.is_empty() {
        return view! { <Card title=t::queues()><p class="text-sm text-muted">{t::queues_empty()}</p></Card> }.into_any();
    }
    let columns = [t::ready(), t::oldest(), t::running(), t::waiting(), t::given_up()].map(Column::number);
    let columns = [Column::text(t::queue())].into_iter().chain(columns).collect();
    let rows = board.queues.iter().map(row).collect_view();
    view! { <Card title=t::queues() flush=true><Table caption=t::queues() columns=columns stacked=true>{rows}</Table></Card> }.into_any()
}

fn names(names: &[NameSummary]) -> AnyView {
    if names.is_empty() {
        return view! { <Card title=t::last_hour()><p class="text-sm text-muted">{t::last_hour_empty()}</p></Card> }.into_any();
    }
    let row = |name: &NameSummary| {
        view! {
            <tr>
                <td><a class="text-accent underline" href=format!("/admin/jobs?name={}#jobs", name.name)>{name.name.clone()}</a></td>
                <td class="num" data-label=t::done()>{number(name.done)}</td>
                <td class="num" data-label=t::failed()>{number(name.failed)}</td>
                <td class="num" data-label=t::given_up()>{number(name.dead)}</td>
            </tr>
        }
    };
    let columns = vec![Column::text(t::kind()), Column::number(t::done()), Column::number(t::failed()), Column::number(t::given_up())];
    let rows = names.iter().map(row).collect_view();
    view! { <Card title=t::last_hour() flush=true><Table caption=t::last_hour_table() columns=columns stacked=true>{rows}</Table></Card> }
        .into_any()
}

fn schedules(schedules: &[ScheduleSummary]) -> AnyView {
    if schedules.is_empty() {
        return ().into_any();
    }
    let row = |schedule: &ScheduleSummary| {
        let last = schedule.last_at.map_or_else(|| t::not_yet().into_any(), |at| view! { <When at/> }.into_any());
        view! {
            <tr>
                <td>{schedule.name.clone()}</td>
                <td data-label=t::rule()><code>{schedule.cron.clone()}</code> " " {schedule.zone.clone()}</td>
                <td data-label=t::next_time()><When at=schedule.next_at/></td>
                <td data-label=t::last_time()>{last}</td>
            </tr>
        }
    };
    let columns = [t::schedule(), t::rule(), t::next_time(), t::last_time()].map(Column::text).into();
    let rows = schedules.iter().map(row).collect_view();
    view! { <Card title=t::schedules() flush=true><Table caption=t::schedules() columns=columns stacked=true>{rows}</Table></Card> }
        .into_any()
}
