use leptos::{prelude::*, task::spawn_local};
use mewayz::ids::JobId;
use ui::{Button, Dialog, Field, Size, Variant, use_toasts};

use super::{Asked, discard_jobs, list::Ticked, retry_jobs};
use crate::words::admin as t;

/// Tries again or discards what is ticked, or everything that the filter finds.
pub(super) fn bar(asked: Asked, ticked: Ticked, refresh: Callback<()>) -> AnyView {
    let (toasts, busy, open) = (use_toasts(), RwSignal::new(false), RwSignal::new(false));
    let asked = StoredValue::new(asked);
    let chosen = move || ticked.with(|ids| ids.iter().copied().collect::<Vec<JobId>>());
    let what = move || match ticked.with(std::collections::HashSet::len) {
        0 => t::all_that_match().to_owned(),
        count => t::job_count(i64::try_from(count).unwrap_or(i64::MAX)),
    };
    let retry = move |_| {
        busy.set(true);
        spawn_local(async move {
            match retry_jobs(asked.get_value(), untrack(chosen)).await {
                Ok(count) => toasts.success(t::will_run_again(count)),
                Err(error) => toasts.error(error.to_string()),
            }
            let _ = busy.try_set(false);
            refresh.run(());
        });
    };
    view! {
        <div class="actions" role="group" aria-label=t::with_these()>
            <Button icon="rotate-ccw" size=Size::Small loading=busy on:click=retry>{move || t::retry(what())}</Button>
            <Button icon="trash-2" size=Size::Small variant=Variant::Ghost on:click=move |_| open.set(true)>{move || t::discard_them(what())}</Button>
        </div>
        <DiscardDialog asked ticked open refresh/>
    }
    .into_any()
}

/// Asks why before jobs are discarded: it is written down.
#[component]
fn DiscardDialog(asked: StoredValue<Asked>, ticked: Ticked, open: RwSignal<bool>, refresh: Callback<()>) -> impl IntoView {
    let (toasts, busy) = (use_toasts(), RwSignal::new(false));
    let (reason, problem) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let discard = move |_| {
        let only: Vec<JobId> = ticked.with_untracked(|ids| ids.iter().copied().collect());
        busy.set(true);
        spawn_local(async move {
            match discard_jobs(asked.get_value(), only, reason.get_untracked()).await {
                Ok(count) => {
                    toasts.success(t::discarded(count));
                    let _ = open.try_set(false);
                    refresh.run(());
                }
                Err(error) => drop(problem.try_set(Some(error.field("reason").unwrap_or_else(|| error.to_string())))),
            }
            let _ = busy.try_set(false);
        });
    };
    let actions = move || {
        view! {
            <Button variant=Variant::Ghost on:click=move |_| open.set(false)>{t::keep_them()}</Button>
            <Button variant=Variant::Danger loading=busy on:click=discard>{t::discard()}</Button>
        }
    };
    view! {
        <Dialog id="discard-jobs" title=t::discard_title() open=open description=t::discard_text() actions=actions>
            <Field label=t::why() name="reason" bind=reason required=true maxlength=500_u32 hint=t::kept_with_name() error=problem/>
        </Dialog>
    }
    .into_any()
}
