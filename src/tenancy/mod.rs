//! Who may do what in a workspace. The first of the three walls (docs/tenancy.md).

use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
mod scope;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use scope::Actor;
#[cfg(not(target_arch = "wasm32"))]
pub use scope::{Member, Scope, Site};

mod access;
mod grants;
mod limits;
pub use access::{Access, Standing};
pub use grants::Grants;
pub use limits::Limit;

/// What a member is in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Admin,
    Editor,
    Viewer,
    /// One that the workspace made; its permissions are stored.
    Custom,
}

/// What a verb asks for before it touches anything: an action on a kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    ViewSites,
    EditSites,
    PublishSites,
    ViewAnalytics,
    ViewMedia,
    UploadMedia,
    ViewAudit,
    ManageWebhooks,
    ManageApiKeys,
    ManageBilling,
    ViewMembers,
    ManageMembers,
    ManageRoles,
    ManageWorkspace,
    ShareSites,
    ViewUsage,
    OwnWorkspace,
}

impl Role {
    /// The roles of the product, from most to least.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Editor, Self::Viewer];

    /// The role × permission matrix; a snapshot in the tests shows it to people, and the page of roles.
    pub fn allows(self, permission: Permission) -> bool {
        use Permission as P;
        match permission {
            P::ViewSites | P::ViewAnalytics | P::ViewMedia | P::ViewMembers => self != Self::Custom,
            P::EditSites | P::PublishSites | P::UploadMedia => matches!(self, Self::Owner | Self::Admin | Self::Editor),
            P::ViewAudit
            | P::ManageWebhooks
            | P::ManageApiKeys
            | P::ManageMembers
            | P::ManageRoles
            | P::ManageWorkspace
            | P::ShareSites
            | P::ViewUsage => matches!(self, Self::Owner | Self::Admin),
            P::OwnWorkspace | P::ManageBilling => self == Self::Owner,
        }
    }

    /// All that it allows; nothing for a role that the workspace made.
    pub fn rights(self) -> Grants {
        Permission::ALL.into_iter().filter(|permission| self.allows(*permission)).collect()
    }

    /// The name stored in `memberships.role`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
            Self::Custom => "custom",
        }
    }

    /// The role stored under a name; `None` for a name this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().chain([Self::Custom]).find(|role| role.name() == name)
    }
}

impl Permission {
    pub const ALL: [Self; 17] = [
        Self::ViewSites,
        Self::EditSites,
        Self::PublishSites,
        Self::ViewAnalytics,
        Self::ViewMedia,
        Self::UploadMedia,
        Self::ViewAudit,
        Self::ManageWebhooks,
        Self::ManageApiKeys,
        Self::ManageBilling,
        Self::ViewMembers,
        Self::ManageMembers,
        Self::ManageRoles,
        Self::ManageWorkspace,
        Self::ShareSites,
        Self::ViewUsage,
        Self::OwnWorkspace,
    ];

    /// The name stored with roles that a workspace made.
    pub fn name(self) -> &'static str {
        match self {
            Self::ViewSites => "view_sites",
            Self::EditSites => "edit_sites",
            Self::PublishSites => "publish_sites",
            Self::ViewAnalytics => "view_analytics",
            Self::ViewMedia => "view_media",
            Self::UploadMedia => "upload_media",
            Self::ViewAudit => "view_audit",
            Self::ManageWebhooks => "manage_webhooks",
            Self::ManageApiKeys => "manage_api_keys",
            Self::ManageBilling => "manage_billing",
            Self::ViewMembers => "view_members",
            Self::ManageMembers => "manage_members",
            Self::ManageRoles => "manage_roles",
            Self::ManageWorkspace => "manage_workspace",
            Self::ShareSites => "share_sites",
            Self::ViewUsage => "view_usage",
            Self::OwnWorkspace => "own_workspace",
        }
    }

    /// The permission of a name; `None` for one that this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.name() == name)
    }

    /// The scope under which an API key carries this permission; `None` for what only people do.
    pub fn scope(self) -> Option<&'static str> {
        match self {
            Self::ViewSites => Some("bio_sites:read"),
            Self::EditSites => Some("bio_sites:write"),
            Self::PublishSites => Some("bio_sites:publish"),
            Self::ViewAnalytics => Some("analytics:read"),
            Self::ViewMedia => Some("media:read"),
            Self::UploadMedia => Some("media:write"),
            Self::ManageWebhooks => Some("webhooks:manage"),
            Self::ViewMembers => Some("members:read"),
            Self::ManageMembers => Some("members:write"),
            Self::ManageWorkspace => Some("workspace:manage"),
            // A key that makes keys, or roles, would outlive its own revocation; what costs money is for people to do.
            Self::ViewAudit
            | Self::ManageBilling
            | Self::ManageApiKeys
            | Self::ManageRoles
            | Self::ShareSites
            | Self::ViewUsage
            | Self::OwnWorkspace => None,
        }
    }

    /// The permission behind the name of a scope.
    pub fn from_scope(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.scope() == Some(name))
    }

    /// Whether it changes nothing: it stays in a workspace that is archived.
    pub fn is_reading(self) -> bool {
        matches!(self, Self::ViewSites | Self::ViewAnalytics | Self::ViewMedia | Self::ViewAudit | Self::ViewMembers | Self::ViewUsage)
    }

    /// Whether it is about single sites, so that a guest can have it for some of them.
    pub fn is_about_sites(self) -> bool {
        matches!(self, Self::ViewSites | Self::EditSites | Self::PublishSites | Self::ViewAnalytics)
    }

    /// Whether only owners have it: no role that a workspace makes can.
    pub fn is_for_owners(self) -> bool {
        matches!(self, Self::OwnWorkspace | Self::ManageBilling)
    }

    /// Whether it is power over others: programs give no role that has it.
    pub fn is_managing(self) -> bool {
        matches!(
            self,
            Self::ManageApiKeys
                | Self::ManageMembers
                | Self::ManageRoles
                | Self::ManageWorkspace
                | Self::ShareSites
                | Self::OwnWorkspace
                | Self::ManageBilling
        )
    }
}
