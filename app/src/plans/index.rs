use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use mewayz::plans::{Feature, Overview, Plan, Term};
use ui::{Callout, PageHeader, Tone};

use super::{CancelPlan, RefreshPlan, ResumePlan, choose::choose, current::current, invoices::invoices, load_plan, price::Price};
use crate::{
    shared::{SettingsTabs, loaded, use_workspace},
    words::plans as t,
};

/// A choice as it stands in the address: the form of this page is sent by GET, so it works without scripts and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) plan: Plan,
    pub(super) term: Term,
    pub(super) features: Vec<Feature>,
}

/// What can be done about the plan that is had.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub(super) cancel: ServerAction<CancelPlan>,
    pub(super) resume: ServerAction<ResumePlan>,
    pub(super) refresh: ServerAction<RefreshPlan>,
}

/// `/w/{workspace}/settings/billing`
#[component]
pub fn BillingPage() -> impl IntoView {
    let acts = Acts { cancel: ServerAction::new(), resume: ServerAction::new(), refresh: ServerAction::new() };
    let workspace = use_workspace();
    let turn = move || (workspace.get(), acts.cancel.version().get(), acts.resume.version().get(), acts.refresh.version().get());
    let plan = Resource::new(turn, |(workspace, ..)| load_plan(workspace));
    view! {
        <Title text=t::title()/>
        <PageHeader title=t::title() description=t::text()/>
        <SettingsTabs/>
        {loaded(plan, move |overview| show(overview, acts))}
    }
}

fn show(overview: Overview, acts: Acts) -> AnyView {
    let query = use_query_map().get_untracked();
    let asked = asked(&query);
    let paid = query.get("paid").is_some().then(|| view! { <Callout tone=Tone::Success>{t::paid_note()}</Callout> });
    let changed = query.get("changed").is_some().then(|| view! { <Callout tone=Tone::Success>{t::changed()}</Callout> });
    let price = asked.clone().map(|asked| view! { <Price asked overview=overview.clone()/> });
    view! {
        <div class="stack max-w-3xl">
            {paid} {changed}
            {current(&overview, acts)}
            {price}
            {choose(&overview, asked.as_ref())}
            {invoices(&overview)}
        </div>
    }
    .into_any()
}

fn asked(query: &leptos_router::params::ParamsMap) -> Option<Asked> {
    let plan = Plan::from_name(&query.get("plan")?).filter(|plan| *plan != Plan::Free)?;
    let term = query.get("term").and_then(|name| Term::from_name(&name)).unwrap_or_default();
    let features = Feature::sold().filter(|feature| query.get(feature.name()).is_some()).collect();
    Some(Asked { plan, term, features })
}
