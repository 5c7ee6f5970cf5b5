//! Who may do what in a workspace. The first of the three walls (docs/tenancy.md).

use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
mod scope;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use scope::Actor;
#[cfg(not(target_arch = "wasm32"))]
pub use scope::{Member, Scope, Site};

mod grants;
mod limits;
pub use grants::Grants;
pub use limits::Limit;

/// What a member is in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Editor,
    Viewer,
}

/// What a verb asks for before it touches anything.
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
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Editor, Self::Viewer];

    /// The role × permission matrix; a snapshot in the tests shows it to people.
    pub fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::ViewSites | Permission::ViewAnalytics | Permission::ViewMedia => true,
            Permission::EditSites | Permission::PublishSites | Permission::UploadMedia => self != Self::Viewer,
            Permission::ViewAudit | Permission::ManageWebhooks | Permission::ManageApiKeys | Permission::ManageBilling => {
                self == Self::Owner
            }
        }
    }

    /// The name stored in `memberships.role`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
        }
    }

    /// The role stored under a name; `None` for a name this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl Permission {
    pub const ALL: [Self; 10] = [
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
    ];

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
            // A key that makes keys would outlive its own revocation; what costs money is for people to do.
            Self::ViewAudit | Self::ManageApiKeys | Self::ManageBilling => None,
        }
    }

    /// The permission behind the name of a scope.
    pub fn from_scope(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.scope() == Some(name))
    }
}
