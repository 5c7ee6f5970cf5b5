use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Button, ButtonLink, Callout, Field, Tone, Variant};

use super::{Entrance, FormError, RequestReset, failure, typed};
use crate::words::{SLOT, identity as t, rich, shared};

#[component]
pub fn ForgotPage() -> impl IntoView {
    let sent = use_query_map().with_untracked(|query| query.get("sent").is_some());
    if sent { view! { <Sent/> }.into_any() } else { view! { <Ask/> }.into_any() }
}

#[component]
fn Ask() -> impl IntoView {
    let action = ServerAction::<RequestReset>::new();
    let error = failure(action.value());
    view! {
        <Entrance title=t::forgot_question() text=t::forgot_text()>
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <Field label=t::email() name="email" kind="email" value=typed(error, "email") autocomplete="email" required=true error=move || error.get().and_then(|e| e.field("email"))/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::send_link()}</Button>
                </div>
            </ActionForm>
            <p><a class="text-accent underline" href="/login">{t::back_to_sign_in()}</a></p>
        </Entrance>
    }
}

/// The same words whether the address is known or not.
#[component]
fn Sent() -> impl IntoView {
    view! {
        <Entrance title=t::look_into_mail()>
            <Callout tone=Tone::Success>
                {t::reset_sent()}
                {mail_folder().map(|folder| view! { <span>" " {rich(shared::mail_folder(SLOT), view! { <a class="underline" rel="external" href="/dev/mailbox">{folder}</a> }.into_any())}</span> })}
            </Callout>
            <ButtonLink href="/login">{t::back_to_sign_in()}</ButtonLink>
        </Entrance>
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn mail_folder() -> Option<String> {
    crate::context::settings().mail_folder.clone()
}

/// This page is rendered by the server only.
#[cfg(target_arch = "wasm32")]
fn mail_folder() -> Option<String> {
    None
}
