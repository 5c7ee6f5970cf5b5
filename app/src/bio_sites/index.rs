use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use mewayz::bio_sites::SiteSummary;
use ui::{ButtonLink, Card, EmptyState, PageHeader, TabLink, Tabs, Variant};

use super::{list_my_sites, list_sites};
use crate::{
    error::AppError,
    shared::{SiteRow, loaded, use_frame, use_workspace},
    words::{shared, sites as t, teams},
};

/// `/w/{workspace}/sites`
#[component]
pub fn SitesPage() -> impl IntoView {
    let workspace = use_workspace();
    // `?mine` shows what is assigned to the person.
    let mine = Memo::new(move |_| use_query_map().with(|query| query.get("mine").is_some()));
    let data = Resource::new(move || (workspace.get(), mine.get()), |(workspace, mine)| read(workspace, mine));
    view! {
        <Title text=shared::sites()/>
        {loaded(data, move |sites| view! { <Sites sites mine=mine.get_untracked()/> }.into_any())}
    }
}

async fn read(workspace: String, mine: bool) -> Result<Vec<SiteSummary>, AppError> {
    let sites = list_sites(workspace.clone()).await?;
    if !mine {
        return Ok(sites);
    }
    let own = list_my_sites(workspace).await?;
    Ok(sites.into_iter().filter(|site| own.contains(&site.id)).collect())
}

/// All sites, or those that are the person's own to look after.
fn filter(base: &str, mine: bool) -> AnyView {
    let all = format!("{base}/sites");
    let own = format!("{all}?mine=1");
    view! {
        <div class="mb-4">
            <Tabs label=teams::filter_sites()>
                <TabLink label=teams::all_sites() href=all active=!mine/>
                <TabLink label=teams::mine() href=own active=mine/>
            </Tabs>
        </div>
    }
    .into_any()
}

#[component]
fn Sites(sites: Vec<SiteSummary>, mine: bool) -> impl IntoView {
    let frame = use_frame();
    let base = format!("/w/{}", frame.workspace.slug);
    let (new, may_edit) = (format!("{base}/sites/new"), frame.may_create());
    let action = move || {
        may_edit.then(|| view! { <ButtonLink href=new.clone() icon="plus" variant=Variant::Primary>{shared::new_bio_site()}</ButtonLink> })
    };
    if sites.is_empty() && mine {
        return view! {
            <PageHeader title=shared::sites() description=t::list_text() actions=action/>
            {filter(&base, mine)}
            <EmptyState icon="globe" title=t::empty() text=teams::no_mine()/>
        }
        .into_any();
    }
    if sites.is_empty() {
        let text = if may_edit { t::empty_text() } else { t::empty_for_viewers() };
        return view! {
            <PageHeader title=shared::sites()/>
            <EmptyState icon="globe" title=t::empty() text=text>{action()}</EmptyState>
        }
        .into_any();
    }
    view! {
        <PageHeader title=shared::sites() description=t::list_text() actions=action/>
        {filter(&base, mine)}
        <Card flush=true>{sites.into_iter().map(|site| view! { <SiteRow site base=base.clone()/> }).collect_view()}</Card>
    }
    .into_any()
}
