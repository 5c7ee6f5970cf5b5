use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Button, Field, Variant};

use super::{Entrance, FormError, SignUp, failure, login::providers, typed};
use crate::words::identity as t;

#[component]
pub fn SignUpPage() -> impl IntoView {
    let action = ServerAction::<SignUp>::new();
    let error = failure(action.value());
    let message = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    view! {
        <Entrance title=t::create_your_account() text=t::sign_up_text()>
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <input type="hidden" name="next" value=next/>
                    <Field label=t::full_name() name="full_name" value=typed(error, "full_name") autocomplete="name" required=true error=message("full_name")/>
                    <Field label=t::email() name="email" kind="email" value=typed(error, "email") autocomplete="email" required=true error=message("email")/>
                    <Field label=t::password() name="password" kind="password" autocomplete="new-password" required=true hint=t::password_hint() error=message("password")/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::create_account()}</Button>
                </div>
            </ActionForm>
            {providers("")}
            <p class="text-muted">{t::have_account()} " " <a class="text-accent underline" href="/login">{t::sign_in()}</a></p>
        </Entrance>
    }
}
