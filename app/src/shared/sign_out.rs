use leptos::prelude::*;
use ui::Button;

use crate::{identity::SignOut, words::shared as t};

/// Signs out, from pages that have no frame.
#[component]
pub fn SignOutButton() -> impl IntoView {
    let action = ServerAction::<SignOut>::new();
    view! { <ActionForm action=action><Button kind="submit" icon="log-out" loading=action.pending()>{t::sign_out()}</Button></ActionForm> }
}
