use leptos::prelude::*;
use ui::{Button, Field, Variant};

use super::{Entrance, FormError, ResetPassword, failure};
use crate::{shared::param, words::identity as t};

#[component]
pub fn ResetPage() -> impl IntoView {
    let action = ServerAction::<ResetPassword>::new();
    let error = failure(action.value());
    let token = param("token");
    view! {
        <Entrance title=t::choose_password() text=t::reset_text()>
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <input type="hidden" name="token" value=token.get_untracked()/>
                    <Field label=t::new_password() name="password" kind="password" autocomplete="new-password" required=true hint=t::password_hint() error=move || error.get().and_then(|e| e.field("password"))/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::save_password()}</Button>
                </div>
            </ActionForm>
            <p><a class="text-accent underline" href="/forgot">{t::ask_new_link()}</a></p>
        </Entrance>
    }
}
