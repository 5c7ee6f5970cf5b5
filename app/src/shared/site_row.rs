use leptos::prelude::*;
use mewayz::bio_sites::SiteSummary;
use ui::{Avatar, Badge, IconLink, Tone};

/// A bio site in a list, with the ways into it.
#[component]
pub fn SiteRow(site: SiteSummary, #[prop(into)] base: String) -> impl IntoView {
    let edit = format!("{base}/sites/{}", site.id);
    let (analytics, public) = (format!("{edit}/analytics"), format!("/@{}", site.handle));
    let changed = format!("Changed {}", site.updated_at.format("%-d %b %Y, %H:%M UTC"));
    let live = site.published_at.is_some();
    let (tone, state) = match (live, site.unpublished_changes) {
        (true, false) => (Tone::Success, "Published"),
        (true, true) => (Tone::Info, "Unpublished changes"),
        (false, _) => (Tone::Neutral, "Draft"),
    };
    view! {
        <div class="flex items-center gap-3 border-t border-line px-4 py-3 first:border-t-0">
            <Avatar name=site.name.clone() class="size-10 text-base"/>
            <a href=edit class="min-w-0 grow">
                <span class="block truncate font-medium text-ink" dir="auto">{site.name}</span>
                <span class="block truncate text-sm text-muted" title=changed>"@" {site.handle} " · " {site.blocks} " blocks"</span>
            </a>
            <Badge tone=tone dot=true class="max-sm:hidden">{state}</Badge>
            <IconLink href=analytics icon="chart-column" label="Analytics"/>
            {live.then(|| view! { <IconLink href=public icon="external-link" label="Open page" attr:rel="external" attr:target="_blank"/> })}
        </div>
    }
    .into_any()
}
