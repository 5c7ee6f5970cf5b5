use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::locale::Locale;
use server_fn::ServerFn;
use ui::{Badge, Button, Card, Choice, PageHeader, Select, Tone};

use super::ChooseLanguage;
use crate::{
    shared::{SettingsTabs, use_frame},
    words::{self, identity as t, shared},
};

#[component]
pub fn SettingsPage() -> impl IntoView {
    let frame = use_frame();
    let account = frame.account;
    let languages = Locale::ALL.map(|locale| Choice::new(locale.tag(), locale.native_name())).to_vec();
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
        </div>
    }
}
