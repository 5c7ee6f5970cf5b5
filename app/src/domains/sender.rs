use leptos::prelude::*;
use mewayz::{domains::Sender, ids::DomainId};
use ui::{Badge, Button, Callout, Card, Choice, Field, Select, Size, Tone, Variant};

use super::{CheckSender, RemoveSender, SaveSender, index::record};
use crate::{
    shared::When,
    words::{SLOT, domains as t, rich, teams},
    workspaces::forms::{beside, failure, problem, told, typed, workspace_field},
};

/// From which address the workspace's mail comes. `done` grows with every change.
#[component]
pub(super) fn SenderCard(sender: Option<Sender>, proven: Vec<(DomainId, String)>, done: RwSignal<usize>) -> impl IntoView {
    let (save, check, remove) =
        (ServerAction::<SaveSender>::new(), ServerAction::<CheckSender>::new(), ServerAction::<RemoveSender>::new());
    told(save.value(), teams::saved);
    Effect::new(move |before: Option<usize>| {
        let turn = save.version().get() + check.version().get() + remove.version().get();
        if before.is_some_and(|before| before != turn) {
            done.update(|done| *done += 1);
        }
        turn
    });
    let wrong = failure(check.value());
    let shown = sender.clone().map(|sender| {
        view! {
            <div class="stack">
                {problem(wrong, &[])}
                {standing(&sender)}
                {sender.proven_at.is_none().then(|| view! { <p class="text-muted">{t::key_text()}</p> {record(sender.record.clone())} })}
                <div class="actions">
                    <ActionForm action=check>
                        {workspace_field()}
                        <Button kind="submit" size=Size::Small loading=check.pending()>{t::look_now()}</Button>
                    </ActionForm>
                    <ActionForm action=remove>
                        {workspace_field()}
                        <Button kind="submit" size=Size::Small variant=Variant::Danger loading=remove.pending()>{t::remove()}</Button>
                    </ActionForm>
                </div>
            </div>
        }
    });
    view! {
        <Card title=t::sender() description=t::sender_text()>
            <div class="stack">
                {shown}
                {if proven.is_empty() { view! { <Callout tone=Tone::Info>{t::sender_needs()}</Callout> }.into_any() } else { form(sender.as_ref(), proven, save) }}
            </div>
        </Card>
    }
    .into_any()
}

fn standing(sender: &Sender) -> AnyView {
    let (name, tone) = if sender.proven_at.is_some() { (t::active(), Tone::Success) } else { (t::pending(), Tone::Warning) };
    let looked = sender.checked_at.map(|at| rich(t::looked(SLOT), view! { <When at/> }.into_any()));
    view! { <p class="actions"><b dir="ltr">{sender.address.clone()}</b> <Badge tone>{name}</Badge> <span class="text-sm text-muted">{looked}</span></p> }
        .into_any()
}

fn form(sender: Option<&Sender>, proven: Vec<(DomainId, String)>, action: ServerAction<SaveSender>) -> AnyView {
    let error = failure(action.value());
    let before = typed(error, "mailbox");
    let mailbox = if before.is_empty() { sender.and_then(|s| s.address.split('@').next()).unwrap_or("hello").to_owned() } else { before };
    let chosen = sender.map(|sender| sender.domain.to_string()).unwrap_or_default();
    let options: Vec<Choice> = proven.into_iter().map(|(id, host)| Choice::new(id.to_string(), format!("@{host}"))).collect();
    view! {
        <ActionForm action=action>
            {workspace_field()}
            <div class="stack">
                {problem(error, &["domain"])}
                <div class="grid items-start gap-3 sm:grid-cols-2">
                    <Field label=t::mailbox() name="mailbox" value=mailbox required=true maxlength=64_u32 autocomplete="off" error=beside(error, "mailbox")/>
                    <Select label=t::domain() name="domain" options value=chosen/>
                </div>
                <div class="actions"><Button kind="submit" loading=action.pending()>{teams::save()}</Button></div>
            </div>
        </ActionForm>
    }
    .into_any()
}
