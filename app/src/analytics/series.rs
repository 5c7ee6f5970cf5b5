use leptos::prelude::*;
use mewayz::analytics::{Point, Report, Totals};
use ui::{Card, Column, LineChart, Series, Table};

use super::words;
use crate::words::analytics as t;

/// Views, visitors and clicks over time: a chart, and the same as a table.
pub(super) fn view(report: &Report) -> AnyView {
    let range = report.range;
    let labels: Vec<String> = report.series.iter().map(|point| words::moment(range, point.local)).collect();
    let line =
        |name: &str, of: fn(&Totals) -> u64| Series::new(name, report.series.iter().map(|point| number(of(&point.totals))).collect());
    let lines = vec![line(t::views(), |t| t.views), line(t::visitors(), |t| t.visitors), line(t::clicks(), |t| t.clicks)];
    let rows = report.series.iter().rev().map(|point| row(point, words::moment(range, point.local))).collect_view();
    let columns =
        vec![Column::text(words::unit(range)), Column::number(t::views()), Column::number(t::visitors()), Column::number(t::clicks())];
    view! {
        <Card title=t::over_time()>
            <LineChart title=t::chart() labels=labels series=lines/>
            <details class="mt-2">
                <summary class="w-fit cursor-pointer rounded-sm py-2 text-sm text-muted hover:text-ink">{t::as_table()}</summary>
                <Table caption=t::chart() columns=columns class="mt-3">{rows}</Table>
            </details>
        </Card>
    }
    .into_any()
}

fn row(point: &Point, moment: String) -> AnyView {
    let Totals { views, visitors, clicks } = point.totals;
    view! {
        <tr>
            <td>{moment}</td>
            <td class="num">{words::thousands(views)}</td>
            <td class="num">{words::thousands(visitors)}</td>
            <td class="num">{words::thousands(clicks)}</td>
        </tr>
    }
    .into_any()
}

/// Charts draw in floating point; counts are far below 2^52.
fn number(count: u64) -> f64 {
    count as f64
}
