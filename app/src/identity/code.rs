use leptos::prelude::*;
use ui::{Button, Field, Variant};

use super::{Entrance, FormError, SecondStep, failure};
use crate::words::security as t;

/// Asks for the code after the password.
#[component]
pub fn CodePage() -> impl IntoView {
    let action = ServerAction::<SecondStep>::new();
    let error = failure(action.value());
    view! {
        <Entrance title=t::one_more_step() text=t::code_text()>
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <Field label=t::code() name="code" autocomplete="one-time-code" required=true autofocus=true hint=t::code_hint() error=move || error.get().and_then(|e| e.field("code"))/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::go_on()}</Button>
                </div>
            </ActionForm>
            <p><a class="text-accent underline" href="/login">{t::start_again()}</a></p>
        </Entrance>
    }
}
