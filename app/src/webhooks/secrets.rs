use leptos::{prelude::*, task::spawn_local};
use mewayz::{ids::EndpointId, webhooks::ShownSecret};
use ui::{Button, Card, IconButton, use_toasts};

use super::{reveal_webhook, rotate_webhook, words};
use crate::{shared::use_workspace, words::webhooks as t};

/// The signing secrets: fetched when they are asked for, never with the page.
#[component]
pub(super) fn Secrets(endpoint: EndpointId) -> impl IntoView {
    let (workspace, toasts) = (use_workspace(), use_toasts());
    let (shown, busy) = (RwSignal::new(Vec::<ShownSecret>::new()), RwSignal::new(false));
    let ask = move |rotate: bool| {
        busy.set(true);
        spawn_local(async move {
            let workspace = workspace.get_untracked();
            let found = if rotate { rotate_webhook(workspace, endpoint).await } else { reveal_webhook(workspace, endpoint).await };
            let _ = busy.try_set(false);
            match found {
                Ok(secrets) => {
                    if rotate {
                        toasts.success(t::new_secret());
                    }
                    let _ = shown.try_set(secrets);
                }
                Err(error) => toasts.error(error.to_string()),
            }
        });
    };
    let text = t::secret_text();
    view! {
        <Card title=t::secret() description=text>
            <ul class="stack">{move || shown.get().into_iter().map(line).collect_view()}</ul>
            <div class="actions mt-3">
                <Button icon="eye" loading=busy on:click=move |_| ask(false)>{t::show()}</Button>
                <Button icon="refresh-cw" loading=busy on:click=move |_| ask(true)>{t::make_new()}</Button>
            </div>
        </Card>
    }
    .into_any()
}

fn line(shown: ShownSecret) -> AnyView {
    let toasts = use_toasts();
    let secret = shown.secret.clone();
    let copy = move |_| {
        let _ = window().navigator().clipboard().write_text(&secret);
        toasts.success(t::secret_copied());
    };
    let until = shown.expires_at.map(|at| view! { <span class="text-sm text-muted">{t::valid_until(words::instant(at))}</span> });
    view! {
        <li>
            <div class="flex items-center gap-2">
                <code dir="ltr" class="min-w-0 grow break-all rounded-md bg-sunken px-3 py-2 text-sm" data-secret="">{shown.secret}</code>
                <IconButton icon="copy" label=t::copy_secret() on:click=copy/>
            </div>
            {until}
        </li>
    }
    .into_any()
}
