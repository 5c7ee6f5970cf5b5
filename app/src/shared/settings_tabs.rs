use leptos::prelude::*;
use leptos_router::hooks::use_location;
use ui::{TabLink, Tabs};

use super::use_workspace;

/// Name and path under `/w/{workspace}/settings` of every page of settings.
const PAGES: [(&str, &str); 2] = [("Account", ""), ("Audit log", "/audit")];

/// Leads from one page of settings to the next.
#[component]
pub fn SettingsTabs() -> impl IntoView {
    let workspace = use_workspace();
    let path = use_location().pathname;
    let link = move |(label, tail): (&'static str, &'static str)| {
        let href = format!("/w/{}/settings{tail}", workspace.get_untracked());
        let target = href.clone();
        view! { <TabLink label href active=Signal::derive(move || path.with(|p| *p == target))/> }
    };
    view! { <div class="mb-6"><Tabs label="Settings">{PAGES.map(link)}</Tabs></div> }
}
