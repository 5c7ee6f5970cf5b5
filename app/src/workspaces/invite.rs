use leptos::prelude::*;
use mewayz::{ids::SiteId, workspaces::MadeRole};
use ui::{Button, Callout, Card, Checkbox, Choice, Field, Select, Tone, Variant, use_toasts};

use super::{
    InviteMember,
    forms::{beside, failure, problem, told, typed, workspace_field},
    words,
};
use crate::{
    shared::{copy, use_frame},
    words::{api_keys, teams as t},
};

/// Invites by mail or with a link.
#[component]
pub(super) fn InviteForm(roles: Vec<MadeRole>, sites: Vec<(SiteId, String)>, changed: RwSignal<u32>) -> impl IntoView {
    let action = ServerAction::<InviteMember>::new();
    let (error, mine) = (failure(action.value()), use_frame().workspace.access.rights);
    told(action.value(), t::invited);
    let days = [7_u16, 1, 14, 30].map(|days| Choice::new(days.to_string(), t::days(days.into()))).to_vec();
    // The list is read again once the link was seen: reading it replaces the form.
    let made = move || action.value().get().and_then(Result::ok);
    Effect::new(move || {
        if made().is_some_and(|invited| invited.link.is_none()) {
            changed.update(|n| *n += 1);
        }
    });
    view! {
        <Card title=t::invite() description=t::invite_text()>
            <ActionForm action=action>
                {workspace_field()}
                <div class="stack">
                    {problem(error, &["sites"])}
                    <Field label=t::address() name="email" kind="email" value=typed(error, "email") optional=true autocomplete="off" hint=t::address_hint() error=beside(error, "email")/>
                    <div class="grid gap-3 sm:grid-cols-2">
                        <Select label=t::role() name="role" options=words::choices(&roles, mine) value="viewer" error=beside(error, "role")/>
                        <Select label=t::lasts() name="days" options=days error=beside(error, "days")/>
                    </div>
                    {only(sites)}
                    <div class="actions"><Button kind="submit" variant=Variant::Primary icon="plus" loading=action.pending()>{t::send_invitation()}</Button></div>
                </div>
            </ActionForm>
            {move || made().and_then(|invited| invited.link).map(link)}
        </Card>
    }
    .into_any()
}

/// The sites of a guest.
fn only(sites: Vec<(SiteId, String)>) -> AnyView {
    if sites.is_empty() {
        return ().into_any();
    }
    let boxes = sites.into_iter().map(|(id, handle)| {
        view! { <Checkbox label=format!("@{handle}") name="sites[]" value=id.to_string() id=format!("invite-{id}")/> }
    });
    view! {
        <details>
            <summary class="cursor-pointer text-sm text-muted">{t::only_sites()}</summary>
            <p class="mt-2 text-sm text-muted">{t::only_sites_hint()}</p>
            <div class="mt-2 grid gap-2 sm:grid-cols-2">{boxes.collect_view()}</div>
        </details>
    }
    .into_any()
}

/// A link that is shown once.
pub(super) fn link(link: String) -> AnyView {
    let (toasts, text) = (use_toasts(), link.clone());
    view! {
        <div class="stack mt-4">
            <Callout tone=Tone::Success title=t::your_link()>{t::link_once()}</Callout>
            <pre class="overflow-x-auto rounded-md bg-sunken p-3 text-sm" tabindex="0" dir="ltr"><code data-invitation="">{link}</code></pre>
            <div class="actions"><Button icon="copy" on:click=move |_| copy(text.clone(), toasts)>{api_keys::copy()}</Button></div>
        </div>
    }
    .into_any()
}
