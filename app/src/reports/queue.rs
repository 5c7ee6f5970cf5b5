use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use mewayz::reports::{Queue, QueuePage, Reported};
use ui::{Badge, ButtonLink, Card, EmptyState, PageHeader, TabLink, Tabs, Tone};
use uuid::Uuid;

use super::{list_reported, words};
use crate::{
    error::AppError,
    shared::{When, loaded},
    words::{SLOT, number, reports as t, rich},
};

/// `/admin/reports`, loaded when staff goes there. The address says which pages are shown.
pub struct QueueRoute {
    which: Memo<Queue>,
    page: Resource<Result<QueuePage, AppError>>,
}

#[lazy_route]
impl LazyRoute for QueueRoute {
    fn data() -> Self {
        let query = use_query_map();
        let which = Memo::new(move |_| match query.with(|map| map.get("which")).as_deref() {
            Some("appeals") => Queue::Appeals,
            Some("decided") => Queue::Decided,
            _ => Queue::Open,
        });
        let before = Memo::new(move |_| query.with(|map| map.get("before").and_then(|id| id.parse::<Uuid>().ok())));
        Self { which, page: Resource::new(move || (which.get(), before.get()), |(which, before)| list_reported(which, before)) }
    }

    fn view(this: Self) -> AnyView {
        let which = this.which;
        view! {
            <Title text=t::title()/>
            <PageHeader title=t::title() description=t::text()/>
            {loaded(this.page, move |page| show(page, which.get_untracked()))}
        }
        .into_any()
    }
}

fn show(page: QueuePage, which: Queue) -> AnyView {
    let tab = move |label: &'static str, one: Queue, href: &'static str, count: Option<i64>| match count {
        Some(count) => view! { <TabLink label=label href=href active=which == one count=number(count)/> }.into_any(),
        None => view! { <TabLink label=label href=href active=which == one/> }.into_any(),
    };
    let tabs = view! {
        <Tabs label=t::title()>
            {tab(t::open(), Queue::Open, "/admin/reports", Some(page.open))}
            {tab(t::appeals(), Queue::Appeals, "/admin/reports?which=appeals", Some(page.appeals))}
            {tab(t::decided(), Queue::Decided, "/admin/reports?which=decided", None)}
        </Tabs>
    };
    let name = match which {
        Queue::Open => "open",
        Queue::Appeals => "appeals",
        Queue::Decided => "decided",
    };
    let older = page.next.map(|id| format!("/admin/reports?which={name}&before={id}"));
    let none = page.pages.is_empty().then(|| view! { <EmptyState icon="circle-check" title=t::none() text=t::none_text()/> });
    let rows = (!page.pages.is_empty()).then(|| view! { <Card flush=true>{page.pages.into_iter().map(row).collect_view()}</Card> });
    view! { <div class="stack">{tabs}{none}{rows}{older.map(|href| view! { <div><ButtonLink href>{t::older()}</ButtonLink></div> })}</div> }
        .into_any()
}

fn row(page: Reported) -> AnyView {
    let reasons: Vec<&str> = page.reasons.iter().map(|reason| words::reason(*reason)).collect();
    view! {
        <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-t border-line px-5 py-3 first:border-t-0">
            <div class="min-w-0">
                <p class="actions">
                    <a class="font-medium text-accent underline" href=format!("/admin/reports/{}", page.site)>{format!("@{}", page.handle)}</a>
                    {page.taken_down.then(|| view! { <Badge tone=Tone::Danger>{t::taken_down()}</Badge> })}
                </p>
                <p class="text-sm text-muted">{reasons.join(" · ")}</p>
            </div>
            <p class="text-sm text-muted">{t::reports(page.reports)} " · " {rich(t::last(SLOT), view! { <When at=page.newest_at/> }.into_any())}</p>
        </div>
    }
    .into_any()
}
