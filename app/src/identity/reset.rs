use leptos::prelude::*;
use ui::{Button, Field, Variant};

use super::{Entrance, FormError, ResetPassword, failure};
use crate::shared::param;

#[component]
pub fn ResetPage() -> impl IntoView {
    let action = ServerAction::<ResetPassword>::new();
    let error = failure(action.value());
    let token = param("token");
    view! {
        <Entrance title="Choose a new password" text="All devices will be signed out.">
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <input type="hidden" name="token" value=token.get_untracked()/>
                    <Field label="New password" name="password" kind="password" autocomplete="new-password" required=true hint="At least 8 characters." error=move || error.get().and_then(|e| e.field("password"))/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>"Save password"</Button>
                </div>
            </ActionForm>
            <p><a class="text-accent underline" href="/forgot">"Ask for a new link"</a></p>
        </Entrance>
    }
}
