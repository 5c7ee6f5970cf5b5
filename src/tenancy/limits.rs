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
    /// Bytes of all files in a workspace.
    MediaBytes,
    /// Folders in a workspace.
    MediaFolders,
    /// Members of a workspace and invitations that can still be accepted.
    Seats,
    /// Roles that a workspace made.
    Roles,
    /// Groups in a workspace.
    Groups,
}

impl Limit {
    pub const ALL: [Self; 9] = [
        Self::Sites,
        Self::Media,
        Self::Webhooks,
        Self::ApiKeys,
        Self::MediaBytes,
        Self::MediaFolders,
        Self::Seats,
        Self::Roles,
        Self::Groups,
    ];

    /// How many there may be in every plan. An entitlement of the workspace may say more, never less.
    pub fn most(self) -> i64 {
        match self {
            Self::Sites => 50,
            Self::Media => 5_000,
            Self::Webhooks => 20,
            Self::ApiKeys => 50,
            Self::MediaBytes => 5_000_000_000,
            Self::MediaFolders => 500,
            Self::Seats => 50,
            Self::Roles => 20,
            Self::Groups => 50,
        }
    }

    /// How many there may be with the feature that raises it, in the Professional and in the Enterprise plan.
    pub fn raised(self) -> (i64, i64) {
        match self {
            Self::Sites => (200, 1_000),
            Self::Media => (25_000, 100_000),
            Self::Webhooks => (50, 200),
            Self::ApiKeys => (100, 500),
            Self::MediaBytes => (50_000_000_000, 250_000_000_000),
            Self::MediaFolders => (1_000, 5_000),
            // The same in every plan.
            Self::Seats | Self::Roles | Self::Groups => (self.most(), self.most()),
        }
    }

    /// The name in the table of entitlements.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sites => "sites",
            Self::Media => "media",
            Self::Webhooks => "webhooks",
            Self::ApiKeys => "api_keys",
            Self::MediaBytes => "media_bytes",
            Self::MediaFolders => "media_folders",
            Self::Seats => "seats",
            Self::Roles => "roles",
            Self::Groups => "groups",
        }
    }

    /// What is said when it is reached: the limit, the plan that lifts it and where to go.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn reached(self) -> &'static str {
        match self {
            Self::Sites => {
                "All {most} bio sites of your plan are in use. {plan} has room for {more}: Settings, Plan. Or delete some you no longer need."
            }
            Self::Media => {
                "All {most} files of your plan are in use. {plan} has room for {more}: Settings, Plan. Or delete some you no longer need."
            }
            Self::Webhooks => {
                "All {most} webhooks of your plan are in use. {plan} has room for {more}: Settings, Plan. Or delete some you no longer need."
            }
            Self::ApiKeys => {
                "All {most} API keys of your plan are in use. {plan} has room for {more}: Settings, Plan. Or revoke some you no longer need."
            }
            Self::MediaBytes => {
                "All {most} bytes of your plan are in use. {plan} has room for {more}: Settings, Plan. Or delete files you no longer need."
            }
            Self::MediaFolders => {
                "All {most} folders of your plan are in use. {plan} has room for {more}: Settings, Plan. Or delete some you no longer need."
            }
            Self::Seats | Self::Roles | Self::Groups => "This workspace has reached its limit of {most}. Delete some you no longer need.",
        }
    }

    /// The least plan with more room than `most`, and how much it has; `None` at the top.
    pub fn lifted_by(self, most: i64) -> Option<(&'static str, i64)> {
        let (professional, enterprise) = self.raised();
        [("Professional", professional), ("Enterprise", enterprise)].into_iter().find(|(_, more)| *more > most)
    }
}
