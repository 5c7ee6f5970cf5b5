//! Signing up, in and out; the settings of an account.

mod agree;
mod code;
mod confirm;
mod forgot;
mod login;
mod office;
mod reset;
mod security;
mod server_fns;
mod settings;
mod sign_up;
mod verify;

pub use agree::{AgreePage, AgreedPage};
pub use code::CodePage;
pub use confirm::ConfirmPage;
pub use forgot::ForgotPage;
pub use login::LoginPage;
pub use office::*;
pub use reset::ResetPage;
pub use security::*;
pub use server_fns::*;
pub use settings::SettingsPage;
pub use sign_up::SignUpPage;
pub use verify::VerifyPage;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use mewayz::{Error, error::Conflict};
use ui::{ButtonLink, Callout, Tone};

use crate::{error::AppError, shared::Languages, words::security as security_words};

/// The card in which strangers prove who they are. Works without scripts.
#[component]
fn Entrance(title: &'static str, #[prop(optional)] text: Option<&'static str>, children: Children) -> impl IntoView {
    view! {
        <Title text=title/>
        <main class="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-6 px-5 py-10">
            <a href="/" class="text-lg font-semibold tracking-tight text-ink">"Mewayz"</a>
            <div class="stack">
                <h1 class="text-2xl font-semibold tracking-tight">{title}</h1>
                {text.map(|text| view! { <p class="text-muted">{text}</p> })}
            </div>
            {children()}
            <Languages/>
        </main>
    }
    .into_any()
}

/// What went wrong with the form as a whole, and the way to what it asks for.
#[component]
fn FormError(#[prop(into)] error: Signal<Option<AppError>>) -> impl IntoView {
    let here = use_location().pathname;
    move || {
        let error = error.get()?;
        let message = error.form()?;
        let proof = (error.error == Error::Conflict(Conflict::ProofNeeded)).then(|| format!("/confirm?next={}", here.get_untracked()));
        Some(view! {
            <Callout tone=Tone::Danger alert=true>
                <p>{message}</p>
                {proof.map(|href| view! { <div class="mt-2"><ButtonLink href class="no-underline" attr:rel="external">{security_words::confirm()}</ButtonLink></div> })}
            </Callout>
        })
    }
}

/// The error of an action, if it failed last time.
fn failure<T: 'static>(value: impl Get<Value = Option<Result<T, AppError>>> + Send + Sync + 'static) -> Signal<Option<AppError>> {
    Signal::derive(move || value.get().and_then(Result::err))
}

/// What was typed before the form failed.
fn typed(error: Signal<Option<AppError>>, field: &str) -> String {
    error.get_untracked().and_then(|e| e.typed.get(field).cloned()).unwrap_or_default()
}
