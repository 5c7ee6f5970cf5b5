use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::webhooks::Endpoint;
use ui::{Badge, Button, Callout, Card, EmptyState, PageHeader, Tone, Variant};

use super::{
    CreateWebhook, EventKind,
    form::{Filled, fields},
    list_webhooks, words,
};
use crate::{
    error::AppError,
    shared::{SettingsTabs, loaded, use_workspace},
    words::{identity, webhooks as t},
};

/// `/w/{workspace}/settings/webhooks`
#[component]
pub fn WebhooksPage() -> impl IntoView {
    let workspace = use_workspace();
    let data = Resource::new(move || workspace.get(), list_webhooks);
    view! {
        <Title text=identity::webhooks()/>
        <PageHeader title=identity::webhooks() description=t::list_text()/>
        <SettingsTabs/>
        {loaded(data, |(endpoints, events)| view! { <div class="stack max-w-3xl">{list(&endpoints)} <Add events/></div> }.into_any())}
    }
}

fn list(endpoints: &[Endpoint]) -> AnyView {
    if endpoints.is_empty() {
        let text = t::empty_text();
        return view! { <EmptyState icon="share-2" title=t::empty() text=text/> }.into_any();
    }
    let rows = endpoints.iter().map(row).collect_view();
    view! { <Card flush=true><ul>{rows}</ul></Card> }.into_any()
}

fn row(endpoint: &Endpoint) -> AnyView {
    let href = format!("/w/{}/settings/webhooks/{}", use_workspace().get_untracked(), endpoint.id);
    let (tone, word) = words::health(endpoint);
    let facts = words::patterns(&endpoint.patterns);
    let described = (!endpoint.description.is_empty()).then(|| view! { <span dir="auto">{endpoint.description.clone()}</span> " · " });
    view! {
        <li class="flex flex-wrap items-center gap-3 border-t border-line px-4 py-3 first:border-t-0">
            <div class="min-w-0 grow basis-48">
                <a href=href class="block truncate font-medium text-accent-ink" dir="ltr">{endpoint.url.clone()}</a>
                <p class="truncate text-sm text-muted">{described} {facts}</p>
            </div>
            <Badge tone=tone dot=true>{word}</Badge>
        </li>
    }
    .into_any()
}

#[component]
fn Add(events: Vec<EventKind>) -> impl IntoView {
    let workspace = use_workspace();
    let action = ServerAction::<CreateWebhook>::new();
    let error: Signal<Option<AppError>> = Signal::derive(move || action.value().get().and_then(Result::err));
    let typed = |field: &str| error.get_untracked().and_then(|e| e.typed.get(field).cloned()).unwrap_or_default();
    let filled = Filled { url: typed("url"), description: typed("description"), patterns: Vec::new() };
    let whole = move || error.get().and_then(|e| e.form());
    view! {
        <Card title=t::add_title()>
            <ActionForm action=action>
                <input type="hidden" name="workspace" value=move || workspace.get()/>
                <div class="stack">
                    {move || whole().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                    {fields(&filled, &events, error)}
                    <div class="actions"><Button variant=Variant::Primary kind="submit" icon="plus" loading=action.pending()>{t::add()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}
