use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::bio_sites::SiteSummary;
use ui::{ButtonLink, Card, EmptyState, PageHeader, Variant};

use super::list_sites;
use crate::{
    shared::{SiteRow, loaded, use_frame, use_workspace},
    words::{shared, sites as t},
};

/// `/w/{workspace}/sites`
#[component]
pub fn SitesPage() -> impl IntoView {
    let workspace = use_workspace();
    let data = Resource::new(move || workspace.get(), list_sites);
    view! {
        <Title text=shared::sites()/>
        {loaded(data, |sites| view! { <Sites sites/> }.into_any())}
    }
}

#[component]
fn Sites(sites: Vec<SiteSummary>) -> impl IntoView {
    let frame = use_frame();
    let base = format!("/w/{}", frame.workspace.slug);
    let (new, may_edit) = (format!("{base}/sites/new"), frame.may_create());
    let action = move || {
        may_edit.then(|| view! { <ButtonLink href=new.clone() icon="plus" variant=Variant::Primary>{shared::new_bio_site()}</ButtonLink> })
    };
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
        <Card flush=true>{sites.into_iter().map(|site| view! { <SiteRow site base=base.clone()/> }).collect_view()}</Card>
    }
    .into_any()
}
