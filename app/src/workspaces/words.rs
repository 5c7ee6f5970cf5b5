//! Names of roles and permissions as people say them.

use mewayz::{
    tenancy::{Grants, Permission, Role},
    workspaces::MadeRole,
};
use ui::Choice;

use crate::words::teams as t;

/// The name of a role; `made` is the name of one that the workspace made.
pub(super) fn role(role: Role, made: Option<&str>) -> String {
    match role {
        Role::Owner => t::owner().to_owned(),
        Role::Admin => t::admin().to_owned(),
        Role::Editor => t::editor().to_owned(),
        Role::Viewer => t::viewer().to_owned(),
        Role::Custom => made.unwrap_or_default().to_owned(),
    }
}

/// The roles that somebody with `rights` can give, the least first.
pub(super) fn choices(made: &[MadeRole], rights: Grants) -> Vec<Choice> {
    let product =
        Role::ALL.into_iter().rev().filter(|one| one.rights().is_within(rights)).map(|one| Choice::new(one.name(), role(one, None)));
    let made = made.iter().filter(|one| one.rights.is_within(rights)).map(|one| Choice::new(one.id.to_string(), one.name.clone()));
    product.chain(made).collect()
}

/// What a permission lets somebody do.
pub(super) fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::ViewSites => t::view_sites(),
        Permission::EditSites => t::edit_sites(),
        Permission::PublishSites => t::publish_sites(),
        Permission::ViewAnalytics => t::view_analytics(),
        Permission::ViewMedia => t::view_media(),
        Permission::UploadMedia => t::upload_media(),
        Permission::ViewAudit => t::view_audit(),
        Permission::ManageWebhooks => t::manage_webhooks(),
        Permission::ManageApiKeys => t::manage_api_keys(),
        Permission::ViewMembers => t::view_members(),
        Permission::ManageMembers => t::manage_members(),
        Permission::ManageRoles => t::manage_roles(),
        Permission::ManageWorkspace => t::manage_workspace(),
        Permission::ShareSites => t::share_sites(),
        Permission::ViewUsage => t::view_usage(),
        Permission::ManageBilling => t::manage_billing(),
        Permission::OwnWorkspace => t::own_workspace(),
    }
}
