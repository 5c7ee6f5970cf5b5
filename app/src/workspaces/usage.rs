use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::workspaces::{UsageReport, Used};
use ui::{Card, Column, LineChart, PageHeader, Series, Table};

use super::load_usage;
use crate::{
    shared::{SettingsTabs, loaded, use_workspace},
    words::{self, teams as t},
};

/// Bytes in a megabyte, as storage is counted.
const MEGABYTE: i64 = 1_000_000;

/// `/w/{workspace}/settings/usage`
#[component]
pub fn UsagePage() -> impl IntoView {
    let workspace = use_workspace();
    let data = Resource::new(move || workspace.get(), load_usage);
    view! {
        <Title text=t::usage()/>
        <PageHeader title=t::usage() description=t::usage_text()/>
        <SettingsTabs/>
        {loaded(data, |report| view! { <Shown report/> }.into_any())}
    }
}

#[component]
fn Shown(report: UsageReport) -> impl IntoView {
    let megabytes = Used { now: report.storage.now / MEGABYTE, most: report.storage.most / MEGABYTE };
    let limited = [
        (t::row_seats(), report.seats),
        (t::row_sites(), report.sites),
        (t::row_files(), report.files),
        (t::row_storage(), megabytes),
        (t::row_keys(), report.api_keys),
        (t::row_webhooks(), report.webhooks),
    ];
    let counted = [
        (t::members(), report.members),
        (t::row_published(), report.published_sites),
        (t::row_mails(), report.mails),
        (t::row_views(), report.views),
    ];
    let rows = limited.map(|(name, used)| row(name, used.now, words::number(used.most)));
    let others = counted.map(|(name, now)| row(name, now, "–".to_owned()));
    let (all, refused) = report.api.iter().fold((0, 0), |(all, refused), day| (all + day.requests, refused + day.refused));
    let days: Vec<String> = report.api.iter().map(|day| day.day.format("%m-%d").to_string()).collect();
    #[expect(clippy::cast_precision_loss, reason = "a bar is drawn from it, nothing is counted")]
    let values: Vec<f64> = report.api.iter().map(|day| day.requests as f64).collect();
    view! {
        <div class="stack max-w-4xl">
            <Table caption=t::usage() columns=vec![Column::text(t::what()), Column::number(t::used()), Column::number(t::limit())]>{rows} {others}</Table>
            <Card title=t::api_requests() description=t::api_refused(refused, all)>
                <LineChart title=t::api_requests() labels=days series=vec![Series::new(t::api_requests(), values)]/>
            </Card>
        </div>
    }
    .into_any()
}

fn row(name: &'static str, now: i64, most: String) -> AnyView {
    view! { <tr><td>{name}</td><td class="num">{words::number(now)}</td><td class="num">{most}</td></tr> }.into_any()
}
