use leptos::prelude::*;
use mewayz::bio_sites::SiteSummary;
use ui::{Avatar, Badge, IconLink, Tone};

use crate::words::{self, shared as t};

/// A bio site in a list, with the ways into it.
#[component]
pub fn SiteRow(site: SiteSummary, #[prop(into)] base: String) -> impl IntoView {
    let edit = format!("{base}/sites/{}", site.id);
    let appeal = format!("{edit}/appeal");
    let (analytics, public) = (format!("{edit}/analytics"), format!("/@{}", site.handle));
    let changed = t::changed_at(words::utc(site.updated_at));
    let live = site.published_at.is_some();
    let (tone, state) = match (live, site.unpublished_changes) {
        (true, false) => (Tone::Success, t::published()),
        (true, true) => (Tone::Info, t::unpublished_changes()),
        (false, _) => (Tone::Neutral, t::draft()),
    };
    view! {
        <div class="flex items-center gap-3 border-t border-line px-4 py-3 first:border-t-0">
            <Avatar name=site.name.clone() class="size-10 text-base"/>
            <a href=edit class="min-w-0 grow">
                <span class="block truncate font-medium text-ink" dir="auto">{site.name}</span>
                <span class="block truncate text-sm text-muted" title=changed>"@" {site.handle} " · " {t::blocks(site.blocks)}</span>
            </a>
            {site.taken_down.then(|| view! { <a href=appeal><Badge tone=Tone::Danger>{t::taken_down()}</Badge></a> })}
            <Badge tone=tone dot=true class="max-sm:hidden">{state}</Badge>
            <IconLink href=analytics icon="chart-column" label=t::analytics()/>
            {live.then(|| view! { <IconLink href=public icon="external-link" label=t::open_page() attr:rel="external" attr:target="_blank"/> })}
        </div>
    }
    .into_any()
}
