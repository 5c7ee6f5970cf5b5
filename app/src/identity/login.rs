use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Button, Field, Variant};

use super::{Entrance, FormError, SignIn, failure, typed};
use crate::words::identity as t;

#[component]
pub fn LoginPage() -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let error = failure(action.value());
    let message = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    view! {
        <Entrance title=t::sign_in()>
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <input type="hidden" name="next" value=next/>
                    <Field label=t::email() name="email" kind="email" value=typed(error, "email") autocomplete="email" required=true error=message("email")/>
                    <Field label=t::password() name="password" kind="password" autocomplete="current-password" required=true error=message("password")/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::sign_in()}</Button>
                </div>
            </ActionForm>
            <p class="flex flex-wrap justify-between gap-3 text-muted">
                <a class="text-accent underline" href="/forgot">{t::forgot_question()}</a>
                <a class="text-accent underline" href="/signup">{t::create_an_account()}</a>
            </p>
        </Entrance>
    }
}
