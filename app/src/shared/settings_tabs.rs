use leptos::prelude::*;
use leptos_router::hooks::use_location;
use mewayz::tenancy::{Access, Permission};
use ui::{TabLink, Tabs};

use super::use_frame;
use crate::words::{domains, identity, notifications, plans, security, shared as t, teams};

/// Name, path under `/w/{workspace}/settings`, and what it asks for.
type Page = (fn() -> &'static str, &'static str, Option<Permission>);

/// About the person, the same in every workspace.
const OWN: [Page; 3] =
    [(identity::account, "", None), (security::title, "/security", None), (notifications::title, "/notifications", None)];

const OF_THE_WORKSPACE: [Page; 11] = [
    (teams::workspace, "/workspace", Some(Permission::ViewSites)),
    (teams::members, "/members", Some(Permission::ViewMembers)),
    (teams::groups, "/groups", Some(Permission::ViewMembers)),
    (teams::roles, "/roles", Some(Permission::ViewMembers)),
    (teams::sharing, "/sharing", Some(Permission::ViewMembers)),
    (teams::usage, "/usage", Some(Permission::ViewUsage)),
    (domains::title, "/domains", Some(Permission::ManageWorkspace)),
    (plans::title, "/billing", Some(Permission::ManageBilling)),
    (identity::webhooks, "/webhooks", Some(Permission::ManageWebhooks)),
    (identity::api_keys, "/api-keys", Some(Permission::ManageApiKeys)),
    (t::audit_log, "/audit", Some(Permission::ViewAudit)),
];

/// Leads from one page of settings to the next, where the reader may go: the person's own, then those of the workspace.
#[component]
pub fn SettingsTabs() -> impl IntoView {
    let workspace = use_frame().workspace;
    let path = use_location().pathname;
    let tab = move |(label, tail, needs): Page, slug: &str, access: Access| {
        let href = format!("/w/{slug}/settings{tail}");
        let target = href.clone();
        let may = needs.is_none_or(|permission| access.allows(permission));
        may.then(|| view! { <TabLink label=label() href active=Signal::derive(move || path.with(|p| *p == target))/> })
    };
    let row = |pages: &[Page]| pages.iter().map(|page| tab(*page, &workspace.slug, workspace.access)).collect_view();
    let (own, shared) = (row(&OWN), row(&OF_THE_WORKSPACE));
    view! {
        <div class="mb-6">
            <Tabs label=t::settings()>{own}</Tabs>
            <Tabs label=workspace.name.clone()>{shared}</Tabs>
        </div>
    }
}
