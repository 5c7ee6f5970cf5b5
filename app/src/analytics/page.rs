use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use mewayz::analytics::Range;
use ui::{Breadcrumbs, ButtonLink, EmptyState, PageHeader, Skeleton, TabLink, Tabs};

use super::{
    breakdown, figures, series,
    server_fns::{SiteAnalytics, load_report},
    words,
    zone::{Zone, use_zone},
};
use crate::{
    error::AppError,
    shared::{error_view, param, use_workspace},
    words::{analytics as t, shared},
};

/// `/w/{workspace}/sites/{site}/analytics?range=7d`
#[derive(Clone, Copy)]
pub struct AnalyticsRoute {
    data: Resource<Result<SiteAnalytics, AppError>>,
    zone: Zone,
}

#[lazy_route]
impl LazyRoute for AnalyticsRoute {
    fn data() -> Self {
        let (workspace, site, query, zone) = (use_workspace(), param("site"), use_query_map(), use_zone());
        let range = Memo::new(move |_| query.with(|query| query.get("range").unwrap_or_default()));
        let asked = move || (workspace.get(), site.get(), range.get(), zone.get());
        Self { data: Resource::new(asked, |(workspace, site, range, zone)| load_report(workspace, site, range, zone)), zone }
    }

    fn view(this: Self) -> AnyView {
        let base = format!("/w/{}/sites", use_workspace().get_untracked());
        let site = param("site").get_untracked();
        this.zone.follow_browser();
        view! {
            <Transition fallback=loading>
                {move || {
                    let (base, site) = (base.clone(), site.clone());
                    Suspend::new(async move {
                        match this.data.await {
                            Ok(found) => filled(found, &base, &site),
                            Err(error) => error_view(&error),
                        }
                    })
                }}
            </Transition>
        }
        .into_any()
    }
}

/// The shapes of what will come.
fn loading() -> AnyView {
    view! {
        <div class="stack" aria-busy="true">
            <Skeleton class="h-14 w-full max-w-md"/>
            <div class="grid grid-cols-2 gap-4 lg:grid-cols-4">{(0..4).map(|_| view! { <Skeleton class="h-28 w-full"/> }).collect_view()}</div>
            <Skeleton class="h-80 w-full"/>
        </div>
    }
    .into_any()
}

pub(super) fn filled(found: SiteAnalytics, base: &str, site: &str) -> AnyView {
    let body = if found.report.is_empty() { nobody(&found, base, site) } else { everything(&found) };
    view! {
        <Title text=t::title_of(&found.name)/>
        <div class="stack">{header(&found, base, site)} {body}</div>
    }
    .into_any()
}

fn header(found: &SiteAnalytics, base: &str, site: &str) -> AnyView {
    let crumbs = vec![
        (shared::sites().to_owned(), base.to_owned()),
        (found.name.clone(), format!("{base}/{site}")),
        (shared::analytics().to_owned(), format!("{base}/{site}/analytics")),
    ];
    let report = &found.report;
    let csv = format!("{base}/{site}/analytics.csv?range={}&zone={}", report.range.name(), report.zone);
    let current = report.range;
    let tab = move |range: Range| view! { <TabLink label=words::range(range) href=format!("?range={}", range.name()) active={range == current}/> };
    view! {
        <Breadcrumbs items=crumbs/>
        <PageHeader
            title=shared::analytics()
            description=t::days_begin(format!("@{}", found.handle), report.zone.replace('_', " "))
            actions=move || view! { <ButtonLink href=csv.clone() icon="download" attr:download="">{t::download_csv()}</ButtonLink> }
        />
        <Tabs label=t::range()>{Range::ALL.iter().map(|range| tab(*range)).collect_view()}</Tabs>
    }
    .into_any()
}

fn everything(found: &SiteAnalytics) -> AnyView {
    let left_out = words::excluded(&found.report).map(|text| view! { <p class="text-sm text-muted">{text}</p> });
    view! {
        {figures::view(&found.report)}
        {series::view(&found.report)}
        {breakdown::blocks(found)}
        <div class="grid items-start gap-4 lg:grid-cols-3">{breakdown::sources(found)}</div>
        {left_out}
    }
    .into_any()
}

/// Nothing to show: what to do so that somebody comes.
fn nobody(found: &SiteAnalytics, base: &str, site: &str) -> AnyView {
    let Some(address) = found.address.clone() else {
        let builder = format!("{base}/{site}");
        return view! {
            <EmptyState icon="chart-column" title=t::not_published() text=t::not_published_text()>
                <ButtonLink href=builder.clone()>{t::open_builder()}</ButtonLink>
            </EmptyState>
        }
        .into_any();
    };
    view! {
        <EmptyState
            icon="chart-column"
            title=t::no_visits()
            text=t::no_visits_text()
        >
            <ButtonLink href=address.clone() external=true>{address.clone()}</ButtonLink>
        </EmptyState>
    }
    .into_any()
}
