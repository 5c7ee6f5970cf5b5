use leptos::prelude::*;
use mewayz::identity::PasskeySummary;
use server_fn::ServerFn;
use ui::{Button, Card, Dialog, Field, Size, Variant};

use super::{AddPasskey, BeginAddingPasskey, RemovePasskey, RenamePasskey, page::Changed};
use crate::{
    identity::{FormError, failure},
    shared::When,
    words::{SLOT, rich, security as t},
};

/// Devices that sign their owner in.
#[component]
pub(super) fn Passkeys(passkeys: Vec<PasskeySummary>, fresh: bool) -> impl IntoView {
    let rows = passkeys.into_iter().map(|passkey| view! { <Row passkey fresh/> }).collect_view();
    view! {
        <Card title=t::passkeys() description=t::passkeys_text()>
            {rows}
            {fresh.then(|| view! { <Add/> })}
        </Card>
    }
}

#[component]
fn Row(passkey: PasskeySummary, fresh: bool) -> impl IntoView {
    let remove = ServerAction::<RemovePasskey>::new();
    expect_context::<Changed>().after(remove.into());
    let open = RwSignal::new(false);
    let used = match passkey.last_used_at {
        Some(at) => rich(t::used(SLOT), view! { <When at=at/> }.into_any()),
        None => t::never_used().into_any(),
    };
    let (id, name) = (passkey.id.to_string(), passkey.name.clone());
    view! {
        <div class="border-t border-line py-3 first:border-t-0">
            <div class="flex flex-wrap items-center justify-between gap-3">
                <div class="min-w-0">
                    <p class="truncate font-medium" dir="auto">{passkey.name.clone()}</p>
                    <p class="text-sm text-muted">{used}</p>
                </div>
                <div class="actions">
                    <Button size=Size::Small icon="pencil" on:click=move |_| open.set(true)>{t::rename()}</Button>
                    {fresh.then(|| view! {
                        <ActionForm action=remove>
                            <input type="hidden" name="passkey" value=passkey.id.to_string()/>
                            <Button kind="submit" size=Size::Small icon="x" loading=remove.pending()>{t::remove()}</Button>
                        </ActionForm>
                    })}
                </div>
            </div>
            <FormError error=failure(remove.value())/>
            <Dialog id=format!("rename-{id}") title=t::rename_passkey() open=open><Rename id name/></Dialog>
        </div>
    }
}

#[component]
fn Rename(id: String, name: String) -> impl IntoView {
    let action = ServerAction::<RenamePasskey>::new();
    let error = failure(action.value());
    expect_context::<Changed>().after(action.into());
    view! {
        <ActionForm action=action>
            <div class="stack">
                <FormError error/>
                <input type="hidden" name="passkey" value=id/>
                <Field label=t::passkey_name() name="name" value=name required=true maxlength=60_u32 error=move || error.get().and_then(|e| e.field("name"))/>
                <div><Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::save()}</Button></div>
            </div>
        </ActionForm>
    }
}

/// The device is asked by `public/passkeys.js`, which puts its answer into the form.
#[component]
fn Add() -> impl IntoView {
    let action = ServerAction::<AddPasskey>::new();
    let error = failure(action.value());
    expect_context::<Changed>().after(action.into());
    view! {
        <div class="mt-3 border-t border-line pt-4">
            <ActionForm action=action attr:data-passkey="create" attr:data-begin=BeginAddingPasskey::url() attr:data-failed=t::passkey_not_made()>
                <div class="stack">
                    <FormError error/>
                    <input type="hidden" name="answer"/>
                    <Field label=t::passkey_name() name="name" required=true maxlength=60_u32 hint=t::passkey_name_hint() error=move || error.get().and_then(|e| e.field("name"))/>
                    <div><Button icon="key-round" loading=action.pending() attr:data-passkey-button="">{t::add_passkey()}</Button></div>
                    <p data-problem="" role="alert" class="text-sm text-danger"></p>
                </div>
            </ActionForm>
        </div>
    }
}
