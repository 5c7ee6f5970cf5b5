use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Button, ButtonLink, Callout, Field, Tone, Variant};

use super::{Entrance, FormError, RequestReset, failure, typed};

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
        <Entrance title="Forgot your password?" text="Enter your address and we will send you a link to choose a new one.">
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <Field label="Email" name="email" kind="email" value=typed(error, "email") autocomplete="email" required=true error=move || error.get().and_then(|e| e.field("email"))/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>"Send link"</Button>
                </div>
            </ActionForm>
            <p><a class="text-accent underline" href="/login">"Back to sign in"</a></p>
        </Entrance>
    }
}

/// The same words whether the address is known or not.
#[component]
fn Sent() -> impl IntoView {
    view! {
        <Entrance title="Look into your mail">
            <Callout tone=Tone::Success>
                "If the address has an account, a link to choose a new password is on its way. It works for one hour."
                {mail_folder().map(|_| view! { <span>" In development, mail comes to " <a class="underline" rel="external" href="/dev/mailbox">"the mailbox"</a> "."</span> })}
            </Callout>
            <ButtonLink href="/login">"Back to sign in"</ButtonLink>
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
