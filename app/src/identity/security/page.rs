use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, lazy_route};
use ui::{ButtonLink, Callout, PageHeader, Tone};

use super::{
    Security, app::App, devices::Devices, email::Email, leave::Leaving, links::Links, load_security, passkeys::Passkeys, password::Password,
};
use crate::{
    error::AppError,
    shared::{SettingsTabs, loaded, use_workspace},
    words::{security as t, shared},
};

/// Told whenever something on the page has changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed(RwSignal<u32>);

impl Changed {
    pub(super) fn tell(self) {
        self.0.update(|n| *n += 1);
    }

    /// Tells whenever the action has succeeded.
    pub(super) fn after<I: Send + Sync + 'static, T: Clone + Send + Sync + 'static>(self, action: Action<I, Result<T, AppError>>) {
        Effect::new(move || {
            if action.value().with(|value| matches!(value, Some(Ok(_)))) {
                self.tell();
            }
        });
    }
}

/// Loaded when it is first visited.
pub struct SecurityRoute {
    data: Resource<Result<Security, AppError>>,
    changed: Changed,
}

#[lazy_route]
impl LazyRoute for SecurityRoute {
    fn data() -> Self {
        let changed = Changed(RwSignal::new(0));
        Self { data: Resource::new(move || changed.0.get(), |_| load_security()), changed }
    }

    fn view(this: Self) -> AnyView {
        provide_context(this.changed);
        view! {
            <Title text=t::title()/>
            <PageHeader title=shared::settings() description=t::text()/>
            <SettingsTabs/>
            <div class="stack max-w-3xl">
                {loaded(this.data, cards)}
                <Devices/>
                {loaded(this.data, |security| view! { <Leaving ends_at=security.ends_at fresh=security.fresh/> }.into_any())}
            </div>
        }
        .into_any()
    }
}

fn cards(security: Security) -> AnyView {
    let fresh = security.fresh;
    let next = format!("/w/{}/settings/security", use_workspace().get_untracked());
    let confirm = format!("/confirm?next={next}");
    view! {
        {(!fresh).then(|| view! {
            <Callout tone=Tone::Info title=t::is_it_you() icon="lock">
                <p>{t::confirm_first()}</p>
                <div class="mt-2"><ButtonLink href=confirm class="no-underline" attr:rel="external">{t::confirm()}</ButtonLink></div>
            </Callout>
        })}
        <Email change=security.email_change fresh/>
        <Password has=security.has_password fresh/>
        <App codes=security.codes setup=security.setup fresh/>
        {security.passkeys.map(|passkeys| view! { <Passkeys passkeys fresh/> })}
        {(!security.links.is_empty()).then(|| view! { <Links links=security.links fresh next/> })}
    }
    .into_any()
}
