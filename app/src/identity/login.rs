use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;
use ui::{Button, Callout, Field, Tone, Variant};

use super::{
    BeginPasskey, Entrance, FormError, PasskeySignIn, SignIn,
    confirm::{passkey_fields, with_provider},
    failure, typed,
};
use crate::words::{identity as t, security};

#[component]
pub fn LoginPage() -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let error = failure(action.value());
    let message = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let (next, notice) = (asked("next"), asked("notice"));
    let others = other_ways(&next);
    view! {
        <Entrance title=t::sign_in()>
            {told(&notice)}
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <input type="hidden" name="next" value=next/>
                    <Field label=t::email() name="email" kind="email" value=typed(error, "email") autocomplete="username webauthn" required=true error=message("email")/>
                    <Field label=t::password() name="password" kind="password" autocomplete="current-password" required=true error=message("password")/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::sign_in()}</Button>
                </div>
            </ActionForm>
            {others}
            <p class="flex flex-wrap justify-between gap-3 text-muted">
                <a class="text-accent underline" href="/forgot">{t::forgot_question()}</a>
                <a class="text-accent underline" href="/signup">{t::create_an_account()}</a>
            </p>
        </Entrance>
    }
}

/// Passkeys and providers, as far as there are any here.
fn other_ways(next: &str) -> AnyView {
    let (passkeys, _) = offered();
    view! { {passkeys.then(|| with_passkey(next.to_owned()))} {providers(next)} }.into_any()
}

/// Providers that sign people in here, and up.
pub(super) fn providers(next: &str) -> AnyView {
    let (_, providers) = offered();
    (!providers.is_empty())
        .then(|| view! { <div class="stack">{providers.into_iter().map(|provider| with_provider(provider, "sign_in", next)).collect_view()}</div> })
        .into_any()
}

fn with_passkey(next: String) -> AnyView {
    let action = ServerAction::<PasskeySignIn>::new();
    let error = failure(action.value());
    view! {
        <ActionForm action=action attr:data-passkey="get" attr:data-passkey-offer="" attr:data-begin=BeginPasskey::url() attr:data-failed=security::passkey_failed()>
            {passkey_fields(next, error)}
        </ActionForm>
    }
    .into_any()
}

/// Why somebody who went to a provider is back here.
fn told(notice: &str) -> Option<AnyView> {
    let (tone, text) = match notice {
        "link" => (Tone::Info, security::sign_in_to_link()),
        "cancelled" => (Tone::Info, security::provider_cancelled()),
        "failed" => (Tone::Danger, security::provider_failed()),
        "no_address" => (Tone::Warning, security::provider_no_address()),
        "suspended" => (Tone::Danger, security::suspended()),
        "sign_ups_off" => (Tone::Warning, security::sign_ups_off()),
        _ => return None,
    };
    Some(view! { <Callout tone=tone>{text}</Callout> }.into_any())
}

#[cfg(not(target_arch = "wasm32"))]
fn offered() -> (bool, Vec<mewayz::identity::Provider>) {
    (crate::context::passkeys().is_ok(), crate::context::providers())
}

/// This page is rendered by the server only.
#[cfg(target_arch = "wasm32")]
fn offered() -> (bool, Vec<mewayz::identity::Provider>) {
    (false, Vec::new())
}
