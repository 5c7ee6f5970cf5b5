use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::health::{Check, Level, Outcome, Part, Reading, Report};
use ui::{Badge, ButtonLink, Card, PageHeader, Skeleton};

use super::{figures, load_health, tables, words};
use crate::{
    error::AppError,
    shared::{When, error_view},
    words::{SLOT, health as t, rich},
};

/// How often the page looks again by itself.
const EVERY: Duration = Duration::from_secs(30);

/// `/admin/health`, loaded when staff goes there.
#[derive(Clone, Copy)]
pub struct HealthRoute {
    report: Resource<Result<Report, AppError>>,
}

#[lazy_route]
impl LazyRoute for HealthRoute {
    fn data() -> Self {
        Self { report: Resource::new(|| (), |()| load_health()) }
    }

    fn view(this: Self) -> AnyView {
        let report = this.report;
        look_again(report);
        let again = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            report.refetch();
        };
        // A link, so that looking again works without scripts.
        let actions = move || view! { <ButtonLink href="/admin/health" icon="refresh-cw" attr:rel="external" on:click=again>{t::look_again()}</ButtonLink> };
        view! {
            <Title text=t::title()/>
            <PageHeader title=t::title() description=t::text() actions=actions/>
            // What is shown is changed in place: nothing that has the focus goes away. So nothing below may listen to events.
            <Transition fallback=loading>
                {move || Suspend::new(async move {
                    match report.await {
                        Ok(report) => show(report),
                        Err(error) => error_view(&error),
                    }
                })}
            </Transition>
        }
        .into_any()
    }
}

/// Looks again for as long as the page is there and seen.
fn look_again(report: Resource<Result<Report, AppError>>) {
    Effect::new(move |_| {
        let tick = move || {
            if !document().hidden() {
                report.refetch();
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, EVERY) {
            on_cleanup(move || handle.clear());
        }
    });
}

fn loading() -> AnyView {
    let cards = Part::ALL.map(|_| view! { <Skeleton class="h-48 w-full"/> }).into_iter().collect_view();
    view! { <div class="grid gap-4 lg:grid-cols-2" aria-busy="true">{cards}</div> }.into_any()
}

fn show(report: Report) -> AnyView {
    let summary = words::summary(report.count(Level::Attention), report.count(Level::Bad));
    let at = report.at;
    let cards = report.checks.iter().map(card).collect_view();
    view! {
        <div class="stack" data-level=words::mark(report.level())>
            <p role="status" class="text-lg font-semibold">{summary}</p>
            <p class="text-sm text-muted">{rich(t::looked_at(SLOT), view! { <When at/> }.into_any())} " " {t::by_itself()}</p>
            <div class="grid items-start gap-4 lg:grid-cols-2">{cards}</div>
        </div>
    }
    .into_any()
}

fn card(check: &Check) -> AnyView {
    let (level, part) = (check.level, check.part);
    let body = match &check.outcome {
        Outcome::Read(reading) => shown(reading),
        Outcome::Late(limit) => view! { <p class="text-sm">{t::late(words::ms(*limit as f64))}</p> }.into_any(),
        Outcome::Failed => view! { <p class="text-sm">{t::failed()}</p> }.into_any(),
    };
    let advice = if level == Level::Ok { "" } else { words::advice(part) };
    let badge = move || view! { <Badge tone=words::tone(level) dot=true>{words::level(level)}</Badge> };
    view! {
        <div data-part=part.name() data-level=words::mark(level)>
            <Card title=words::part(part) description=words::whose(part) actions=badge>
                <div class="stack">{body}<p class="text-sm text-muted" hidden=advice.is_empty()>{advice}</p></div>
            </Card>
        </div>
    }
    .into_any()
}

fn shown(reading: &Reading) -> AnyView {
    let names = figures::names(reading).into_iter().map(|(label, name)| (label, view! { <code>{name}</code> }.into_any()));
    let rows: Vec<_> = figures::of(reading).into_iter().map(|(label, value)| (label, value.into_any())).chain(names).collect();
    let row = |(label, value): (&'static str, AnyView)| {
        view! {
            <div class="flex flex-wrap justify-between gap-x-4 py-1">
                <dt class="text-muted">{label}</dt>
                <dd class="min-w-0 break-words text-end tabular-nums">{value}</dd>
            </div>
        }
    };
    let list = (!rows.is_empty()).then(|| view! { <dl class="text-sm">{rows.into_iter().map(row).collect_view()}</dl> });
    view! { {list} {tables::of(reading)} }.into_any()
}
