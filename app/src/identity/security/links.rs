use leptos::prelude::*;
use mewayz::identity::{LinkedSummary, Provider};
use ui::{Button, Card, Size};

use super::{UnlinkProvider, page::Changed};
use crate::{
    identity::{FormError, confirm::with_provider, failure},
    words::security as t,
};

/// Providers whose accounts sign the person in.
#[component]
pub(super) fn Links(links: Vec<(Provider, Option<LinkedSummary>)>, fresh: bool, next: String) -> impl IntoView {
    let rows = links.into_iter().map(|(provider, link)| row(provider, link, fresh, &next)).collect_view();
    view! { <Card title=t::links() description=t::links_text()>{rows}</Card> }
}

fn row(provider: Provider, link: Option<LinkedSummary>, fresh: bool, next: &str) -> AnyView {
    let unlink = ServerAction::<UnlinkProvider>::new();
    expect_context::<Changed>().after(unlink.into());
    let Some(link) = link else {
        return view! {
            <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line py-3 first:border-t-0">
                <p class="font-medium">{provider.title()}</p>
                {fresh.then(|| with_provider(provider, "link", next))}
            </div>
        }
        .into_any();
    };
    view! {
        <div class="border-t border-line py-3 first:border-t-0">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <div class="min-w-0"><p class="font-medium">{provider.title()}</p><p class="truncate text-sm text-muted" dir="auto">{link.email}</p></div>
                {fresh.then(|| view! {
                    <ActionForm action=unlink>
                        <input type="hidden" name="provider" value=provider.name()/>
                        <Button kind="submit" size=Size::Small icon="x" loading=unlink.pending()>{t::remove()}</Button>
                    </ActionForm>
                })}
            </div>
            <FormError error=failure(unlink.value())/>
        </div>
    }
    .into_any()
}
