use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{identity::SessionSummary, locale::Locale};
use server_fn::ServerFn;
use ui::{Badge, Button, Card, Choice, PageHeader, Select, Size, Tone};

use super::{ChooseLanguage, RevokeSession, list_sessions};
use crate::{
    shared::{SettingsTabs, When, loaded, use_frame},
    words::{self, SLOT, identity as t, rich, shared},
};

#[component]
pub fn SettingsPage() -> impl IntoView {
    let frame = use_frame();
    let account = frame.account;
    let revoke = ServerAction::<RevokeSession>::new();
    let languages = Locale::ALL.map(|locale| Choice::new(locale.tag(), locale.native_name())).to_vec();
    let sessions = Resource::new(move || revoke.version().get(), |_| list_sessions());
    view! {
        <Title text=shared::settings()/>
        <PageHeader title=shared::settings() description=t::settings_text()/>
        <SettingsTabs/>
        <div class="stack max-w-3xl">
            <Card title=t::account()>
                <dl class="grid gap-x-6 gap-y-3 sm:grid-cols-[10rem_1fr]">
                    <dt class="text-muted">{t::name()}</dt><dd dir="auto">{account.full_name}</dd>
                    <dt class="text-muted">{t::email()}</dt>
                    <dd class="actions"><span dir="auto">{account.email}</span>
                        {if account.verified { view! { <Badge tone=Tone::Success>{t::confirmed()}</Badge> } } else { view! { <Badge tone=Tone::Warning>{t::not_confirmed()}</Badge> } }}
                    </dd>
                    <dt class="text-muted">{t::workspace()}</dt><dd dir="auto">{frame.workspace.name}</dd>
                </dl>
            </Card>
            <Card title=shared::language() description=t::language_text()>
                // A plain form: the page comes back whole, in the other language.
                <form method="post" action=ChooseLanguage::url() class="flex flex-wrap items-end gap-3">
                    <Select label=shared::language() name="locale" options=languages value=words::locale().tag()/>
                    <Button kind="submit">{t::save_language()}</Button>
                </form>
            </Card>
            <Card title=t::devices() description=t::devices_text()>
                {loaded(sessions, move |sessions| sessions.into_iter().map(|s| session_row(s, revoke)).collect_view().into_any())}
                <p role="alert" class="text-danger">{move || revoke.value().get().and_then(Result::err).map(|e| e.to_string())}</p>
            </Card>
        </div>
    }
}

fn session_row(session: SessionSummary, revoke: ServerAction<RevokeSession>) -> AnyView {
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
