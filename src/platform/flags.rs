use serde::{Deserialize, Serialize};

use crate::{
    ids::{UserId, WorkspaceId},
    plans::Plan,
};

/// What can be turned off, or rolled out step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    SignUps,
    Uploads,
    /// First steps and samples for newcomers.
    Onboarding,
}

/// How a feature is switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Off,
    /// For a share and for those who are listed.
    Rollout,
    On,
}

/// Who a feature is on for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub state: State,
    /// 0 to 100.
    pub percent: u8,
    pub workspaces: Vec<WorkspaceId>,
    pub users: Vec<UserId>,
    /// Workspaces that have one of these now.
    #[serde(default)]
    pub plans: Vec<Plan>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Subject {
    pub workspace: Option<WorkspaceId>,
    pub user: Option<UserId>,
    /// What the workspace has; needed only where [`super::Platform::asks_plan`].
    pub plan: Option<Plan>,
}

impl Flag {
    pub const ALL: [Self; 3] = [Self::SignUps, Self::Uploads, Self::Onboarding];

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignUps => "sign_ups",
            Self::Uploads => "uploads",
            Self::Onboarding => "onboarding",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.name() == name)
    }

    /// What holds until staff says otherwise: what is finished is on.
    pub fn default_rule(self) -> Rule {
        Rule { state: State::On, percent: 0, workspaces: Vec::new(), users: Vec::new(), plans: Vec::new() }
    }
}

impl State {
    pub const ALL: [Self; 3] = [Self::Off, Self::Rollout, Self::On];

    /// The name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Rollout => "rollout",
            Self::On => "on",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl Rule {
    /// Whether the feature is on for `subject`. In a roll-out the whole workspace gets the same answer, and who is in at
    /// 10 % is still in at 20 %.
    pub fn is_on(&self, flag: Flag, subject: Subject) -> bool {
        match self.state {
            State::Off => false,
            State::On => true,
            State::Rollout => self.lists(subject) || subject.id().is_some_and(|id| place(flag, id) < u32::from(self.percent) * 100),
        }
    }

    fn lists(&self, subject: Subject) -> bool {
        subject.workspace.is_some_and(|workspace| self.workspaces.contains(&workspace))
            || subject.user.is_some_and(|user| self.users.contains(&user))
            || subject.plan.is_some_and(|plan| self.plans.contains(&plan))
    }
}

impl Subject {
    /// Who the share is counted by.
    fn id(self) -> Option<uuid::Uuid> {
        self.workspace.map(|workspace| workspace.0).or(self.user.map(|user| user.0))
    }
}

/// A place from 0 to 9,999, evenly spread, the same at every time and different for every flag (FNV-1a, then mixed).
fn place(flag: Flag, id: uuid::Uuid) -> u32 {
    let bytes = flag.name().bytes().chain(id.into_bytes());
    let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    u32::try_from((hash >> 32) % 10_000).unwrap_or_default()
}
