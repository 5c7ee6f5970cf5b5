use leptos::{prelude::*, server_fn::ServerFn};
use mewayz::notifications::{Phone, PhoneState};
use ui::{Badge, Button, Callout, Card, Field, Size, Tone, Variant};

use super::{ConfirmPhone, RemovePhone, SendPhoneCode};
use crate::{
    error::AppError,
    words::{SLOT, notifications as t, rich},
};

/// What a person does with their number.
#[derive(Clone, Copy)]
pub(super) struct PhoneActions {
    send: ServerAction<SendPhoneCode>,
    confirm: ServerAction<ConfirmPhone>,
    remove: ServerAction<RemovePhone>,
}

impl PhoneActions {
    pub(super) fn new() -> Self {
        let actions = Self { send: ServerAction::new(), confirm: ServerAction::new(), remove: ServerAction::new() };
        // What was wrong with a code says nothing of the one that was sent after it.
        Effect::new(move |_| actions.send.value().with(|sent| matches!(sent, Some(Ok(())))).then(|| actions.confirm.clear()));
        actions
    }

    /// Grows when one of them has succeeded; what was typed stays when one fails.
    pub(super) fn done(self) -> (Memo<usize>, Memo<usize>, Memo<usize>) {
        (succeeded(self.send), succeeded(self.confirm), succeeded(self.remove))
    }
}

fn succeeded<F>(action: ServerAction<F>) -> Memo<usize>
where
    F: ServerFn<Output = (), Error = AppError> + Clone + Send + Sync + 'static,
{
    Memo::new(move |before: Option<&usize>| {
        let version = action.version().get();
        let is_done = action.value().with(|value| matches!(value, Some(Ok(()))));
        if is_done { version } else { before.copied().unwrap_or_default() }
    })
}

/// The number to which a person's text messages go, and how it becomes theirs. Works without scripts.
#[component]
pub(super) fn PhoneCard(phone: Option<Phone>, actions: PhoneActions) -> impl IntoView {
    let state = phone.as_ref().map(|phone| phone.state);
    let content = match phone {
        Some(phone) if state == Some(PhoneState::Confirmed) => confirmed(phone, actions),
        phone => {
            let number = phone.map(|phone| phone.number).unwrap_or_default();
            let asked = (state == Some(PhoneState::Asked)).then(|| code_form(number.clone(), actions));
            view! { <div class="stack">{number_form(number, actions)} {asked}</div> }.into_any()
        }
    };
    view! { <Card title=t::texts() description=t::texts_text()>{content}</Card> }.into_any()
}

fn confirmed(phone: Phone, actions: PhoneActions) -> AnyView {
    let label = t::remove_device(&phone.number);
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3">
            <p class="actions"><span class="font-medium" dir="ltr">{phone.number}</span> <Badge tone=Tone::Success>{t::confirmed()}</Badge></p>
            <ActionForm action=actions.remove>
                <Button kind="submit" size=Size::Small icon="trash-2" attr:aria-label=label>{t::remove()}</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}

fn number_form(number: String, actions: PhoneActions) -> AnyView {
    let error: Signal<Option<AppError>> = Signal::derive(move || actions.send.value().get().and_then(Result::err));
    let label = if number.is_empty() { t::send_code() } else { t::send_new_code() };
    let value = error.get_untracked().and_then(|e| e.typed.get("number").cloned()).unwrap_or(number);
    view! {
        <ActionForm action=actions.send>
            <div class="stack">
                {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                <Field label=t::number() name="number" kind="tel" autocomplete="tel" value=value maxlength=40_u32 required=true
                    hint=t::number_hint() error=move || error.get().and_then(|e| e.field("number"))/>
                <div class="actions"><Button kind="submit" loading=actions.send.pending()>{label}</Button></div>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn code_form(number: String, actions: PhoneActions) -> AnyView {
    let error: Signal<Option<AppError>> = Signal::derive(move || actions.confirm.value().get().and_then(Result::err));
    let sent_to = rich(t::code_sent(SLOT), view! { <b dir="ltr">{number}</b> }.into_any());
    view! {
        <ActionForm action=actions.confirm>
            <div class="stack">
                {move || error.get().and_then(|e| e.form()).map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                <p class="text-sm" role="status">{sent_to}</p>
                <Field label=t::code() name="code" autocomplete="one-time-code" inputmode="numeric" maxlength=12_u32 required=true
                    error=move || error.get().and_then(|e| e.field("code"))/>
                <div class="actions">
                    <Button variant=Variant::Primary kind="submit" loading=actions.confirm.pending()>{t::confirm()}</Button>
                </div>
            </div>
        </ActionForm>
    }
    .into_any()
}
