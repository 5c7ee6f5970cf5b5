//! What comes in, how it moved, and whether bills agree.

use std::collections::BTreeMap;

use leptos::prelude::*;
use mewayz::business::{Difference, Movements, Reconciliation, Report, Why, months};
use ui::{Badge, Button, Callout, Card, Column, Field, LineChart, Series, Table, Tone};

use super::words::{self, month_name};
use crate::words::{business as t, money, month_and_year};

pub(super) fn movements(report: &Report) -> AnyView {
    let mut currencies: BTreeMap<&str, Vec<&Movements>> = BTreeMap::new();
    for row in &report.movements {
        currencies.entry(&row.currency).or_default().push(row);
    }
    let body = match currencies.is_empty() {
        true => view! { <p class="text-sm text-muted">{t::no_revenue()}</p> }.into_any(),
        false => currencies.into_iter().map(|(currency, rows)| of_currency(currency, &rows)).collect_view().into_any(),
    };
    view! { <Card title=t::revenue() description=t::revenue_text()><div class="stack">{body}</div></Card> }.into_any()
}

fn of_currency(currency: &str, rows: &[&Movements]) -> AnyView {
    let labels = rows.iter().map(|row| month_and_year(row.month)).collect();
    // Charts draw in whole units; the table is exact.
    let values = rows.iter().map(|row| row.end as f64 / 100.0).collect();
    let title = t::revenue_in(currency);
    let row = |row: &&Movements| {
        let cell = |label: &'static str, minor: i64| view! { <td class="num" data-label=label>{money(minor, &row.currency)}</td> };
        view! {
            <tr>
                <td>{month_and_year(row.month)}</td>
                {cell(t::start(), row.start)}
                {cell(t::new(), row.new)}
                {cell(t::reactivation(), row.reactivation)}
                {cell(t::expansion(), row.expansion)}
                {cell(t::contraction(), row.contraction)}
                {cell(t::churn(), row.churn)}
                {cell(t::end(), row.end)}
            </tr>
        }
    };
    let heads = [t::start(), t::new(), t::reactivation(), t::expansion(), t::contraction(), t::churn(), t::end()].map(Column::number);
    let columns = [Column::text(t::month())].into_iter().chain(heads).collect();
    let table = rows.iter().rev().map(row).collect_view();
    view! {
        <LineChart title=title.clone() labels=labels series=vec![Series::new(currency.to_owned(), values)]/>
        <Table caption=title columns=columns stacked=true>{table}</Table>
    }
    .into_any()
}

pub(super) fn reconciliation(report: &Report) -> AnyView {
    let month = report.reconciliations.first().map_or_else(|| months::of(report.at), |one| one.month);
    let body = match report.reconciliations.is_empty() {
        true => view! { <p class="text-sm text-muted">{t::no_bills()}</p> }.into_any(),
        false => report.reconciliations.iter().map(one).collect_view().into_any(),
    };
    view! {
        <Card title=t::reconciliation() description=t::reconciliation_text()>
            <div class="stack">
                <form method="get" action="/admin/business" class="flex flex-wrap items-end gap-3">
                    <Field label=t::month() name="month" kind="month" value=month_name(month)/>
                    <Button kind="submit">{t::show()}</Button>
                </form>
                {body}
            </div>
        </Card>
    }
    .into_any()
}

fn one(found: &Reconciliation) -> AnyView {
    let row = |label: String, minor: i64| {
        let amount = money(minor, &found.currency);
        view! { <tr><td>{label}</td><td class="num">{amount}</td></tr> }
    };
    let reasons = Why::ALL.into_iter().filter(|why| found.differences.iter().any(|one| one.why == *why));
    let middle = reasons.map(|why| row(words::why(why).to_owned(), found.sum(why))).collect_view();
    let caption = format!("{} · {}", month_and_year(found.month), found.currency);
    let columns = vec![Column::text(t::line()), Column::number(t::amount())];
    let first = row(t::revenue_at_end().to_owned(), found.revenue);
    let last = row(t::paid_for_month().to_owned(), found.paid);
    let each = differences(found);
    let odd = found.differences.iter().any(|one| one.why == Why::Unexplained);
    let alarm = odd.then(|| view! { <Callout tone=Tone::Warning>{t::look_at_these()}</Callout> });
    view! {
        <h3 class="font-semibold">{caption.clone()}</h3>
        {alarm}
        <Table caption=caption columns=columns>
            {first}
            {middle}
            {last}
        </Table>
        {each}
    }
    .into_any()
}

fn differences(found: &Reconciliation) -> AnyView {
    if found.differences.is_empty() {
        return ().into_any();
    }
    let row = |one: &Difference| {
        let name = one.slug.clone().unwrap_or_else(|| one.workspace.to_string());
        let (why, amount) = (one.why, money(one.minor, &found.currency));
        let tone = if why == Why::Unexplained { Tone::Warning } else { Tone::Neutral };
        view! {
            <tr>
                <td dir="auto">{name}</td>
                <td data-label=t::reason()><Badge tone>{words::why(why)}</Badge></td>
                <td class="num" data-label=t::amount()>{amount}</td>
            </tr>
        }
    };
    let columns = vec![Column::text(t::workspace()), Column::text(t::reason()), Column::number(t::amount())];
    let rows = found.differences.iter().take(200).map(row).collect_view();
    view! {
        <details>
            <summary class="w-fit cursor-pointer rounded-sm py-2 text-sm text-muted hover:text-ink">{t::by_workspace()}</summary>
            <Table caption=t::by_workspace() columns=columns class="mt-3" stacked=true>{rows}</Table>
        </details>
    }
    .into_any()
}
