use leptos::prelude::*;
use mewayz::ids::UserId;
use ui::{Button, Callout, Field, Tone, Variant};

use super::{Impersonate, LiftPerson, ResetSecondFactor, SignOutPerson, SuspendPerson};
use crate::{
    error::AppError,
    identity::{FormError, failure},
    words::people as t,
};

/// Something that staff do about a person, with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Suspend,
    Lift,
    SignOut,
    ResetSecondFactor,
    Impersonate,
}

/// One action for each.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    suspend: ServerAction<SuspendPerson>,
    lift: ServerAction<LiftPerson>,
    sign_out: ServerAction<SignOutPerson>,
    reset: ServerAction<ResetSecondFactor>,
    impersonate: ServerAction<Impersonate>,
}

impl Acts {
    pub(super) fn new() -> Self {
        Self {
            suspend: ServerAction::new(),
            lift: ServerAction::new(),
            sign_out: ServerAction::new(),
            reset: ServerAction::new(),
            impersonate: ServerAction::new(),
        }
    }

    /// Changes whenever something was done.
    pub(super) fn turn(self) -> usize {
        self.suspend.version().get() + self.lift.version().get() + self.sign_out.version().get() + self.reset.version().get()
    }

    pub(super) fn forms(self, person: UserId, offered: Vec<Act>) -> AnyView {
        offered
            .into_iter()
            .map(|act| view! { <div class="border-t border-line py-4 first:border-t-0 first:pt-0">{self.form(act, person)}</div> })
            .collect_view()
            .into_any()
    }

    fn form(self, act: Act, person: UserId) -> AnyView {
        match act {
            Act::Suspend => {
                let action = self.suspend;
                let body = body(person, "suspend", t::suspend(), t::suspend_text(), Variant::Danger, action.into());
                view! { <ActionForm action=action>{body}</ActionForm> }.into_any()
            }
            Act::Lift => {
                let action = self.lift;
                let body = body(person, "lift", t::lift(), t::lift_text(), Variant::Secondary, action.into());
                view! { <ActionForm action=action>{body}</ActionForm> }.into_any()
            }
            Act::SignOut => {
                let action = self.sign_out;
                let body = body(person, "sign-out", t::sign_out(), t::sign_out_text(), Variant::Secondary, action.into());
                view! { <ActionForm action=action>{body}</ActionForm> }.into_any()
            }
            Act::ResetSecondFactor => {
                let action = self.reset;
                let body = body(person, "reset", t::reset(), t::reset_text(), Variant::Danger, action.into());
                view! { <ActionForm action=action>{body}</ActionForm> }.into_any()
            }
            Act::Impersonate => {
                let action = self.impersonate;
                let body = body(person, "impersonate", t::impersonate(), t::impersonate_text(), Variant::Secondary, action.into());
                view! { <ActionForm action=action>{body}</ActionForm> }.into_any()
            }
        }
    }
}

/// What the forms have in common: what the act does, why it is done, and how it went.
fn body<I: Send + Sync + 'static>(
    person: UserId,
    id: &'static str,
    label: &'static str,
    text: &'static str,
    variant: Variant,
    action: Action<I, Result<(), AppError>>,
) -> AnyView {
    let error = failure(action.value());
    view! {
        <div class="stack">
            <FormError error/>
            {move || matches!(action.value().get(), Some(Ok(()))).then(|| view! { <Callout tone=Tone::Success>{t::done()}</Callout> })}
            <p class="text-muted">{text}</p>
            <input type="hidden" name="person" value=person.to_string()/>
            <Field label=t::why() name="reason" id=format!("reason-{id}") required=true maxlength=500_u32 autocomplete="off" error=move || error.get().and_then(|e| e.field("reason"))/>
            <div><Button kind="submit" variant=variant loading=action.pending()>{label}</Button></div>
        </div>
    }
    .into_any()
}
