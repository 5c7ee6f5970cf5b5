use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{
    identity::SessionSummary,
    tenancy::{Permission, Role},
};
use ui::{Badge, Button, ButtonLink, Card, PageHeader, Size, Tone};

use super::{RevokeSession, list_sessions};
use crate::shared::{SettingsTabs, loaded, use_frame};

#[component]
pub fn SettingsPage() -> impl IntoView {
    let frame = use_frame();
    let account = frame.account;
    let (owner, slug) = (frame.workspace.role == Role::Owner, frame.workspace.slug.clone());
    let keys = frame.workspace.role.allows(Permission::ManageApiKeys).then(|| format!("/w/{}/settings/api-keys", frame.workspace.slug));
    let revoke = ServerAction::<RevokeSession>::new();
    let sessions = Resource::new(move || revoke.version().get(), |_| list_sessions());
    view! {
        <Title text="Settings"/>
        <PageHeader title="Settings" description="Your account and where you are signed in."/>
        <SettingsTabs/>
        <div class="stack max-w-3xl">
            <Card title="Account">
                <dl class="grid gap-x-6 gap-y-3 sm:grid-cols-[10rem_1fr]">
                    <dt class="text-muted">"Name"</dt><dd dir="auto">{account.full_name}</dd>
                    <dt class="text-muted">"Email"</dt>
                    <dd class="actions"><span dir="auto">{account.email}</span>
                        {if account.verified { view! { <Badge tone=Tone::Success>"Confirmed"</Badge> } } else { view! { <Badge tone=Tone::Warning>"Not confirmed"</Badge> } }}
                    </dd>
                    <dt class="text-muted">"Workspace"</dt><dd dir="auto">{frame.workspace.name}</dd>
                </dl>
            </Card>
            {owner.then(|| view! {
                <Card title="Webhooks" description="Tell other programs what happens in this workspace.">
                    <ButtonLink href=format!("/w/{slug}/settings/webhooks") icon="share-2">"Webhooks"</ButtonLink>
                </Card>
            })}
            {keys.map(|href| view! {
                <Card title="API keys" description="For programs of yours that work in this workspace.">
                    <ButtonLink href=href icon="key-round">"API keys"</ButtonLink>
                </Card>
            })}
            <Card title="Devices" description="Sign out any device you do not recognise; it takes effect at once.">
                {loaded(sessions, move |sessions| sessions.into_iter().map(|s| session_row(s, revoke)).collect_view().into_any())}
                <p role="alert" class="text-danger">{move || revoke.value().get().and_then(Result::err).map(|e| e.to_string())}</p>
            </Card>
        </div>
    }
}

fn session_row(session: SessionSummary, revoke: ServerAction<RevokeSession>) -> AnyView {
    let last = session.last_used_at.format("%-d %b %Y, %H:%M UTC").to_string();
    let since = session.created_at.format("since %-d %b %Y, %H:%M UTC").to_string();
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line py-3 first:border-t-0">
            <div class="min-w-0">
                <p class="actions font-medium">{session.device} {session.current.then(|| view! { <Badge tone=Tone::Accent>"This device"</Badge> })}</p>
                <p class="text-sm text-muted" title=since>"Last used " <time datetime=session.last_used_at.to_rfc3339()>{last}</time> " · " {session.address}</p>
            </div>
            <ActionForm action=revoke>
                <input type="hidden" name="reference" value=session.reference.to_string()/>
                <Button kind="submit" size=Size::Small icon="log-out">"Sign out"</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}
