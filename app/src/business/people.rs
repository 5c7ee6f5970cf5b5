//! Who came, who began, who stayed.

use leptos::prelude::*;
use mewayz::business::{Activation, Cohort, Count, Mix, Report};
use ui::{BarChart, Card, Column, Series, Table};

use super::words::share;
use crate::words::{business as t, day_short, month_and_year, number};

pub(super) fn sign_ups(report: &Report) -> AnyView {
    let sum = report.days.iter().map(|count| count.count).sum::<i64>();
    let labels = report.days.iter().map(|count| day_short(count.since)).collect();
    let values = report.days.iter().map(|count| count.count as f64).collect();
    let list = |title: &'static str, counts: &[Count], label: fn(chrono::NaiveDate) -> String| {
        let row = |count: &Count| view! { <tr><td>{label(count.since)}</td><td class="num" data-label=t::accounts()>{number(count.count)}</td></tr> };
        let rows = counts.iter().rev().map(row).collect_view();
        let columns = vec![Column::text(title), Column::number(t::accounts())];
        view! { <Table caption=title columns=columns>{rows}</Table> }.into_any()
    };
    let tables = [
        list(t::by_day(), &report.days, day_short),
        list(t::by_week(), &report.weeks, day_short),
        list(t::by_month(), &report.months, month_and_year),
    ];
    let tables = tables.into_iter().collect_view();
    view! {
        <Card title=t::sign_ups() description=t::new_accounts(sum)>
            <BarChart title=t::sign_ups_chart() labels=labels series=Series::new(t::accounts(), values)/>
            <details class="mt-2">
                <summary class="w-fit cursor-pointer rounded-sm py-2 text-sm text-muted hover:text-ink">{t::as_table()}</summary>
                <div class="mt-3 grid items-start gap-4 md:grid-cols-3">
                    {tables}
                </div>
            </details>
        </Card>
    }
    .into_any()
}

pub(super) fn activation(report: &Report) -> AnyView {
    let row = |row: &Activation| {
        view! {
            <tr>
                <td>{month_and_year(row.month)}</td>
                <td class="num" data-label=t::new_workspaces()>{number(row.workspaces)}</td>
                <td class="num" data-label=t::published()>{number(row.activated)}</td>
                <td class="num" data-label=t::share()>{share(row.activated, row.workspaces)}</td>
            </tr>
        }
    };
    let columns = [t::new_workspaces(), t::published(), t::share()].map(Column::number);
    let columns = [Column::text(t::month())].into_iter().chain(columns).collect();
    let rows = report.activation.iter().rev().map(row).collect_view();
    view! { <Card title=t::activation() description=t::activation_text()><Table caption=t::activation() columns=columns stacked=true>{rows}</Table></Card> }
        .into_any()
}

pub(super) fn active(report: &Report) -> AnyView {
    let labels = report.active.iter().map(|count| month_and_year(count.since)).collect();
    let values = report.active.iter().map(|count| count.count as f64).collect();
    let now = t::active_now(number(report.active_now), number(report.workspaces));
    let row = |count: &Count| view! { <tr><td>{month_and_year(count.since)}</td><td class="num">{number(count.count)}</td></tr> };
    let rows = report.active.iter().rev().map(row).collect_view();
    let columns = vec![Column::text(t::month()), Column::number(t::active())];
    view! {
        <Card title=t::active() description=t::active_text()>
            <p class="mb-3 text-sm">{now}</p>
            <BarChart title=t::active_chart() labels=labels series=Series::new(t::active(), values)/>
            <details class="mt-2">
                <summary class="w-fit cursor-pointer rounded-sm py-2 text-sm text-muted hover:text-ink">{t::as_table()}</summary>
                <Table caption=t::active_chart() columns=columns class="mt-3">{rows}</Table>
            </details>
        </Card>
    }
    .into_any()
}

/// A row for the workspaces of a month, a column for each month after.
pub(super) fn cohorts(report: &Report) -> AnyView {
    let longest = report.cohorts.iter().map(|cohort| cohort.active.len()).max().unwrap_or(0);
    let later = (0..longest).map(|n| Column::number(t::months_later(number(i64::try_from(n).unwrap_or(i64::MAX)))));
    let columns = [Column::text(t::began()), Column::number(t::new_workspaces())].into_iter().chain(later).collect();
    let row = |cohort: &Cohort| {
        let size = cohort.size;
        let cells =
            (0..longest).map(|n| view! { <td class="num">{cohort.active.get(n).map(|count| share(*count, size))}</td> }).collect_view();
        view! { <tr><td>{month_and_year(cohort.month)}</td><td class="num">{number(size)}</td>{cells}</tr> }
    };
    let rows = report.cohorts.iter().rev().map(row).collect_view();
    view! { <Card title=t::retention() description=t::retention_text() flush=true><Table caption=t::retention() columns=columns>{rows}</Table></Card> }
        .into_any()
}

pub(super) fn mix(report: &Report) -> AnyView {
    let row = |mix: &Mix| {
        view! {
            <tr>
                <td>{mix.plan.title()}</td>
                <td class="num" data-label=t::paying()>{number(mix.paying)}</td>
                <td class="num" data-label=t::trial()>{number(mix.trial)}</td>
                <td class="num" data-label=t::assigned()>{number(mix.assigned)}</td>
                <td class="num" data-label=t::without()>{number(mix.others)}</td>
            </tr>
        }
    };
    let columns = [t::paying(), t::trial(), t::assigned(), t::without()].map(Column::number);
    let columns = [Column::text(t::plan())].into_iter().chain(columns).collect();
    let rows = report.mix.iter().map(row).collect_view();
    view! { <Card title=t::plan_mix() description=t::plan_mix_text()><Table caption=t::plan_mix() columns=columns stacked=true>{rows}</Table></Card> }
        .into_any()
}
