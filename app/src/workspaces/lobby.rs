use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Button, Field, Variant};

use super::{
    CreateWorkspace,
    forms::{beside, failure, problem, typed},
};
use crate::{
    shared::{Languages, SignOutButton},
    words::onboarding as t,
};

/// `/w` for somebody who belongs to no workspace: to everybody else it leads to one of theirs.
#[component]
pub fn LobbyPage() -> impl IntoView {
    let action = ServerAction::<CreateWorkspace>::new();
    let error = failure(action.value());
    view! {
        <Title text=t::lobby_title()/>
        <main class="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-5 py-10">
            <a href="/" class="text-lg font-semibold tracking-tight text-ink">"Mewayz"</a>
            <div class="stack">
                <h1 class="text-2xl font-semibold tracking-tight">{t::lobby_title()}</h1>
                <p class="text-muted">{t::lobby_text()}</p>
            </div>
            <ActionForm action=action>
                <div class="stack">
                    {problem(error, &[])}
                    <Field label=t::lobby_name() name="name" value=typed(error, "name") required=true maxlength=120_u32 autocomplete="off" error=beside(error, "name")/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::lobby_create()}</Button>
                </div>
            </ActionForm>
            <SignOutButton/>
            <Languages/>
        </main>
    }
}
