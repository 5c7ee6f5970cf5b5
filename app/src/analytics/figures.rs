use leptos::prelude::*;
use mewayz::analytics::{Report, ratio};
use ui::{Card, Icon};

use super::words::{self, Change};
use crate::words::analytics as t;

/// The figures of the range beside those of the time before.
pub(super) fn view(report: &Report) -> AnyView {
    let (now, before) = (report.totals, report.previous);
    let counts = [
        (t::views(), "eye", now.views, before.views),
        (t::visitors(), "users", now.visitors, before.visitors),
        (t::clicks(), "mouse-pointer-click", now.clicks, before.clicks),
    ];
    let counts = counts.into_iter().map(|(label, icon, now, before)| {
        let note = t::compared(words::thousands(before), words::before(report.range));
        figure(label, icon, words::thousands(now), words::change(now, before), note)
    });
    view! {
        <section aria-label=t::figures() class="grid grid-cols-2 gap-4 lg:grid-cols-4">
            {counts.collect_view()}
            {click_rate(report)}
        </section>
    }
    .into_any()
}

fn click_rate(report: &Report) -> AnyView {
    let before = ratio(report.previous.clicks, report.previous.views);
    // In tenths of a percent, so that what looks the same is called the same.
    let tenths = |share: f64| (share * 1_000.0).round() as u64;
    let note = t::compared(words::percent(before), words::before(report.range));
    figure(t::click_rate(), "chart-column", words::percent(report.ctr()), words::change(tenths(report.ctr()), tenths(before)), note)
}

fn figure(label: &'static str, icon: &'static str, value: String, change: Change, note: String) -> AnyView {
    view! {
        <Card>
            <div class="flex items-center gap-2 text-sm text-muted"><Icon name=icon/> {label}</div>
            <div class="mt-1 flex flex-wrap items-baseline gap-x-2">
                <span class="text-2xl font-semibold tabular-nums">{value}</span>
                {moved(change)}
            </div>
            <p class="mt-1 text-xs text-muted">{note}</p>
        </Card>
    }
    .into_any()
}

fn moved(change: Change) -> AnyView {
    let arrow = |icon: &'static str, class: &'static str, sign: &'static str, said: &'static str, text: String| {
        view! {
            <span class=format!("inline-flex items-center gap-1 text-sm tabular-nums {class}")>
                <Icon name=icon/> <span class="sr-only">{said}</span> {format!("{sign}{text}")}
            </span>
        }
        .into_any()
    };
    match change {
        Change::New => view! { <span class="text-sm text-muted">{t::new()}</span> }.into_any(),
        Change::Same => view! { <span class="text-sm text-muted">{t::no_change()}</span> }.into_any(),
        Change::Up(text) => arrow("trending-up", "text-success", "+", t::up_by(), text),
        Change::Down(text) => arrow("trending-down", "text-danger", "\u{2212}", t::down_by(), text),
    }
}
