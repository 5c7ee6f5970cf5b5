use leptos::prelude::*;
use ui::{Button, ButtonLink, Callout, Tone, Variant};

use super::{AgreeToEmail, Entrance, FormError, failure};
use crate::{
    shared::param,
    words::{identity, security as t},
};

/// Agrees with a button: opening a link changes nothing, since mail scanners open links too.
#[component]
pub fn AgreePage() -> impl IntoView {
    let action = ServerAction::<AgreeToEmail>::new();
    let error = failure(action.value());
    let (side, token) = (param("side"), param("token"));
    let text = if side.get_untracked() == "old" { t::agree_old_text() } else { t::agree_new_text() };
    view! {
        <Entrance title=t::new_address() text=text>
            <ActionForm action=action>
                <div class="stack">
                    <FormError error/>
                    <input type="hidden" name="side" value=side.get_untracked()/>
                    <input type="hidden" name="token" value=token.get_untracked()/>
                    <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::agree()}</Button>
                </div>
            </ActionForm>
        </Entrance>
    }
}

/// What agreeing has led to: `done`, or `waiting` for the other address.
#[component]
pub fn AgreedPage() -> impl IntoView {
    let done = param("outcome").get_untracked() == "done";
    let text = if done { t::address_changed() } else { t::address_waits() };
    view! {
        <Entrance title=t::new_address()>
            <Callout tone={if done { Tone::Success } else { Tone::Info }}>{text}</Callout>
            <ButtonLink href="/w">{identity::to_workspace()}</ButtonLink>
        </Entrance>
    }
}
