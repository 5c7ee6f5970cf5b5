use leptos::prelude::*;
use ui::{Button, Callout, Card, Field, Tone};

use super::{ChangePassword, page::Changed};
use crate::{
    identity::{FormError, failure},
    words::{identity, security as t},
};

/// A new password, for who has one already and for who came through a provider.
#[component]
pub(super) fn Password(has: bool, fresh: bool) -> impl IntoView {
    let action = ServerAction::<ChangePassword>::new();
    let error = failure(action.value());
    let changed = expect_context::<Changed>();
    let done = move || matches!(action.value().get(), Some(Ok(())));
    // A first password makes other parts of the page possible; another one changes nothing that is shown.
    if !has {
        changed.after(action.into());
    }
    view! {
        <Card title=identity::password() description={if has { t::password_text() } else { t::no_password_text() }}>
            {fresh.then(|| view! {
                <ActionForm action=action>
                    <div class="stack">
                        <FormError error/>
                        {move || done().then(|| view! { <Callout tone=Tone::Success>{t::password_changed()}</Callout> })}
                        <Field label=identity::new_password() name="password" kind="password" autocomplete="new-password" required=true hint=identity::password_hint() error=move || error.get().and_then(|e| e.field("password"))/>
                        <div><Button kind="submit" loading=action.pending()>{identity::save_password()}</Button></div>
                    </div>
                </ActionForm>
            })}
        </Card>
    }
}
