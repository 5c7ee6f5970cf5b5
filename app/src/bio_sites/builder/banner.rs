//! What stands in the way of saving, and what to do about it. The page on the screen stays as it is.

use leptos::{prelude::*, task::spawn_local};
use ui::{Button, ButtonLink, Callout, Size, Tone, use_toasts};

use super::saver::{Save, Saver};
use crate::shared::keyed;
use crate::words::{builder as t, shared};

#[component]
pub(super) fn Banner(saver: Saver) -> impl IntoView {
    // Signed out stays up while it is tried again.
    let state = Memo::new(move |before: Option<&Save>| match saver.state.get() {
        Save::Saving => before.cloned().unwrap_or(Save::Saving),
        now => now,
    });
    keyed(
        move || state.get(),
        move |state| {
            let content = match state {
                Save::Conflict => conflict(saver),
                Save::SignedOut => signed_out(saver),
                Save::Refused(message) => refused(message),
                Save::Saved | Save::Pending | Save::Saving | Save::Retrying => return ().into_any(),
            };
            view! { <div class="border-b border-line p-2 md:p-3">{content}</div> }.into_any()
        },
    )
}

fn conflict(saver: Saver) -> AnyView {
    let (toasts, busy) = (use_toasts(), RwSignal::new(false));
    let settle = move |mine: bool| {
        busy.set(true);
        spawn_local(async move {
            let done = if mine { saver.keep_mine().await } else { saver.load_other().await };
            busy.try_set(false);
            match done {
                Ok(()) if mine => {}
                Ok(()) => toasts.with_action(t::other_version(), t::back_to_mine(), move || saver.editor.undo()),
                Err(error) => toasts.error(error.to_string()),
            }
        });
    };
    view! {
        <Callout tone=Tone::Warning alert=true title=t::conflict_title()>
            <p>{t::conflict_text()}</p>
            <div class="actions mt-2">
                <Button size=Size::Small disabled=busy on:click=move |_| settle(false)>{t::other_version_load()}</Button>
                <Button size=Size::Small disabled=busy on:click=move |_| settle(true)>{t::keep_mine()}</Button>
            </div>
        </Callout>
    }
    .into_any()
}

fn signed_out(saver: Saver) -> AnyView {
    view! {
        <Callout tone=Tone::Warning alert=true title=t::signed_out_title() icon="lock">
            <p>{t::signed_out_text()}</p>
            <div class="actions mt-2">
                <ButtonLink href="/login" size=Size::Small external=true attr:rel="external noopener">{shared::sign_in()}</ButtonLink>
                <Button size=Size::Small on:click=move |_| saver.retry()>{t::try_again()}</Button>
            </div>
        </Callout>
    }
    .into_any()
}

fn refused(message: String) -> AnyView {
    view! {
        <Callout tone=Tone::Danger alert=true title=t::not_saved()>
            <p>{message}</p>
        </Callout>
    }
    .into_any()
}
