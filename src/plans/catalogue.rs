//! What there is to be had. Code and pages share it; a feature stands here once it exists.

use serde::{Deserialize, Serialize};

use crate::tenancy::Limit;

/// What a workspace can be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Every feature, with the room that every workspace has.
    Free,
    /// More room in the features that are chosen, for a price each.
    Professional,
    /// Still more room, and pages without our name.
    Enterprise,
}

/// A feature of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    BioSites,
    Media,
    Storage,
    Webhooks,
    Api,
    Themes,
    Schedules,
    Analytics,
    AuditLog,
    Notifications,
}

/// How often is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    #[default]
    Month,
    Year,
}

/// Under this key stands that pages do not say with what they were made.
pub const WHITE_LABEL: &str = "white_label";

impl Plan {
    pub const ALL: [Self; 3] = [Self::Free, Self::Professional, Self::Enterprise];
    /// Those that cost something.
    pub const PAID: [Self; 2] = [Self::Professional, Self::Enterprise];

    /// The name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Professional => "professional",
            Self::Enterprise => "enterprise",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plan| plan.name() == name)
    }

    /// The name that people read; it is the same in every language.
    pub fn title(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::Professional => "Professional",
            Self::Enterprise => "Enterprise",
        }
    }

    /// What a feature's limit is in this plan when the feature is chosen.
    pub fn amount(self, limit: Limit) -> i64 {
        match self {
            Self::Free => limit.most(),
            Self::Professional => limit.raised().0,
            Self::Enterprise => limit.raised().1,
        }
    }
}

impl Feature {
    /// All ten, which every workspace has.
    pub const ALL: [Self; 10] = [
        Self::BioSites,
        Self::Media,
        Self::Storage,
        Self::Webhooks,
        Self::Api,
        Self::Themes,
        Self::Schedules,
        Self::Analytics,
        Self::AuditLog,
        Self::Notifications,
    ];

    /// The name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::BioSites => "bio_sites",
            Self::Media => "media",
            Self::Storage => "storage",
            Self::Webhooks => "webhooks",
            Self::Api => "api",
            Self::Themes => "themes",
            Self::Schedules => "schedules",
            Self::Analytics => "analytics",
            Self::AuditLog => "audit_log",
            Self::Notifications => "notifications",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.name() == name)
    }

    /// Which limits it raises; none: it is whole in every plan, and nobody can pay for it.
    pub fn limits(self) -> &'static [Limit] {
        match self {
            Self::BioSites => &[Limit::Sites],
            Self::Media => &[Limit::Media, Limit::MediaFolders],
            Self::Storage => &[Limit::MediaBytes],
            Self::Webhooks => &[Limit::Webhooks],
            Self::Api => &[Limit::ApiKeys],
            Self::Themes | Self::Schedules | Self::Analytics | Self::AuditLog | Self::Notifications => &[],
        }
    }

    /// Those that can be chosen in a paid plan.
    pub fn sold() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|feature| !feature.limits().is_empty())
    }
}

impl Term {
    pub const ALL: [Self; 2] = [Self::Month, Self::Year];

    /// The name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.name() == name)
    }

    /// Its length in months.
    pub fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Year => 12,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        assert!(Plan::ALL.into_iter().all(|plan| Plan::from_name(plan.name()) == Some(plan)));
        assert!(Feature::ALL.into_iter().all(|feature| Feature::from_name(feature.name()) == Some(feature)));
        assert!(Term::ALL.into_iter().all(|term| Term::from_name(term.name()) == Some(term)));
    }

    #[test]
    fn what_is_paid_for_is_always_more() {
        for limit in Limit::ALL {
            let sellers = Feature::sold().filter(|feature| feature.limits().contains(&limit)).count();
            let (professional, enterprise) = limit.raised();
            match sellers {
                0 => assert!(limit.most() == professional && professional == enterprise, "{limit:?} is the same in every plan"),
                1 => assert!(limit.most() < professional && professional < enterprise, "{limit:?}"),
                _ => panic!("{limit:?} belongs to one feature"),
            }
        }
    }
}
