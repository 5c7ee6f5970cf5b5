use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use mewayz::plans::{Feature, Overview, Plan, Preview, Term};
use serde::{Deserialize, Serialize};
use ui::{Callout, PageHeader, Tone};

use super::{
    CancelPlan, RefreshPlan, ResumePlan, choose::choose, current::current, invoices::invoices, load_plan, price::price_card, price_plan,
};
use crate::{
    error::AppError,
    shared::{SettingsTabs, loaded, use_workspace},
    words::plans as t,
};

/// A choice as it stands in the address: the form of this page is sent by GET, so it works without scripts and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    let (workspace, query) = (use_workspace(), use_query_map());
    let wanted = Memo::new(move |_| query.with(asked));
    let said = move |name: &'static str| query.with(|query| query.get(name).is_some());
    let turns = move || (acts.cancel.version().get(), acts.resume.version().get(), acts.refresh.version().get());
    // One thing to wait for: what is had, and the price of what is asked for.
    let plan = Resource::new(move || (workspace.get(), wanted.get(), turns()), |(workspace, wanted, _)| load(workspace, wanted));
    view! {
        <Title text=t::title()/>
        <PageHeader title=t::title() description=t::text()/>
        <SettingsTabs/>
        <div class="stack max-w-3xl">
            {move || said("paid").then(|| view! { <Callout tone=Tone::Success>{t::paid_note()}</Callout> })}
            {move || said("changed").then(|| view! { <Callout tone=Tone::Success>{t::changed()}</Callout> })}
            {loaded(plan, move |(overview, priced)| show(&overview, priced, acts))}
        </div>
    }
}

/// What is asked for, and what it costs.
type Priced = Option<(Asked, Result<Preview, AppError>)>;

async fn load(workspace: String, asked: Option<Asked>) -> Result<(Overview, Priced), AppError> {
    let overview = load_plan(workspace.clone()).await?;
    let Some(asked) = asked else { return Ok((overview, None)) };
    let price = price_plan(workspace, asked.plan, asked.term, asked.names()).await;
    Ok((overview, Some((asked, price))))
}

fn show(overview: &Overview, priced: Priced, acts: Acts) -> AnyView {
    let asked = priced.as_ref().map(|(asked, _)| asked.clone());
    let price = priced.map(|(asked, price)| match price {
        Ok(preview) => price_card(&preview, &asked, overview),
        Err(error) => {
            let said = ["plan", "features"].into_iter().find_map(|name| error.field(name)).or_else(|| error.form());
            view! { <Callout tone=Tone::Danger alert=true>{said.unwrap_or_else(|| error.to_string())}</Callout> }.into_any()
        }
    });
    let (current, choose, invoices) = (current(overview, acts), choose(overview, asked.as_ref()), invoices(overview));
    view! { <div class="stack">{current} <div id="price">{price}</div> {choose} {invoices}</div> }.into_any()
}

impl Asked {
    /// The names of the features, with commas.
    pub(super) fn names(&self) -> String {
        self.features.iter().map(|feature| feature.name()).collect::<Vec<_>>().join(",")
    }
}

fn asked(query: &leptos_router::params::ParamsMap) -> Option<Asked> {
    let plan = Plan::from_name(&query.get("plan")?).filter(|plan| *plan != Plan::Free)?;
    let term = query.get("term").and_then(|name| Term::from_name(&name)).unwrap_or_default();
    let features = Feature::sold().filter(|feature| query.get(feature.name()).is_some()).collect();
    Some(Asked { plan, term, features })
}
