use leptos::prelude::*;
use leptos_router::hooks::use_location;
use mewayz::tenancy::Permission;
use ui::{TabLink, Tabs};

use super::use_frame;
use crate::words::{identity, notifications, plans, security, shared as t, teams};

/// Name, path under `/w/{workspace}/settings`, and what it asks for.
type Page = (fn() -> &'static str, &'static str, Option<Permission>);

const PAGES: [Page; 13] = [
    (identity::account, "", None),
    (security::title, "/security", None),
    (notifications::title, "/notifications", None),
    (teams::workspace, "/workspace", Some(Permission::ViewSites)),
    (teams::members, "/members", Some(Permission::ViewMembers)),
    (teams::groups, "/groups", Some(Permission::ViewMembers)),
    (teams::roles, "/roles", Some(Permission::ViewMembers)),
    (teams::sharing, "/sharing", Some(Permission::ViewMembers)),
    (teams::usage, "/usage", Some(Permission::ViewUsage)),
    (plans::title, "/billing", Some(Permission::ManageBilling)),
    (identity::webhooks, "/webhooks", Some(Permission::ManageWebhooks)),
    (identity::api_keys, "/api-keys", Some(Permission::ManageApiKeys)),
    (t::audit_log, "/audit", Some(Permission::ViewAudit)),
];

/// Leads from one page of settings to the next, where the reader may go.
#[component]
pub fn SettingsTabs() -> impl IntoView {
    let workspace = use_frame().workspace;
    let path = use_location().pathname;
    let tabs = PAGES.map(|(label, tail, needs)| {
        let href = format!("/w/{}/settings{tail}", workspace.slug);
        let target = href.clone();
        let may = needs.is_none_or(|permission| workspace.access.allows(permission));
        may.then(|| view! { <TabLink label=label() href active=Signal::derive(move || path.with(|p| *p == target))/> })
    });
    view! { <div class="mb-6"><Tabs label=t::settings()>{tabs}</Tabs></div> }
}
