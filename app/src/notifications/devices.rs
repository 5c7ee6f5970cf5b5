use leptos::{prelude::*, task::spawn_local};
use mewayz::notifications::PushDevice;
use ui::{Button, Callout, Card, Size, Tone, use_toasts};

use super::{Offer, RemovePush, SubscribePush, push_page};
use crate::words::{self, notifications as t};

/// Where the person is told by push, and how this browser becomes one of them.
#[component]
pub(super) fn Devices(offer: Offer, remove: ServerAction<RemovePush>, subscribe: ServerAction<SubscribePush>) -> impl IntoView {
    let (key, rows) = (offer.push_key, offer.devices.into_iter().map(|device| row(device, remove)).collect_view());
    let (possible, problem) = (RwSignal::new(false), RwSignal::new(String::new()));
    // What the server sent must stand still until it is hydrated; without scripts there are no pushes.
    Effect::new(move |_| possible.set(push_page::is_possible()));
    let toasts = use_toasts();
    let asking = RwSignal::new(false);
    // No action: what a browser's objects are part of stays on one thread, and the server renders this page on several.
    let ask = move |_| {
        let key = key.clone();
        asking.set(true);
        spawn_local(async move {
            match push_page::subscribe(&key).await {
                Ok(found) => {
                    problem.set(String::new());
                    subscribe.dispatch(SubscribePush { endpoint: found.endpoint, p256dh: found.p256dh, auth: found.auth });
                }
                Err(text) => problem.set(text),
            }
            asking.set(false);
        });
    };
    Effect::new(move |_| {
        match subscribe.value().get() {
            Some(Ok(())) => toasts.success(t::told_here()),
            Some(Err(error)) => problem.set(error.field("endpoint").or_else(|| error.form()).unwrap_or_default()),
            None => {}
        };
    });
    let busy = Signal::derive(move || asking.get() || subscribe.pending().get());
    view! {
        <Card title=t::push() description=t::push_text()>
            <ul>{rows}</ul>
            {move || Some(problem.get()).filter(|text| !text.is_empty()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
            <div class="actions mt-3">
                <Button icon="bell" disabled=Signal::derive(move || !possible.get()) loading=busy on:click=ask>{t::on_this_device()}</Button>
                {move || (!possible.get()).then(|| view! { <span class="text-sm text-muted">{t::no_pushes()}</span> })}
            </div>
        </Card>
    }
    .into_any()
}

fn row(device: PushDevice, remove: ServerAction<RemovePush>) -> AnyView {
    let since = t::since(words::day(device.created_at.date_naive()));
    let label = t::remove_device(&device.device);
    view! {
        <li class="flex flex-wrap items-center justify-between gap-3 border-t border-line py-3 first:border-t-0">
            <p class="min-w-0"><span class="font-medium">{device.device}</span> " " <span class="text-sm text-muted">{since}</span></p>
            <ActionForm action=remove>
                <input type="hidden" name="device" value=device.id.to_string()/>
                <Button kind="submit" size=Size::Small icon="trash-2" attr:aria-label=label>{t::remove()}</Button>
            </ActionForm>
        </li>
    }
    .into_any()
}
