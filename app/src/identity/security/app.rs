use leptos::prelude::*;
use mewayz::identity::{Codes, Setup};
use ui::{Badge, Button, Callout, Card, Field, Tone, Variant, use_toasts};

use super::{BeginTotp, ConfirmTotp, DisableTotp, MakeRecoveryCodes, page::Changed};
use crate::{
    identity::{FormError, failure},
    shared::{When, copy},
    words::{SLOT, rich, security as t},
};

/// The app that gives codes, and the recovery codes for the day it is lost.
#[component]
pub(super) fn App(codes: Codes, setup: Option<Setup>, fresh: bool) -> impl IntoView {
    // The codes stay on the page after everything around them has been loaded anew.
    let fresh_codes = RwSignal::new(Vec::new());
    view! {
        <Card title=t::app() description=t::app_text()>
            <div class="stack">
                {match (codes.app_since, setup) {
                    (Some(since), _) => on(since, codes.recovery_left, fresh, fresh_codes),
                    (None, Some(setup)) => view! { <Confirm setup fresh_codes/> }.into_any(),
                    (None, None) => off(fresh),
                }}
            </div>
        </Card>
    }
}

fn off(fresh: bool) -> AnyView {
    let begin = ServerAction::<BeginTotp>::new();
    expect_context::<Changed>().after(begin.into());
    view! {
        <p class="text-muted">{t::app_off()}</p>
        <FormError error=failure(begin.value())/>
        {fresh.then(|| view! { <ActionForm action=begin><Button kind="submit" icon="smartphone" loading=begin.pending()>{t::set_up()}</Button></ActionForm> })}
    }
    .into_any()
}

#[component]
fn Confirm(setup: Setup, fresh_codes: RwSignal<Vec<String>>) -> impl IntoView {
    let action = ServerAction::<ConfirmTotp>::new();
    let error = failure(action.value());
    Effect::new(move || {
        if let Some(Ok(codes)) = action.value().get() {
            fresh_codes.set(codes);
        }
    });
    let form = move || {
        let setup = setup.clone();
        view! {
            <p>{t::scan()}</p>
            <div class="flex flex-wrap items-start gap-6">
                <div class="w-44 rounded-md bg-white p-2" role="img" aria-label=t::square_code() inner_html=setup.qr></div>
                <div class="stack min-w-0 flex-1">
                    <p class="text-sm text-muted">{t::by_hand()}</p>
                    <code class="block rounded-md bg-sunken p-2 text-sm break-words" dir="ltr">{setup.secret}</code>
                    <p><a class="text-accent underline" href=setup.url>{t::open_in_app()}</a></p>
                </div>
            </div>
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <Field label=t::code() name="code" autocomplete="one-time-code" required=true error=move || error.get().and_then(|e| e.field("code"))/>
                    <div><Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::turn_on()}</Button></div>
                </div>
            </ActionForm>
        }
    };
    move || if fresh_codes.with(Vec::is_empty) { form().into_any() } else { kept(fresh_codes) }
}

fn on(since: chrono::DateTime<chrono::Utc>, left: i64, fresh: bool, fresh_codes: RwSignal<Vec<String>>) -> AnyView {
    let (make, disable) = (ServerAction::<MakeRecoveryCodes>::new(), ServerAction::<DisableTotp>::new());
    expect_context::<Changed>().after(disable.into());
    Effect::new(move || {
        if let Some(Ok(codes)) = make.value().get() {
            fresh_codes.set(codes);
        }
    });
    let few = left < 3;
    view! {
        <p class="actions"><Badge tone=Tone::Success>{t::on()}</Badge> <span class="text-sm text-muted">{rich(t::since(SLOT), view! { <When at=since/> }.into_any())}</span></p>
        {move || {
            if fresh_codes.with(Vec::is_empty) {
                view! { <p class={if few { "text-danger" } else { "text-muted" }}>{t::codes_left(left)}</p> }.into_any()
            } else {
                kept(fresh_codes)
            }
        }}
        <FormError error=failure(disable.value())/>
        {fresh.then(|| view! {
            <div class="actions">
                <ActionForm action=make><Button kind="submit" icon="refresh-cw" loading=make.pending()>{t::new_codes()}</Button></ActionForm>
                <ActionForm action=disable><Button kind="submit" variant=Variant::Danger loading=disable.pending()>{t::remove_app()}</Button></ActionForm>
            </div>
        })}
    }
    .into_any()
}

/// The recovery codes, the only time they are shown.
fn kept(codes: RwSignal<Vec<String>>) -> AnyView {
    let (toasts, changed) = (use_toasts(), expect_context::<Changed>());
    let text = codes.with(|codes| codes.join("\n"));
    let shown = text.clone();
    view! {
        <Callout tone=Tone::Success title=t::your_codes()>{t::keep_codes()}</Callout>
        <pre class="overflow-x-auto rounded-md bg-sunken p-3 text-sm" tabindex="0" dir="ltr"><code data-recovery-codes="">{shown}</code></pre>
        <div class="actions">
            <Button icon="copy" on:click=move |_| copy(text.clone(), toasts)>{t::copy_codes()}</Button>
            <Button variant=Variant::Primary on:click=move |_| { codes.set(Vec::new()); changed.tell(); }>{t::done()}</Button>
        </div>
    }
    .into_any()
}
