use leptos::prelude::*;
use ui::{Button, Variant};

use super::{Entrance, FormError, VerifyEmail, failure};
use crate::{
    shared::param,
    words::{identity as t, shared},
};

/// Confirms with a button: opening a link changes nothing, since mail scanners open links too.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let action = ServerAction::<VerifyEmail>::new();
    let error = failure(action.value());
    let token = param("token");
    view! {
        <Entrance title=shared::confirm_address() text=t::verify_text()>
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <input type="hidden" name="token" value=token.get_untracked()/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::confirm_address()}</Button>
                </div>
            </ActionForm>
            <p><a class="text-accent underline" href="/w">{t::to_workspace()}</a></p>
        </Entrance>
    }
}
