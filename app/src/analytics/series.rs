use leptos::prelude::*;
use mewayz::analytics::{Point, Report, Totals};
use ui::{Card, Column, LineChart, Series, Table};

use super::words;

/// Views, visitors and clicks over time: a chart, and the same as a table.
pub(super) fn view(report: &Report) -> AnyView {
    let range = report.range;
    let labels: Vec<String> = report.series.iter().map(|point| words::moment(range, point.local)).collect();
    let line =
        |name: &str, of: fn(&Totals) -> u64| Series::new(name, report.series.iter().map(|point| number(of(&point.totals))).collect());
    let lines = vec![line("Views", |t| t.views), line("Visitors", |t| t.visitors), line("Clicks", |t| t.clicks)];
    let rows = report.series.iter().rev().map(|point| row(point, words::moment(range, point.local))).collect_view();
    let columns = vec![Column::text(words::unit(range)), Column::number("Views"), Column::number("Visitors"), Column::number("Clicks")];
    view! {
        <Card title="Over time">
            <LineChart title="Views, visitors and clicks" labels=labels series=lines/>
            <details class="mt-2">
                <summary class="w-fit cursor-pointer rounded-sm py-2 text-sm text-muted hover:text-ink">"Show as a table"</summary>
                <Table caption="Views, visitors and clicks" columns=columns class="mt-3">{rows}</Table>
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
