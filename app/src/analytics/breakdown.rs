use std::collections::HashSet;

use leptos::prelude::*;
use mewayz::analytics::{BlockClicks, Count, Device, ratio};
use ui::{Card, Column, Table};

use super::{countries::country, server_fns::SiteAnalytics, words};
use crate::words::analytics as t;

/// Names shown of each list; the CSV has more.
const SHOWN: usize = 10;

/// Every block that can be clicked, most clicked first.
pub(super) fn blocks(found: &SiteAnalytics) -> AnyView {
    let rows = all_blocks(found);
    if rows.is_empty() {
        return view! {
            <Card title=t::blocks()><p class="text-sm text-muted">{t::no_blocks()}</p></Card>
        }
        .into_any();
    }
    let most = rows.iter().map(|(_, block)| block.clicks).max().unwrap_or_default();
    let rows = rows.into_iter().map(|(title, block)| block_row(title, &block, most)).collect_view();
    let columns = vec![Column::text(t::block()), Column::number(t::clicks()), Column::number(t::click_rate())];
    view! {
        <Card title=t::blocks() description=t::blocks_text() flush=true>
            <Table caption=t::clicks_by_block() columns=columns>{rows}</Table>
        </Card>
    }
    .into_any()
}

/// Those with clicks, then those that nobody clicked. `None` for a title means that the block was deleted.
fn all_blocks(found: &SiteAnalytics) -> Vec<(Option<String>, BlockClicks)> {
    let clicked: HashSet<_> = found.report.blocks.iter().map(|block| block.block_id).collect();
    let title = |id| found.titles.iter().find(|(known, _)| *known == id).map(|(_, title)| title.clone());
    let ignored = found.titles.iter().filter(|(id, _)| !clicked.contains(id));
    let with_clicks = found.report.blocks.iter().map(|block| (title(block.block_id), block.clone()));
    with_clicks.chain(ignored.map(|(id, title)| (Some(title.clone()), BlockClicks { block_id: *id, clicks: 0, ctr: 0.0 }))).collect()
}

fn block_row(title: Option<String>, block: &BlockClicks, most: u64) -> AnyView {
    let name = match title {
        Some(title) => view! { <span class="line-clamp-2 break-words" dir="auto">{title}</span> }.into_any(),
        None => view! { <span class="text-muted">{t::deleted_block()}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="w-full">{name} {bar(ratio(block.clicks, most))}</td>
            <td class="num">{words::thousands(block.clicks)}</td>
            <td class="num">{words::percent(block.ctr)}</td>
        </tr>
    }
    .into_any()
}

/// Where views came from, in which countries, on what.
pub(super) fn sources(found: &SiteAnalytics) -> AnyView {
    let report = &found.report;
    let without_countries = (!found.has_countries).then(t::no_countries);
    view! {
        {list(t::referrers(), &report.referrers, |name| if name.is_empty() { t::direct().to_owned() } else { name.to_owned() }, None)}
        {list(t::countries(), &report.countries, |name| if name.is_empty() { t::unknown().to_owned() } else { country(name).to_owned() }, without_countries)}
        {list(t::devices(), &report.devices, |name| device(name).to_owned(), None)}
    }
    .into_any()
}

/// `instead` stands in for the list where it could not tell anything.
fn list(title: &'static str, counts: &[Count], name: impl Fn(&str) -> String, instead: Option<&'static str>) -> AnyView {
    let all: u64 = counts.iter().map(|count| count.count).sum();
    let nothing = instead.filter(|_| counts.iter().all(|count| count.name.is_empty())).or((all == 0).then(t::no_views));
    if let Some(text) = nothing {
        return view! { <Card title=title><p class="text-sm text-muted">{text}</p></Card> }.into_any();
    }
    let rows = counts.iter().take(SHOWN).map(|count| row(name(&count.name), count.count, all)).collect_view();
    let more = counts.len().saturating_sub(SHOWN);
    view! {
        <Card title=title>
            <ul class="stack">{rows}</ul>
            {(more > 0).then(|| view! { <p class="mt-3 text-xs text-muted">{t::more_in_csv(more)}</p> })}
        </Card>
    }
    .into_any()
}

fn row(name: String, count: u64, all: u64) -> AnyView {
    let share = ratio(count, all);
    view! {
        <li>
            <div class="flex items-baseline justify-between gap-3 text-sm">
                <span class="min-w-0 truncate" dir="auto">{name}</span>
                <span class="shrink-0 tabular-nums">{words::thousands(count)} " " <span class="text-muted">{words::percent(share)}</span></span>
            </div>
            {bar(share)}
        </li>
    }
    .into_any()
}

/// A share as a bar; the number beside it says the same, so nobody has to see it.
fn bar(share: f64) -> AnyView {
    let width = (share.clamp(0.0, 1.0) * 100.0).round();
    view! {
        <svg class="mt-1 block h-1.5 w-full overflow-hidden rounded-full bg-sunken" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect class="fill-chart-1" width=width height="1"/>
        </svg>
    }
    .into_any()
}

fn device(name: &str) -> &'static str {
    match Device::from_name(name) {
        Some(Device::Phone) => t::phone(),
        Some(Device::Tablet) => t::tablet(),
        Some(Device::Desktop) => t::computer(),
        Some(Device::Other) | None => t::other(),
    }
}
