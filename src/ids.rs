//! Typed ids: a site's id cannot be passed where a user's is wanted. UUIDv7, made on the server.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh id, ordered by time.
            #[cfg(not(target_arch = "wasm32"))]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        #[cfg(not(target_arch = "wasm32"))]
        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// A person with an account.
    UserId
);
id!(
    /// A passkey of a person.
    PasskeyId
);
id!(
    /// A workspace: the tenant.
    WorkspaceId
);
id!(
    /// A name of a workspace's own.
    DomainId
);
id!(
    /// A bio site.
    SiteId
);
id!(
    /// A file of the media library.
    MediaId
);
id!(
    /// A folder of the media library.
    FolderId
);
id!(
    /// A signed-in device, as its owner sees it; not the secret in the cookie.
    SessionRef
);
id!(
    /// A piece of work for later.
    JobId
);
id!(
    /// A webhook endpoint.
    EndpointId
);
id!(
    /// One message to one webhook endpoint.
    DeliveryId
);
id!(
    /// An API key, as its workspace sees it; not the secret itself.
    ApiKeyId
);
id!(
    /// A sign-in of a program in a person's name: a chain of refresh tokens.
    TokenFamilyId
);
id!(
    /// Something a person is told.
    NotificationId
);
id!(
    /// A browser that asked to be told.
    PushId
);
id!(
    /// A version of a plan: its prices and terms at a time.
    PlanVersionId
);
id!(
    /// A role that a workspace made.
    RoleId
);
id!(
    /// Something that staff say to people.
    AnnouncementId
);
id!(
    /// A group of members.
    GroupId
);
id!(
    /// An invitation to a workspace, as its workspace sees it; not the secret in the link.
    InvitationId
);
id!(
    /// A site that is somebody's to look after.
    AssignmentId
);
id!(
    /// A site that one workspace shows another.
    ShareId
);
