//! Who may do what in a workspace. The first of the three walls (docs/tenancy.md).

use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
mod scope;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use scope::Actor;
#[cfg(not(target_arch = "wasm32"))]
pub use scope::{Member, Scope, Site};

mod grants;
pub use grants::Grants;

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
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Editor, Self::Viewer];

    /// The role × permission matrix; a snapshot in the tests shows it to people.
    pub fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::ViewSites | Permission::ViewAnalytics | Permission::ViewMedia => true,
            Permission::EditSites | Permission::PublishSites | Permission::UploadMedia => self != Self::Viewer,
            Permission::ViewAudit | Permission::ManageWebhooks | Permission::ManageApiKeys => self == Self::Owner,
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
    pub const ALL: [Self; 9] = [
        Self::ViewSites,
        Self::EditSites,
        Self::PublishSites,
        Self::ViewAnalytics,
        Self::ViewMedia,
        Self::UploadMedia,
        Self::ViewAudit,
        Self::ManageWebhooks,
        Self::ManageApiKeys,
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
            // A key that makes keys would outlive its own revocation.
            Self::ViewAudit | Self::ManageApiKeys => None,
        }
    }

    /// The permission behind the name of a scope.
    pub fn from_scope(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.scope() == Some(name))
    }
}

/// Limits that keep one workspace from using everybody's share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Bio sites in a workspace.
    Sites,
    /// Files in a workspace.
    Media,
    /// Webhook endpoints of a workspace.
    Webhooks,
    /// API keys in a workspace that still work.
    ApiKeys,
    /// Bytes of all files in a workspace; a plan of its own will say more or less.
    MediaBytes,
    /// Folders in a workspace.
    MediaFolders,
}

impl Limit {
    /// How many there may be.
    pub fn most(self) -> i64 {
        match self {
            Self::Sites => 50,
            Self::Media => 5_000,
            Self::Webhooks => 20,
            Self::ApiKeys => 50,
            Self::MediaBytes => 5_000_000_000,
            Self::MediaFolders => 500,
        }
    }
}
