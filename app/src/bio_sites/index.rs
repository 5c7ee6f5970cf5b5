use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::bio_sites::SiteSummary;
use ui::{ButtonLink, Card, EmptyState, PageHeader, Variant};

use super::list_sites;
use crate::shared::{SiteRow, loaded, use_frame, use_workspace};

/// `/w/{workspace}/sites`
#[component]
pub fn SitesPage() -> impl IntoView {
    let workspace = use_workspace();
    let data = Resource::new(move || workspace.get(), list_sites);
    view! {
        <Title text="Sites"/>
        {loaded(data, |sites| view! { <Sites sites/> }.into_any())}
    }
}

#[component]
fn Sites(sites: Vec<SiteSummary>) -> impl IntoView {
    let frame = use_frame();
    let base = format!("/w/{}", frame.workspace.slug);
    let (new, may_edit) = (format!("{base}/sites/new"), frame.may_edit());
    let action =
        move || may_edit.then(|| view! { <ButtonLink href=new.clone() icon="plus" variant=Variant::Primary>"New bio site"</ButtonLink> });
    if sites.is_empty() {
        let text = if may_edit {
            "A bio site is one page with everything you want to share, at an address of your own."
        } else {
            "Nobody has made a bio site here yet."
        };
        return view! {
            <PageHeader title="Sites"/>
            <EmptyState icon="globe" title="No bio sites yet" text=text>{action()}</EmptyState>
        }
        .into_any();
    }
    view! {
        <PageHeader title="Sites" description="Each has its own handle, its own look and its own numbers." actions=action/>
        <Card flush=true>{sites.into_iter().map(|site| view! { <SiteRow site base=base.clone()/> }).collect_view()}</Card>
    }
    .into_any()
}
