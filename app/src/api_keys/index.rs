use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use mewayz::api_keys::{ApiKey, State};
use ui::{Badge, Button, Card, Dialog, EmptyState, PageHeader, Size, Tone, Variant, use_toasts};

use super::{create::CreateDialog, list_api_keys, revoke_api_key};
use crate::{
    error::AppError,
    shared::{SettingsTabs, When, loaded, use_frame, use_workspace},
    words::{SLOT, api_keys as t, day, identity, rich},
};

/// `/w/{workspace}/settings/api-keys`
#[derive(Clone, Copy)]
pub struct ApiKeysRoute {
    keys: Resource<Result<Vec<ApiKey>, AppError>>,
}

#[lazy_route]
impl LazyRoute for ApiKeysRoute {
    fn data() -> Self {
        let workspace = use_workspace();
        Self { keys: Resource::new(move || workspace.get(), list_api_keys) }
    }

    fn view(this: Self) -> AnyView {
        let making = RwSignal::new(false);
        let made = Callback::new(move |()| this.keys.refetch());
        view! {
            <Title text=identity::api_keys()/>
            {loaded(this.keys, move |keys| view! { <Keys keys making made/> }.into_any())}
            <CreateDialog open=making made/>
        }
        .into_any()
    }
}

#[component]
fn Keys(keys: Vec<ApiKey>, making: RwSignal<bool>, made: Callback<()>) -> impl IntoView {
    let asked = RwSignal::new(None::<ApiKey>);
    let new = move || view! { <Button variant=Variant::Primary icon="plus" on:click=move |_| making.set(true)>{t::new_key()}</Button> };
    let full = !keys.is_empty();
    let list = if keys.is_empty() {
        view! { <EmptyState icon="key-round" title=t::empty() text=t::empty_text()>{new()}</EmptyState> }.into_any()
    } else {
        view! { <Card flush=true><ul>{keys.into_iter().map(|key| row(key, asked)).collect_view()}</ul></Card> }.into_any()
    };
    view! {
        <PageHeader
            title=identity::api_keys()
            description=t::page_text()
            actions=move || full.then(new)
        />
        <SettingsTabs/>
        <div class="stack">{list} <Example/></div>
        <RevokeDialog asked made/>
    }
    .into_any()
}

fn row(key: ApiKey, asked: RwSignal<Option<ApiKey>>) -> AnyView {
    let badge = match key.state {
        State::Working => view! { <Badge tone=Tone::Success>{t::works()}</Badge> }.into_any(),
        State::Expired => view! { <Badge tone=Tone::Warning>{t::expired()}</Badge> }.into_any(),
        State::Revoked => view! { <Badge tone=Tone::Neutral>{t::revoked()}</Badge> }.into_any(),
    };
    let used = match (key.last_used_at, &key.last_address) {
        (Some(at), Some(address)) => rich(t::last_used(SLOT, address), view! { <When at/> }.into_any()),
        _ => t::never_used().into_any(),
    };
    let end = key.expires_at.map_or_else(|| t::no_end().to_owned(), |at| t::until(day(at.date_naive())));
    let made = rich(t::made(day(key.created_at.date_naive()), SLOT), view! { <bdi>{key.created_by.clone()}</bdi> }.into_any());
    let from = (!key.addresses.is_empty()).then(|| t::only_from(key.addresses.join(", ")));
    let scopes = key.scopes.clone().into_iter().map(|scope| view! { <Badge><code>{scope}</code></Badge> }).collect_view();
    let revoke = (key.state != State::Revoked).then(|| {
        let (label, key) = (t::revoke_named(&key.name), key.clone());
        view! { <Button size=Size::Small attr:aria-label=label on:click=move |_| asked.set(Some(key.clone()))>{t::revoke()}</Button> }
    });
    view! {
        <li class="flex flex-wrap items-start justify-between gap-3 border-t border-line p-4 first:border-t-0">
            <div class="min-w-0 grow basis-64">
                <p class="actions font-medium"><span dir="auto" class="break-words">{key.name.clone()}</span> {badge}</p>
                <p class="text-sm text-muted"><code>{format!("{}…", key.hint)}</code> " · " {used}</p>
                <p class="text-sm text-muted">{made} " · " {end}</p>
                {from.map(|text| view! { <p class="text-sm text-muted break-words">{text}</p> })}
                <p class="actions mt-2">{scopes}</p>
            </div>
            {revoke}
        </li>
    }
    .into_any()
}

/// How a key is used, ready to be tried.
#[component]
fn Example() -> impl IntoView {
    let url = format!("{}/api/v1/bio-sites", use_frame().base_url);
    view! {
        <Card title=t::use_key() description=t::use_key_text("bio_sites:read")>
            <pre class="overflow-x-auto rounded-md bg-sunken p-3 text-sm" tabindex="0" dir="ltr"><code>{format!("curl {url} \\\n  -H \"Authorization: Bearer $MEWAYZ_KEY\"")}</code></pre>
            <p class="mt-3 actions text-sm">
                <a href="/api/docs" rel="external">{t::try_operations()}</a>
                <a href="/api/redoc" rel="external">{t::read_reference()}</a>
                <a href="/api/openapi.json" rel="external">{t::openapi_document()}</a>
            </p>
        </Card>
    }
    .into_any()
}

/// Asks before the key in `asked` is revoked.
#[component]
fn RevokeDialog(asked: RwSignal<Option<ApiKey>>, made: Callback<()>) -> impl IntoView {
    let (workspace, toasts) = (use_workspace(), use_toasts());
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move || open.set(asked.with(Option::is_some)));
    // Esc closes the dialog by itself.
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            asked.set(None);
        }
        now
    });
    let revoke = move |_| {
        let Some(key) = asked.get_untracked() else { return };
        let workspace = workspace.get_untracked();
        busy.set(true);
        spawn_local(async move {
            match revoke_api_key(workspace, key.id).await {
                Ok(()) => toasts.success(t::key_revoked()),
                Err(error) => toasts.error(error.to_string()),
            }
            let _ = busy.try_set(false);
            let _ = open.try_set(false);
            made.try_run(());
        });
    };
    let actions = move || {
        view! {
            <Button variant=Variant::Ghost on:click=move |_| open.set(false)>{t::keep_it()}</Button>
            <Button variant=Variant::Danger loading=busy on:click=revoke>{t::revoke()}</Button>
        }
    };
    view! {
        <Dialog id="revoke-key" title=t::revoke_title() open=open description=t::revoke_text() actions=actions>
            <p dir="auto" class="break-words">{move || asked.get().map(|key| key.name)}</p>
        </Dialog>
    }
    .into_any()
}
