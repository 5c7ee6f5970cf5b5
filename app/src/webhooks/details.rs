use leptos::{prelude::*, task::spawn_local};
use mewayz::{
    ids::DeliveryId,
    webhooks::{Attempt, Details},
};
use ui::{Button, Dialog, Skeleton, Variant};

use super::{load_delivery, words};
use crate::{
    error::AppError,
    shared::use_workspace,
    words::{shared, webhooks as t},
};

/// One delivery: its message, and every attempt with its answer.
#[component]
pub(super) fn DetailsDialog(seen: RwSignal<Option<DeliveryId>>) -> impl IntoView {
    let (open, workspace) = (RwSignal::new(false), use_workspace());
    let found = RwSignal::new(None::<Result<Details, AppError>>);
    Effect::new(move |_| {
        let Some(id) = seen.get() else { return };
        found.set(None);
        open.set(true);
        spawn_local(async move {
            let loaded = load_delivery(workspace.get_untracked(), id).await;
            if seen.try_get_untracked() == Some(Some(id)) {
                found.set(Some(loaded));
            }
        });
    });
    Effect::new(move |_| {
        if !open.get() {
            seen.set(None);
        }
    });
    let body = move || match found.get() {
        None => view! { <Skeleton lines=6/> }.into_any(),
        Some(Ok(details)) => shown(details),
        Some(Err(error)) => view! { <p role="alert" class="text-danger">{error.to_string()}</p> }.into_any(),
    };
    view! {
        <Dialog id="delivery" title=t::delivery() open=open actions=move || view! { <Button variant=Variant::Primary on:click=move |_| open.set(false)>{shared::close()}</Button> }>
            {body}
        </Dialog>
    }
    .into_any()
}

fn shown(details: Details) -> AnyView {
    let body = serde_json::from_str::<serde_json::Value>(&details.body)
        .ok()
        .and_then(|value| serde_json::to_string_pretty(&value).ok())
        .unwrap_or(details.body);
    let none = details.attempts.is_empty().then(|| view! { <p class="text-muted">{t::none_yet()}</p> });
    view! {
        <div class="stack">
            <dl class="grid gap-x-4 gap-y-1 sm:grid-cols-[7rem_1fr]">
                <dt class="text-muted">{t::event()}</dt><dd dir="ltr">{details.delivery.event_name}</dd>
                <dt class="text-muted">"webhook-id"</dt><dd dir="ltr" class="break-all">{details.message_id}</dd>
            </dl>
            <h3 class="font-medium">{t::message()}</h3>
            <pre dir="ltr" tabindex="0" class="max-h-60 overflow-auto rounded-md bg-sunken p-3 text-sm">{body}</pre>
            <h3 class="font-medium">{t::attempts()}</h3>
            {none}
            <ol class="stack">{details.attempts.into_iter().map(attempt).collect_view()}</ol>
        </div>
    }
    .into_any()
}

fn attempt(attempt: Attempt) -> AnyView {
    let status = attempt.status.map_or_else(|| t::no_answer().to_owned(), |status| status.to_string());
    let failure = (!attempt.failure.is_empty()).then(|| view! { <p class="text-danger">{attempt.failure}</p> });
    let response = (!attempt.response.is_empty())
        .then(|| view! { <pre dir="ltr" tabindex="0" class="mt-1 max-h-40 overflow-auto rounded-md bg-sunken p-2 text-sm">{attempt.response}</pre> });
    view! {
        <li>
            <p class="text-sm">
                {format!("{}. ", attempt.number)} <b>{status}</b> " · " {t::milliseconds(attempt.duration_ms)} " · "
                <time datetime=attempt.started_at.to_rfc3339()>{words::instant(attempt.started_at)}</time>
            </p>
            {failure}
            {response}
        </li>
    }
    .into_any()
}
