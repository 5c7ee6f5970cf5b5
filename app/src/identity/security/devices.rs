use leptos::prelude::*;
use mewayz::identity::SessionSummary;
use ui::{Badge, Button, Card, Size, Tone};

use super::SignOutElsewhere;
use crate::{
    identity::{RevokeSession, list_sessions},
    shared::{When, loaded},
    words::{self, SLOT, identity as t, rich, security, shared},
};

/// Where the person is signed in.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let (revoke, elsewhere) = (ServerAction::<RevokeSession>::new(), ServerAction::<SignOutElsewhere>::new());
    let sessions = Resource::new(move || (revoke.version().get(), elsewhere.version().get()), |_| list_sessions());
    let problem = move || revoke.value().get().and_then(Result::err).or_else(|| elsewhere.value().get().and_then(Result::err));
    view! {
        <Card title=t::devices() description=t::devices_text()>
            {loaded(sessions, move |sessions| {
                let others = sessions.len() > 1;
                view! {
                    {sessions.into_iter().map(|session| row(session, revoke)).collect_view()}
                    {others.then(|| view! { <ActionForm action=elsewhere><div class="mt-3"><Button kind="submit" icon="log-out" loading=elsewhere.pending()>{security::sign_out_elsewhere()}</Button></div></ActionForm> })}
                }.into_any()
            })}
            <p role="alert" class="text-danger">{move || problem().map(|e| e.to_string())}</p>
        </Card>
    }
}

fn row(session: SessionSummary, revoke: ServerAction<RevokeSession>) -> AnyView {
    let since = t::signed_in_since(words::utc(session.created_at));
    let last = view! { <When at=session.last_used_at/> }.into_any();
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line py-3 first:border-t-0">
            <div class="min-w-0">
                <p class="actions font-medium">{words::message(&session.device.into())} " " {session.current.then(|| view! { <Badge tone=Tone::Accent>{t::this_device()}</Badge> })}</p>
                <p class="text-sm text-muted" title=since>{rich(t::last_used(SLOT), last)} " · " {session.address}</p>
            </div>
            <ActionForm action=revoke>
                <input type="hidden" name="reference" value=session.reference.to_string()/>
                <Button kind="submit" size=Size::Small icon="log-out">{shared::sign_out()}</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}
