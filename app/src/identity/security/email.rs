use leptos::prelude::*;
use mewayz::identity::EmailChange;
use ui::{Button, Callout, Card, Field, Tone};

use super::{RequestEmailChange, WithdrawEmailChange, page::Changed};
use crate::{
    identity::{FormError, failure, typed},
    shared::use_frame,
    words::{SLOT, identity, rich, security as t},
};

/// The address of the account, and the one that shall take its place.
#[component]
pub(super) fn Email(change: Option<EmailChange>, fresh: bool) -> impl IntoView {
    let email = use_frame().account.email;
    view! {
        <Card title=identity::email() description=t::email_text()>
            <div class="stack">
                <p dir="auto" class="font-medium">{email}</p>
                {match change {
                    Some(change) => pending(change),
                    None if fresh => view! { <Ask/> }.into_any(),
                    None => ().into_any(),
                }}
            </div>
        </Card>
    }
}

#[component]
fn Ask() -> impl IntoView {
    let action = ServerAction::<RequestEmailChange>::new();
    let error = failure(action.value());
    expect_context::<Changed>().after(action.into());
    view! {
        <ActionForm action=action>
            <div class="stack">
                <FormError error/>
                <Field label=t::new_email() name="email" kind="email" value=typed(error, "email") autocomplete="email" required=true error=move || error.get().and_then(|e| e.field("email"))/>
                <div><Button kind="submit" loading=action.pending()>{t::change_email()}</Button></div>
            </div>
        </ActionForm>
    }
}

fn pending(change: EmailChange) -> AnyView {
    let withdraw = ServerAction::<WithdrawEmailChange>::new();
    expect_context::<Changed>().after(withdraw.into());
    let text = match (change.old_agreed, change.new_agreed) {
        (false, false) => t::both_asked(SLOT),
        (true, _) => t::new_asked(SLOT),
        (false, true) => t::old_asked(SLOT),
    };
    view! {
        <Callout tone=Tone::Info icon="mail">
            <p>{rich(text, view! { <b dir="auto">{change.email}</b> }.into_any())}</p>
            <ActionForm action=withdraw><div class="mt-2"><Button kind="submit" loading=withdraw.pending()>{t::cancel()}</Button></div></ActionForm>
        </Callout>
    }
    .into_any()
}
