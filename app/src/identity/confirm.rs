use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use mewayz::identity::Provider;
use server_fn::ServerFn;
use ui::{Button, ButtonLink, Callout, Field, Tone, Variant};

use super::{BeginPasskey, ConfirmIdentity, ConfirmWithPasskey, Entrance, FormError, Proofs, SignOut, failure, load_proofs};
use crate::{
    error::AppError,
    shared::loaded,
    words::{identity, security as t, shared},
};

/// Asks somebody who is signed in to prove it again, before a risky act.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let proofs = Resource::new(|| (), |()| load_proofs());
    view! {
        <Entrance title=t::is_it_you() text=t::is_it_you_text()>
            {loaded(proofs, move |proofs| ways(proofs, &next))}
            <p><a class="text-accent underline" href="/w">{identity::to_workspace()}</a></p>
            <form method="post" action=SignOut::url()><Button kind="submit" icon="log-out">{shared::sign_out()}</Button></form>
        </Entrance>
    }
}

fn ways(proofs: Proofs, next: &str) -> AnyView {
    let office = next.starts_with("/admin");
    // Nothing but a code: who came through a provider and has an app.
    let (password, code_only) = (proofs.password, !proofs.password && proofs.code);
    let weak = office && !proofs.code && !proofs.passkey;
    let provider = proofs.provider.filter(|_| !password && !proofs.passkey && !proofs.code);
    let nothing = !password && !proofs.passkey && !proofs.code && provider.is_none();
    if weak {
        return view! {
            <Callout tone=Tone::Warning title=t::second_factor_missing()>{t::second_factor_missing_text()}</Callout>
            <ButtonLink href="/w" variant=Variant::Primary>{identity::to_workspace()}</ButtonLink>
        }
        .into_any();
    }
    view! {
        {proofs.passkey.then(|| with_passkey(next.to_owned()))}
        {(password || code_only).then(|| with_password(password, proofs.code, next.to_owned()))}
        {provider.map(|provider| with_provider(provider, "confirm", next))}
        {nothing.then(|| view! { <Callout tone=Tone::Warning>{t::no_proof()} " " <a class="underline" href="/forgot">{identity::forgot_question()}</a></Callout> })}
    }
    .into_any()
}

fn with_password(password: bool, code: bool, next: String) -> AnyView {
    let action = ServerAction::<ConfirmIdentity>::new();
    let error = failure(action.value());
    let message = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    view! {
        <ActionForm action=action>
            <div class="stack">
                <FormError error/>
                <input type="hidden" name="next" value=next/>
                {password.then(|| view! { <Field label=identity::password() name="password" kind="password" autocomplete="current-password" required=true error=message("password")/> })}
                {code.then(|| view! { <Field label=t::code() name="code" autocomplete="one-time-code" required=true hint=t::code_hint() error=message("code")/> })}
                <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::confirm()}</Button>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn with_passkey(next: String) -> AnyView {
    let action = ServerAction::<ConfirmWithPasskey>::new();
    let error = failure(action.value());
    view! {
        <ActionForm action=action attr:data-passkey="get" attr:data-begin=BeginPasskey::url() attr:data-failed=t::passkey_failed()>
            {passkey_fields(next, error)}
        </ActionForm>
    }
    .into_any()
}

/// What `public/passkeys.js` fills in, and where it tells what went wrong.
pub(super) fn passkey_fields(next: String, error: Signal<Option<AppError>>) -> AnyView {
    view! {
        <div class="stack">
            <FormError error/>
            <input type="hidden" name="answer"/>
            <input type="hidden" name="next" value=next/>
            <Button icon="key-round" class="w-full" attr:data-passkey-button="">{t::use_passkey()}</Button>
            <p data-problem="" role="alert" class="text-sm text-danger"></p>
        </div>
    }
    .into_any()
}

/// A form, since a link would change something: it begins an errand to the provider.
pub(super) fn with_provider(provider: Provider, purpose: &'static str, next: &str) -> AnyView {
    view! {
        <form method="post" action=format!("/auth/{}", provider.name())>
            <input type="hidden" name="purpose" value=purpose/>
            <input type="hidden" name="next" value=next.to_owned()/>
            <Button kind="submit" class="w-full">{t::go_on_with(provider.title())}</Button>
        </form>
    }
    .into_any()
}
