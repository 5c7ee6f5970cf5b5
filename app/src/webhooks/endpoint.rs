use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{ids::EndpointId, webhooks::Endpoint};
use ui::{Badge, Breadcrumbs, Button, Callout, Card, Dialog, PageHeader, Tone, Variant};

use super::{
    EndpointView, RemoveWebhook, SaveWebhook, SwitchWebhook,
    form::{Filled, fields},
    load_webhook,
    log::DeliveryLog,
    secrets::Secrets,
    words,
};
use crate::{
    error::AppError,
    shared::{loaded, param, use_workspace},
    words::{identity, shared, webhooks as t},
};

/// `/w/{workspace}/settings/webhooks/{endpoint}`
#[component]
pub fn WebhookPage() -> impl IntoView {
    let (workspace, endpoint) = (use_workspace(), param("endpoint"));
    let (save, switch) = (ServerAction::<SaveWebhook>::new(), ServerAction::<SwitchWebhook>::new());
    // What is refused leaves the form as it was filled in.
    let saved = Memo::new(move |_| (save.value().with(|v| matches!(v, Some(Ok(())))), save.version().get()));
    let turn = Memo::new(move |before: Option<&usize>| {
        let (ok, version) = saved.get();
        if ok { version } else { before.copied().unwrap_or_default() }
    });
    let asked = move || (workspace.get(), endpoint.get(), turn.get(), switch.version().get());
    let data = Resource::new(asked, |(workspace, endpoint, ..)| async move {
        let id = endpoint.parse::<EndpointId>().map_err(|_| AppError::from(mewayz::Error::NotFound))?;
        load_webhook(workspace, id).await
    });
    view! {
        <Title text=t::webhook()/>
        {loaded(data, move |found| view! { <Found found save switch/> }.into_any())}
    }
}

#[component]
fn Found(found: EndpointView, save: ServerAction<SaveWebhook>, switch: ServerAction<SwitchWebhook>) -> impl IntoView {
    let EndpointView { endpoint, events } = found;
    let workspace = use_workspace().get_untracked();
    let base = format!("/w/{workspace}/settings");
    let crumbs = vec![
        (shared::settings().to_owned(), base.clone()),
        (identity::webhooks().to_owned(), format!("{base}/webhooks")),
        (host(&endpoint.url), format!("{base}/webhooks/{}", endpoint.id)),
    ];
    let (tone, word) = words::health(&endpoint);
    let id = endpoint.id;
    let off = endpoint.disabled.map(|because| view! { <Callout tone=Tone::Warning title=t::is_off()>{words::because(because)}</Callout> });
    let error: Signal<Option<AppError>> = Signal::derive(move || save.value().get().and_then(Result::err));
    let filled = Filled { url: endpoint.url.clone(), description: endpoint.description.clone(), patterns: endpoint.patterns.clone() };
    let enabled = endpoint.disabled.is_none();
    view! {
        <Breadcrumbs items=crumbs/>
        <PageHeader title=host(&endpoint.url) actions=move || switch_form(id, enabled, switch)><Badge tone=tone dot=true>{word}</Badge></PageHeader>
        <div class="stack max-w-3xl">
            {off}
            <DeliveryLog endpoint=id enabled/>
            <Secrets endpoint=id/>
            <Card title=t::address_and_events()>
                <ActionForm action=save>
                    <input type="hidden" name="workspace" value=workspace/>
                    <input type="hidden" name="endpoint" value=id.to_string()/>
                    <div class="stack">
                        {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                        {fields(&filled, &events, error)}
                        <div class="actions"><Button variant=Variant::Primary kind="submit" loading=save.pending()>{t::save()}</Button></div>
                    </div>
                </ActionForm>
            </Card>
            <Remove endpoint/>
        </div>
    }
    .into_any()
}

fn switch_form(id: EndpointId, enabled: bool, switch: ServerAction<SwitchWebhook>) -> AnyView {
    let workspace = use_workspace().get_untracked();
    let failed = move || switch.value().get().and_then(Result::err).map(|e| e.to_string());
    view! {
        <ActionForm action=switch>
            <input type="hidden" name="workspace" value=workspace/>
            <input type="hidden" name="endpoint" value=id.to_string()/>
            <input type="hidden" name="on" value=(!enabled).to_string()/>
            <Button kind="submit" loading=switch.pending()>{if enabled { t::switch_off() } else { t::switch_on() }}</Button>
            <span role="alert" class="text-danger">{failed}</span>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Remove(endpoint: Endpoint) -> impl IntoView {
    let workspace = use_workspace().get_untracked();
    let (open, action) = (RwSignal::new(false), ServerAction::<RemoveWebhook>::new());
    let failed = move || action.value().get().and_then(Result::err).map(|e| e.to_string());
    view! {
        <div><Button variant=Variant::Danger icon="trash-2" on:click=move |_| open.set(true)>{t::remove_webhook()}</Button></div>
        <Dialog id="remove-webhook" title=t::remove_title() open=open description=t::remove_text()>
            <p dir="ltr" class="mb-4 break-all">{endpoint.url}</p>
            <ActionForm action=action>
                <input type="hidden" name="workspace" value=workspace/>
                <input type="hidden" name="endpoint" value=endpoint.id.to_string()/>
                <div class="actions">
                    <Button variant=Variant::Ghost on:click=move |_| open.set(false)>{t::keep()}</Button>
                    <Button variant=Variant::Danger kind="submit" loading=action.pending()>{t::remove()}</Button>
                </div>
                <p role="alert" class="text-danger">{failed}</p>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}

/// What people know an address by.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest).to_owned()
}
