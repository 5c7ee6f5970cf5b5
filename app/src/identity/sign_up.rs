use leptos::prelude::*;
use ui::{Button, Field, Variant};

use super::{Entrance, FormError, SignUp, failure, typed};

#[component]
pub fn SignUpPage() -> impl IntoView {
    let action = ServerAction::<SignUp>::new();
    let error = failure(action.value());
    let message = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    view! {
        <Entrance title="Create your account" text="One page for everything you do. Free to start.">
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <Field label="Full name" name="full_name" value=typed(error, "full_name") autocomplete="name" required=true error=message("full_name")/>
                    <Field label="Email" name="email" kind="email" value=typed(error, "email") autocomplete="email" required=true error=message("email")/>
                    <Field label="Password" name="password" kind="password" autocomplete="new-password" required=true hint="At least 8 characters." error=message("password")/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>"Create account"</Button>
                </div>
            </ActionForm>
            <p class="text-muted">"Already have an account? " <a class="text-accent underline" href="/login">"Sign in"</a></p>
        </Entrance>
    }
}
