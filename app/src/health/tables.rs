//! What is shown of parts that have several of something.

use leptos::prelude::*;
use mewayz::health::{Jobs, Kind, Reading, Requests, Source, Statement, Statements, Told, Window};
use ui::{Column, Table};

use super::words::{decimal_share, ms, or_none, seconds};
use crate::words::{health as t, number, onboarding};

pub(super) fn of(reading: &Reading) -> AnyView {
    match reading {
        Reading::Jobs(reading) => jobs(reading),
        Reading::Events(consumers) => events(consumers),
        Reading::Requests(reading) => requests(reading),
        Reading::Statements(reading) => statements(reading),
        Reading::Mail(_) => more("/admin/jobs", t::open_jobs()),
        _ => ().into_any(),
    }
}

fn more(href: &'static str, label: &'static str) -> AnyView {
    view! { <p class="text-sm"><a class="text-accent underline" href=href>{label}</a></p> }.into_any()
}

fn jobs(read: &Jobs) -> AnyView {
    let failures = if read.kinds.is_empty() {
        view! { <p class="text-sm text-muted">{t::no_failures()}</p> }.into_any()
    } else {
        let row = |kind: &Kind| {
            view! {
                <tr>
                    <td><code>{kind.name.clone()}</code></td>
                    <td class="num" data-label=t::done()>{number(kind.done)}</td>
                    <td class="num" data-label=t::failed_times()>{number(kind.failed)}</td>
                    <td class="num" data-label=t::given_up()>{number(kind.given_up)}</td>
                </tr>
            }
        };
        let rows = read.kinds.iter().map(row).collect_view();
        let columns = [t::done(), t::failed_times(), t::given_up()].map(Column::number);
        let columns = [Column::text(t::kind())].into_iter().chain(columns).collect();
        view! { <Table caption=t::failures() columns=columns show_caption=true stacked=true>{rows}</Table> }.into_any()
    };
    view! { {failures} {more("/admin/jobs", t::open_jobs())} }.into_any()
}

fn events(consumers: &[Told]) -> AnyView {
    let row = |told: &Told| {
        let name = match told.consumer.as_str() {
            "audit" => t::audit_log(),
            "notifications" => t::notifications(),
            "webhooks" => t::webhooks(),
            "onboarding" => onboarding::title(),
            _ => t::another(),
        };
        view! {
            <tr>
                <td>{name}</td>
                <td class="num" data-label=t::not_told()>{number(told.waiting)}</td>
                <td class="num" data-label=t::lag()>{or_none(told.lag.map(seconds))}</td>
                <td class="num" data-label=t::given_up()>{number(told.given_up)}</td>
            </tr>
        }
    };
    let columns = [t::not_told(), t::lag(), t::given_up()].map(Column::number);
    let columns = [Column::text(t::who_is_told())].into_iter().chain(columns).collect();
    let rows = consumers.iter().map(row).collect_view();
    view! { <Table caption=t::part_events() columns=columns stacked=true>{rows}</Table> }.into_any()
}

fn requests(read: &Requests) -> AnyView {
    let row = |label: &'static str, window: Window| {
        let whole = |count: u64| number(i64::try_from(count).unwrap_or(i64::MAX));
        let share = if window.count == 0 { t::none().to_owned() } else { decimal_share(window.errors, window.count) };
        view! {
            <tr>
                <td>{label}</td>
                <td class="num" data-label=t::requests()>{whole(window.count)}</td>
                <td class="num" data-label=t::errors()>{share}</td>
                <td class="num" data-label=t::half()>{ms(window.p50_ms)}</td>
                <td class="num" data-label=t::nearly_all()>{ms(window.p99_ms)}</td>
            </tr>
        }
    };
    let columns = [t::requests(), t::errors(), t::half(), t::nearly_all()].map(Column::number);
    let columns = [Column::text(t::span())].into_iter().chain(columns).collect();
    let rows = [row(t::five_minutes(), read.five_minutes), row(t::last_hour(), read.hour)].into_iter().collect_view();
    view! { <Table caption=t::part_requests() columns=columns stacked=true>{rows}</Table> }.into_any()
}

fn statements(read: &Statements) -> AnyView {
    let source = match read.source {
        Source::Extension => t::by_database(),
        Source::NotInstalled => t::not_installed(),
        Source::NotAllowed => t::may_not_read(),
    };
    let row = |one: &Statement| {
        view! {
            <tr>
                <td><code class="break-words text-xs">{one.text.clone()}</code></td>
                <td class="num" data-label=t::calls()>{number(one.calls)}</td>
                <td class="num" data-label=t::mean()>{ms(one.mean_ms)}</td>
                <td class="num" data-label=t::longest()>{ms(one.most_ms)}</td>
            </tr>
        }
    };
    let columns = [t::calls(), t::mean(), t::longest()].map(Column::number);
    let columns = [Column::text(t::statement())].into_iter().chain(columns).collect();
    let found = if read.slowest.is_empty() {
        view! { <p class="text-sm">{t::no_slow()}</p> }.into_any()
    } else {
        let rows = read.slowest.iter().map(row).collect_view();
        view! { <Table caption=t::part_statements() columns=columns stacked=true>{rows}</Table> }.into_any()
    };
    view! { <p class="text-sm text-muted">{source}</p> {found} }.into_any()
}
