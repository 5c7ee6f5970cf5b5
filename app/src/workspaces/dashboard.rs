use leptos::prelude::*;
use leptos_meta::Title;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::tenancy::Permission;
use mewayz::{bio_sites::SiteSummary, onboarding::Journey};
use serde::{Deserialize, Serialize};
use ui::{ButtonLink, Card, EmptyState, PageHeader, Variant};

use crate::{
    error::AppError,
    shared::{Checklist, HomeActs, SiteRow, loaded, use_frame, use_workspace},
    words::{self, shared, workspaces as t},
};

/// What the home of a workspace shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    pub sites: Vec<SiteSummary>,
    /// Views and clicks of all sites by people in the last seven days; `None` for those who may not see them.
    pub recent: Option<(i64, i64)>,
    /// First steps; `None` for those whom they do not concern, and where they are not offered.
    pub journey: Option<Journey>,
}

#[server]
pub async fn load_dashboard(workspace: String) -> Result<Dashboard, AppError> {
    let platform = crate::context::platform();
    let mut scope = crate::context::scope(&workspace).await?;
    let sees = |permission| scope.require(permission).is_ok();
    let (sites, figures) = (sees(Permission::ViewSites), sees(Permission::ViewAnalytics));
    Ok(Dashboard {
        sites: if sites { mewayz::bio_sites::list(&mut scope).await? } else { Vec::new() },
        recent: if figures { Some(mewayz::analytics::recent_totals(&mut scope, mewayz::clock::now()).await?) } else { None },
        journey: crate::shared::at_home(&mut scope, &platform).await?,
    })
}

#[component]
pub fn DashboardPage() -> impl IntoView {
    let workspace = use_workspace();
    let acts = HomeActs::default();
    let data = Resource::new(move || (workspace.get(), acts.turn()), |(workspace, _)| load_dashboard(workspace));
    view! {
        <Title text=shared::home()/>
        {loaded(data, move |dashboard| view! { <Filled dashboard acts/> }.into_any())}
    }
}

#[component]
fn Filled(dashboard: Dashboard, acts: HomeActs) -> impl IntoView {
    let frame = use_frame();
    let base = format!("/w/{}", frame.workspace.slug);
    let new = format!("{base}/sites/new");
    let first_name = frame.account.full_name.split(' ').next().unwrap_or_default().to_owned();
    let published = dashboard.sites.iter().filter(|s| s.published_at.is_some()).count();
    let action = {
        let (new, may_edit) = (new.clone(), frame.may_create());
        move || {
            may_edit
                .then(|| view! { <ButtonLink href=new.clone() icon="plus" variant=Variant::Primary>{shared::new_bio_site()}</ButtonLink> })
        }
    };
    let checklist = dashboard.journey.map(|journey| view! { <Checklist journey acts/> });
    if dashboard.sites.is_empty() {
        return view! {
            <PageHeader title=t::welcome(first_name)/>
            <EmptyState icon="globe" title=t::start_title() text=t::start_text()>{action()}</EmptyState>
            {checklist}
        }
        .into_any();
    }
    view! {
        <PageHeader title=t::hello(first_name) description=t::last_days() actions=action/>
        <div class="grid grid-cols-3 gap-3 md:gap-4">
            {dashboard.recent.map(|(views, clicks)| view! { {figure(t::views(), views)} {figure(t::clicks(), clicks)} })} {figure(t::published(), i64::try_from(published).unwrap_or(i64::MAX))}
        </div>
        <Card title=shared::sites() flush=true class="mt-6">
            {dashboard.sites.into_iter().map(|site| view! { <SiteRow site base=base.clone()/> }).collect_view()}
        </Card>
        {checklist}
    }
    .into_any()
}

fn figure(label: &'static str, value: i64) -> AnyView {
    view! {
        <Card>
            <p class="text-sm text-muted">{label}</p>
            <p class="mt-1 text-2xl font-semibold tabular-nums">{words::number(value)}</p>
        </Card>
    }
    .into_any()
}
