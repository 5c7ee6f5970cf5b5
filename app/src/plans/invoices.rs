use leptos::prelude::*;
use mewayz::plans::{Invoice, Overview};
use ui::{Badge, Card, Column, Table, Tone};

use crate::{
    shared::When,
    words::{money, plans as t},
};

/// The bills of the workspace; nothing while there are none.
pub(super) fn invoices(overview: &Overview) -> Option<AnyView> {
    if overview.invoices.is_empty() {
        return None;
    }
    let columns = vec![Column::text(t::number()), Column::text(t::day()), Column::number(t::amount()), Column::text(t::state())];
    let rows = overview.invoices.iter().map(row).collect_view();
    Some(view! { <Card title=t::invoices() flush=true><Table caption=t::invoices() columns stacked=true>{rows}</Table></Card> }.into_any())
}

fn row(invoice: &Invoice) -> AnyView {
    let (tone, word) = if invoice.paid { (Tone::Success, t::paid()) } else { (Tone::Warning, t::unpaid()) };
    let number = invoice.number.clone();
    let number = match invoice.url.as_str() {
        "" => number.into_any(),
        url => view! { <a href=url.to_owned() rel="external noopener">{number}</a> }.into_any(),
    };
    view! {
        <tr>
            <td data-label=t::number()>{number}</td>
            <td data-label=t::day()><When at=invoice.created_at/></td>
            <td class="num" data-label=t::amount()>{money(invoice.total_minor, &invoice.currency)}</td>
            <td data-label=t::state()><Badge tone=tone>{word}</Badge></td>
        </tr>
    }
    .into_any()
}
