use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::workspaces::{Answer, Welcome};
use ui::{Button, ButtonLink, Callout, Tone, Variant};

use super::{
    AcceptInvitation,
    forms::{failure, problem},
    load_invitation, words,
};
use crate::{
    shared::{Languages, SignOutButton, loaded, param},
    words::{SLOT, identity, rich, teams as t},
};

/// `/invite/{token}`: shows what is offered; accepting is a button, since mail scanners open links too.
#[component]
pub fn InvitePage() -> impl IntoView {
    let token = param("token");
    let data = Resource::new(move || token.get(), load_invitation);
    view! {
        <Title text=t::invitation()/>
        <main class="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-5 py-10">
            <a href="/" class="text-lg font-semibold tracking-tight text-ink">"Mewayz"</a>
            {loaded(data, move |welcome| view! { <Offered welcome token=token.get_untracked()/> }.into_any())}
            <Languages/>
        </main>
    }
}

#[component]
fn Offered(welcome: Welcome, token: String) -> impl IntoView {
    let role = words::role(welcome.role, welcome.role_name.as_deref());
    let role = if welcome.only_assigned { format!("{role} ({})", t::guest()) } else { role };
    view! {
        <div class="stack">
            <h1 class="text-2xl font-semibold tracking-tight">{t::invitation()}</h1>
            <p>{t::invitation_text(welcome.invited_by, welcome.workspace)}</p>
            <p class="text-muted">{t::your_role(role)}</p>
            {answer(welcome.answer, token)}
        </div>
    }
    .into_any()
}

fn answer(answer: Answer, token: String) -> AnyView {
    match answer {
        Answer::Accept => accept(token),
        Answer::SignIn => {
            let (sign_in, sign_up) = (format!("/login?next=/invite/{token}"), format!("/signup?next=/invite/{token}"));
            view! {
                <p>{t::sign_in_first()}</p>
                <div class="actions">
                    <ButtonLink href=sign_in variant=Variant::Primary>{identity::sign_in()}</ButtonLink>
                    <ButtonLink href=sign_up>{identity::create_an_account()}</ButtonLink>
                </div>
            }
            .into_any()
        }
        Answer::OtherAddress(address) => view! {
            <Callout tone=Tone::Warning>{rich(t::other_address(SLOT), view! { <bdi>{address}</bdi> }.into_any())}</Callout>
            <SignOutButton/>
        }
        .into_any(),
        Answer::Confirm => view! { <Callout tone=Tone::Warning>{t::confirm_first()}</Callout> }.into_any(),
        Answer::Inside(slug) => view! {
            <p>{t::inside_already()}</p>
            <div class="actions"><ButtonLink href=format!("/w/{slug}") variant=Variant::Primary>{t::to_workspace()}</ButtonLink></div>
        }
        .into_any(),
    }
}

fn accept(token: String) -> AnyView {
    let action = ServerAction::<AcceptInvitation>::new();
    let error = failure(action.value());
    view! {
        <ActionForm action=action>
            <div class="stack">
                {problem(error, &[])}
                <input type="hidden" name="token" value=token/>
                <Button kind="submit" variant=Variant::Primary class="w-full" loading=action.pending()>{t::accept_invitation()}</Button>
            </div>
        </ActionForm>
    }
    .into_any()
}
