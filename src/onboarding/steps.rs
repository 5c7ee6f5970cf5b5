//! The catalogue: what people do, what they want, and the first steps there are.

use serde::{Deserialize, Serialize};

use super::{Placed, Shown};
use crate::tenancy::Permission;

/// Names in the database and in forms, both ways.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in the database and in forms.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }

            /// `None` for a name that this version does not know.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trade {
    Creator,
    Shop,
    Coach,
    Agency,
    /// Any other small firm.
    Firm,
}

named!(Trade { Creator = "creator", Shop = "shop", Coach = "coach", Agency = "agency", Firm = "firm" });

/// What somebody wants first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// A page that people find.
    Page,
    /// To look like themselves.
    Brand,
    /// To work with others.
    Team,
    /// To connect tools they have.
    Connect,
    /// To keep the account safe and hear of what happens.
    Safety,
    /// More room and features.
    Grow,
}

named!(Goal { Page = "page", Brand = "brand", Team = "team", Connect = "connect", Safety = "safety", Grow = "grow" });

/// A first step. Each leads to a system that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    ConfirmAddress,
    CreateSite,
    UploadMedia,
    PublishSite,
    SetLook,
    InviteTeam,
    AssignSite,
    ProtectAccount,
    ChooseNotices,
    AddWebhook,
    CreateApiKey,
    ChoosePlan,
}

named!(Step {
    ConfirmAddress = "confirm_address",
    CreateSite = "create_site",
    UploadMedia = "upload_media",
    PublishSite = "publish_site",
    SetLook = "set_look",
    InviteTeam = "invite_team",
    AssignSite = "assign_site",
    ProtectAccount = "protect_account",
    ChooseNotices = "choose_notices",
    AddWebhook = "add_webhook",
    CreateApiKey = "create_api_key",
    ChoosePlan = "choose_plan",
});

impl Goal {
    /// The steps that serve it.
    pub fn steps(self) -> &'static [Step] {
        match self {
            Self::Page => &[Step::CreateSite, Step::UploadMedia, Step::PublishSite],
            Self::Brand => &[Step::SetLook, Step::UploadMedia],
            Self::Team => &[Step::InviteTeam, Step::AssignSite],
            Self::Connect => &[Step::AddWebhook, Step::CreateApiKey],
            Self::Safety => &[Step::ProtectAccount, Step::ChooseNotices],
            Self::Grow => &[Step::ChoosePlan],
        }
    }
}

impl Trade {
    /// What holds until staff says otherwise: every step, in order.
    pub fn outline(self) -> Vec<Placed> {
        let always = self.always();
        let others = Step::ALL.iter().filter(|step| !always.contains(step));
        let placed = |shown| move |step: &Step| Placed { step: *step, shown };
        always.iter().map(placed(Shown::Always)).chain(others.map(placed(Shown::ForGoal))).collect()
    }

    /// What everybody of the trade is shown.
    fn always(self) -> &'static [Step] {
        use Step as S;
        match self {
            Self::Creator => &[S::ConfirmAddress, S::CreateSite, S::UploadMedia, S::PublishSite, S::ChooseNotices],
            Self::Shop => &[S::ConfirmAddress, S::SetLook, S::CreateSite, S::UploadMedia, S::PublishSite, S::ProtectAccount],
            Self::Coach => &[S::ConfirmAddress, S::CreateSite, S::PublishSite, S::SetLook, S::ProtectAccount],
            Self::Agency => &[
                S::ConfirmAddress,
                S::SetLook,
                S::InviteTeam,
                S::CreateSite,
                S::AssignSite,
                S::PublishSite,
                S::AddWebhook,
                S::ProtectAccount,
            ],
            Self::Firm => &[S::ConfirmAddress, S::SetLook, S::CreateSite, S::PublishSite, S::InviteTeam, S::ProtectAccount],
        }
    }
}

impl Step {
    /// Steps it builds on: it never stands before one of them.
    pub fn after(self) -> &'static [Self] {
        match self {
            Self::PublishSite => &[Self::CreateSite],
            Self::AssignSite => &[Self::InviteTeam, Self::CreateSite],
            _ => &[],
        }
    }

    /// Where it leads, below the address of the workspace.
    pub fn path(self) -> &'static str {
        match self {
            Self::ConfirmAddress => "/settings",
            Self::CreateSite => "/sites/new",
            Self::UploadMedia => "/media",
            Self::PublishSite => "/sites",
            Self::SetLook => "/settings/workspace",
            Self::InviteTeam => "/settings/members",
            Self::AssignSite => "/settings/groups",
            Self::ProtectAccount => "/settings/security",
            Self::ChooseNotices => "/settings/notifications",
            Self::AddWebhook => "/settings/webhooks",
            Self::CreateApiKey => "/settings/api-keys",
            Self::ChoosePlan => "/settings/billing",
        }
    }

    /// What somebody must be allowed to take it; `None` for what everybody does with their own account.
    pub fn needs(self) -> Option<Permission> {
        match self {
            Self::ConfirmAddress | Self::ProtectAccount | Self::ChooseNotices => None,
            Self::CreateSite => Some(Permission::EditSites),
            Self::UploadMedia => Some(Permission::UploadMedia),
            Self::PublishSite => Some(Permission::PublishSites),
            Self::SetLook => Some(Permission::ManageWorkspace),
            Self::InviteTeam | Self::AssignSite => Some(Permission::ManageMembers),
            Self::AddWebhook => Some(Permission::ManageWebhooks),
            Self::CreateApiKey => Some(Permission::ManageApiKeys),
            Self::ChoosePlan => Some(Permission::ManageBilling),
        }
    }

    /// Whether it connects something outside.
    pub fn is_integration(self) -> bool {
        matches!(self, Self::AddWebhook | Self::CreateApiKey)
    }
}
