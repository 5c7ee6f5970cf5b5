use leptos::prelude::*;
use leptos_router::hooks::use_location;
use ui::{TabLink, Tabs};

use super::use_workspace;
use crate::words::{identity, notifications, shared as t};

type Page = (fn() -> &'static str, &'static str);

/// Name and path under `/w/{workspace}/settings` of every page of settings.
const PAGES: [Page; 3] = [(identity::account, ""), (notifications::title, "/notifications"), (t::audit_log, "/audit")];

/// Leads from one page of settings to the next.
#[component]
pub fn SettingsTabs() -> impl IntoView {
    let workspace = use_workspace();
    let path = use_location().pathname;
    let link = move |(label, tail): Page| {
        let href = format!("/w/{}/settings{tail}", workspace.get_untracked());
        let target = href.clone();
        view! { <TabLink label=label() href active=Signal::derive(move || path.with(|p| *p == target))/> }
    };
    view! { <div class="mb-6"><Tabs label=t::settings()>{PAGES.map(link)}</Tabs></div> }
}
