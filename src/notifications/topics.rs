//! What people are told of, whom it concerns, and where it comes from.

use serde::{Deserialize, Serialize};

/// A kind of news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    NewDevice,
    SignInsRefused,
    PasswordChanged,
    WaysInChanged,
    DeviceSignedOut,
    Impersonated,
    SitePublished,
    WebhookDisabled,
    ApiKeyCreated,
    ApiKeyExpiring,
    JobsGivenUp,
    PlanTrialEnding,
    PlanPaymentFailed,
    PlanEnded,
    PlanGraceEnding,
    PlanReadOnly,
    DomainLapsed,
    WorkspaceSuspended,
    WorkspaceReleased,
    SiteTakenDown,
    SiteRestored,
    SiteAppealRefused,
    Announcement,
}

/// By which way somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    InApp,
    Email,
    Push,
    Sms,
}

/// Whom a topic concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The person whose account it is about.
    Account,
    /// Members of the workspace, but for who did it.
    Colleagues,
    /// Owners of the workspace.
    Owners,
    /// Those who run the product.
    Staff,
    /// Whom staff chose.
    Everybody,
}

impl Topic {
    pub const ALL: [Self; 23] = [
        Self::NewDevice,
        Self::SignInsRefused,
        Self::PasswordChanged,
        Self::WaysInChanged,
        Self::DeviceSignedOut,
        Self::Impersonated,
        Self::SitePublished,
        Self::WebhookDisabled,
        Self::ApiKeyCreated,
        Self::ApiKeyExpiring,
        Self::JobsGivenUp,
        Self::PlanTrialEnding,
        Self::PlanPaymentFailed,
        Self::PlanEnded,
        Self::PlanGraceEnding,
        Self::PlanReadOnly,
        Self::DomainLapsed,
        Self::WorkspaceSuspended,
        Self::WorkspaceReleased,
        Self::SiteTakenDown,
        Self::SiteRestored,
        Self::SiteAppealRefused,
        Self::Announcement,
    ];

    /// The name in the database and in the catalogues of words.
    pub fn name(self) -> &'static str {
        match self {
            Self::NewDevice => "new_device",
            Self::SignInsRefused => "sign_ins_refused",
            Self::PasswordChanged => "password_changed",
            Self::WaysInChanged => "ways_in_changed",
            Self::DeviceSignedOut => "device_signed_out",
            Self::Impersonated => "impersonated",
            Self::SitePublished => "site_published",
            Self::WebhookDisabled => "webhook_disabled",
            Self::ApiKeyCreated => "api_key_created",
            Self::ApiKeyExpiring => "api_key_expiring",
            Self::JobsGivenUp => "jobs_given_up",
            Self::PlanTrialEnding => "plan_trial_ending",
            Self::PlanPaymentFailed => "plan_payment_failed",
            Self::PlanEnded => "plan_ended",
            Self::PlanGraceEnding => "plan_grace_ending",
            Self::PlanReadOnly => "plan_read_only",
            Self::DomainLapsed => "domain_lapsed",
            Self::WorkspaceSuspended => "workspace_suspended",
            Self::WorkspaceReleased => "workspace_released",
            Self::SiteTakenDown => "site_taken_down",
            Self::SiteRestored => "site_restored",
            Self::SiteAppealRefused => "site_appeal_refused",
            Self::Announcement => "announcement",
        }
    }

    /// The topic stored under a name; `None` for a name this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// The events of the catalogue that may cause it; none where the clock does.
    pub fn events(self) -> &'static [&'static str] {
        match self {
            Self::NewDevice => &["account.signed_in"],
            Self::SignInsRefused => &["account.sign_in_refused"],
            Self::PasswordChanged => &["account.password_changed"],
            Self::WaysInChanged => &[
                "account.totp_enabled",
                "account.totp_disabled",
                "account.recovery_codes_made",
                "account.recovery_code_used",
                "account.passkey_added",
                "account.passkey_removed",
                "account.link_added",
                "account.link_removed",
                "account.email_changed",
            ],
            Self::DeviceSignedOut => &["account.session_revoked"],
            Self::Impersonated => &["account.impersonated"],
            Self::SitePublished => &["bio_site.published"],
            Self::WebhookDisabled => &["webhook_endpoint.disabled"],
            Self::ApiKeyCreated => &["api_key.created"],
            Self::PlanTrialEnding => &["plan.trial_ending"],
            Self::PlanPaymentFailed => &["plan.payment_failed"],
            Self::PlanEnded => &["plan.ended"],
            Self::PlanGraceEnding => &["plan.grace_ending"],
            Self::PlanReadOnly => &["plan.read_only"],
            Self::DomainLapsed => &["domain.lapsed"],
            Self::WorkspaceSuspended => &["workspace.suspended"],
            Self::WorkspaceReleased => &["workspace.released"],
            Self::SiteTakenDown => &["bio_site.taken_down"],
            Self::SiteRestored => &["bio_site.restored"],
            Self::SiteAppealRefused => &["bio_site.appeal_refused"],
            Self::ApiKeyExpiring | Self::JobsGivenUp | Self::Announcement => &[],
        }
    }

    /// The topic that an event may cause.
    pub fn of_event(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.events().contains(&name))
    }

    pub fn audience(self) -> Audience {
        match self {
            Self::NewDevice
            | Self::SignInsRefused
            | Self::PasswordChanged
            | Self::WaysInChanged
            | Self::DeviceSignedOut
            | Self::Impersonated => Audience::Account,
            Self::SitePublished => Audience::Colleagues,
            Self::WebhookDisabled | Self::ApiKeyCreated | Self::ApiKeyExpiring | Self::DomainLapsed => Audience::Owners,
            Self::PlanTrialEnding | Self::PlanPaymentFailed | Self::PlanEnded | Self::PlanGraceEnding | Self::PlanReadOnly => {
                Audience::Owners
            }
            Self::WorkspaceSuspended | Self::WorkspaceReleased | Self::SiteTakenDown | Self::SiteRestored | Self::SiteAppealRefused => {
                Audience::Owners
            }
            Self::JobsGivenUp => Audience::Staff,
            Self::Announcement => Audience::Everybody,
        }
    }

    /// Whether it protects an account, or tells owners what staff took from them and how to object: told at once, at any hour, whatever
    /// somebody prefers.
    pub fn is_security(self) -> bool {
        self.audience() == Audience::Account || matches!(self, Self::WorkspaceSuspended | Self::SiteTakenDown | Self::SiteAppealRefused)
    }

    /// Names that may stand between double braces in its words.
    pub fn placeholders(self) -> &'static [&'static str] {
        match self {
            Self::NewDevice => &["device", "address"],
            Self::SignInsRefused => &["address"],
            Self::PasswordChanged | Self::WaysInChanged | Self::DeviceSignedOut => &["address"],
            Self::Impersonated => &["until"],
            Self::SitePublished => &["site", "person"],
            Self::WebhookDisabled | Self::DomainLapsed => &["host"],
            Self::ApiKeyCreated => &["key", "person"],
            Self::ApiKeyExpiring => &["key", "day"],
            Self::JobsGivenUp => &["job", "count"],
            Self::PlanTrialEnding | Self::PlanPaymentFailed | Self::PlanEnded | Self::PlanGraceEnding => &["plan", "day"],
            Self::PlanReadOnly => &["plan"],
            Self::WorkspaceSuspended => &["because"],
            Self::WorkspaceReleased => &[],
            Self::SiteTakenDown | Self::SiteAppealRefused => &["site", "because"],
            Self::SiteRestored => &["site"],
            Self::Announcement => &["title", "body"],
        }
    }

    /// Whether people are told this way unless they say otherwise.
    pub fn is_default(self, channel: Channel) -> bool {
        match channel {
            Channel::InApp => true,
            Channel::Push => self != Self::Announcement,
            Channel::Email => !matches!(self, Self::SitePublished | Self::Announcement),
            // Texts cost money and wake people up: only who asks gets them.
            Channel::Sms => false,
        }
    }

    /// Whether people may choose. Security notices stay in the list and in the mail; texts are always a choice.
    pub fn is_choice(self, channel: Channel) -> bool {
        !self.is_security() || channel == Channel::Sms
    }

    /// Whether a letter of its own tells already, so that another mail would say it twice.
    pub fn has_letter(self) -> bool {
        self == Self::PasswordChanged
    }
}

impl Channel {
    pub const ALL: [Self; 4] = [Self::InApp, Self::Email, Self::Push, Self::Sms];

    /// The ways that an installation has; text messages need a gateway.
    pub fn offered(texts: bool) -> Vec<Self> {
        Self::ALL.into_iter().filter(|channel| texts || *channel != Self::Sms).collect()
    }

    /// The name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::InApp => "in_app",
            Self::Email => "email",
            Self::Push => "push",
            Self::Sms => "sms",
        }
    }

    /// The channel stored under a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }
}
