use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use mewayz::{
    ids::{DeliveryId, EndpointId},
    webhooks::{Delivery, Log, State},
};
use ui::{Badge, Button, Card, Choice, EmptyState, Segmented, Size, Skeleton, use_toasts};

use super::{details::DetailsDialog, list_deliveries, replay_delivery, replay_failed, test_webhook, words};
use crate::{
    error::AppError,
    shared::{When, keyed, use_workspace},
    words::{media, webhooks as t},
};

/// How soon the log is read again while something is being sent.
const AGAIN: Duration = Duration::from_secs(1);

/// What the log shows and how it is read again: not a resource, which would put the whole page back to its skeleton.
#[derive(Clone, Copy)]
struct Shelf {
    workspace: Memo<String>,
    endpoint: EndpointId,
    filter: RwSignal<String>,
    found: RwSignal<Option<Result<Log, AppError>>>,
    busy: RwSignal<bool>,
}

impl Shelf {
    /// From the beginning; once more in a moment while a message is on its way for the first time.
    fn read(self) {
        spawn_local(async move {
            let state = State::from_name(&self.filter.get_untracked());
            let log = list_deliveries(self.workspace.get_untracked(), self.endpoint, state, None).await;
            let under_way = log.as_ref().is_ok_and(|log| log.items.iter().any(|d| d.state == State::Waiting && d.attempts == 0));
            let _ = self.found.try_set(Some(log));
            if under_way {
                set_timeout(
                    move || {
                        if !self.found.is_disposed() {
                            self.read();
                        }
                    },
                    AGAIN,
                );
            }
        });
    }

    /// The stretch after what is shown.
    fn more(self, after: DeliveryId) {
        spawn_local(async move {
            let state = State::from_name(&self.filter.get_untracked());
            let next = list_deliveries(self.workspace.get_untracked(), self.endpoint, state, Some(after)).await;
            let _ = self.found.try_update(|found| match (found, next) {
                (Some(Ok(log)), Ok(next)) => {
                    log.items.extend(next.items);
                    log.next = next.next;
                }
                (found, next) => *found = Some(next),
            });
        });
    }

    /// Runs a request, tells of its failure, and reads the log again.
    fn act<T: 'static>(self, request: impl Future<Output = Result<T, AppError>> + 'static, done: impl FnOnce(T) -> String + 'static) {
        let toasts = use_toasts();
        self.busy.set(true);
        spawn_local(async move {
            match request.await {
                Ok(value) => toasts.success(done(value)),
                Err(error) => toasts.error(error.form().unwrap_or_else(|| error.to_string())),
            }
            let _ = self.busy.try_set(false);
            self.read();
        });
    }
}

#[component]
pub(super) fn DeliveryLog(endpoint: EndpointId, enabled: bool) -> impl IntoView {
    let workspace = use_workspace();
    let shelf = Shelf { workspace, endpoint, filter: RwSignal::new(String::new()), found: RwSignal::new(None), busy: RwSignal::new(false) };
    let (filter, busy) = (shelf.filter, shelf.busy);
    Effect::new(move |_| {
        filter.track();
        shelf.read();
    });
    let seen = RwSignal::new(None::<DeliveryId>);
    let test = move |_| shelf.act(test_webhook(workspace.get_untracked(), endpoint), |()| t::test_sent().to_owned());
    let again = move |_| shelf.act(replay_failed(workspace.get_untracked(), endpoint, 30 * 24), t::sent_again_count);
    let states = Choice::list(&[("", t::all()), ("delivered", t::delivered()), ("waiting", t::waiting()), ("failed", t::failed())]);
    view! {
        <Card title=t::deliveries() description=t::deliveries_text()>
            <div class="actions mb-3">
                <Button icon="send" loading=busy disabled=!enabled on:click=test>{t::send_test()}</Button>
                <Button icon="rotate-ccw" loading=busy disabled=!enabled on:click=again>{t::send_failed_again()}</Button>
                <Button icon="refresh-cw" on:click=move |_| shelf.read()>{t::refresh()}</Button>
            </div>
            <Segmented label=t::show() name="state" options=states bind=filter/>
            <div class="mt-3" aria-live="polite">{move || shown(shelf, seen, enabled)}</div>
        </Card>
        <DetailsDialog seen/>
    }
    .into_any()
}

fn shown(shelf: Shelf, seen: RwSignal<Option<DeliveryId>>, enabled: bool) -> AnyView {
    match shelf.found.get() {
        None => view! { <Skeleton lines=3/> }.into_any(),
        Some(Err(error)) => view! { <p role="alert" class="text-danger">{error.to_string()}</p> }.into_any(),
        Some(Ok(log)) if log.items.is_empty() => {
            view! { <EmptyState icon="inbox" title=t::nothing_sent() text=t::nothing_sent_text()/> }.into_any()
        }
        Some(Ok(log)) => {
            let after = log.next;
            let more = keyed(
                move || after,
                move |after| match after {
                    Some(after) => view! { <Button on:click=move |_| shelf.more(after)>{media::show_more()}</Button> }.into_any(),
                    None => ().into_any(),
                },
            );
            // A row's buttons must stay with their delivery when another one arrives above it.
            let rows = view! {
                <For
                    each=move || log.items.clone()
                    key=|delivery| (delivery.id, delivery.state.name(), delivery.attempts)
                    children=move |delivery| row(shelf, seen, delivery, enabled)
                />
            };
            view! { <ul>{rows}</ul> {more} }.into_any()
        }
    }
}

fn row(shelf: Shelf, seen: RwSignal<Option<DeliveryId>>, delivery: Delivery, enabled: bool) -> AnyView {
    let (id, (tone, word)) = (delivery.id, words::state(&delivery));
    let tries = t::tries(i64::from(delivery.attempts));
    let next = delivery.next_attempt_at.filter(|_| delivery.attempts > 0).map(|at| format!(" · {}", t::next(words::instant(at))));
    let replay = move |_| shelf.act(replay_delivery(shelf.workspace.get_untracked(), id), |()| t::sent_again().to_owned());
    view! {
        <li class="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line py-3 first:border-t-0" data-state=delivery.state.name()>
            <div class="min-w-0 grow basis-48">
                <p class="actions font-medium"><span dir="ltr" class="break-all">{delivery.event_name.clone()}</span> <Badge tone=tone>{word}</Badge></p>
                <p class="text-sm text-muted">
                    <When at=delivery.created_at/> " · " {tries} {next}
                </p>
            </div>
            <Button size=Size::Small icon="eye" on:click=move |_| seen.set(Some(id))>{t::details()}</Button>
            <Button size=Size::Small icon="rotate-ccw" disabled=!enabled on:click=replay>{t::send_again()}</Button>
        </li>
    }
    .into_any()
}
