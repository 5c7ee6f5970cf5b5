//! Names of topics and channels as people say them.

use mewayz::notifications::{Channel, Digest, Topic};

use crate::words::notifications as t;

pub(super) fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::NewDevice => t::new_device(),
        Topic::SignInsRefused => t::sign_ins_refused(),
        Topic::PasswordChanged => t::password_changed(),
        Topic::WaysInChanged => t::ways_in_changed(),
        Topic::DeviceSignedOut => t::device_signed_out(),
        Topic::Impersonated => t::impersonated(),
        Topic::DomainLapsed => t::domain_lapsed(),
        Topic::SitePublished => t::site_published(),
        Topic::WebhookDisabled => t::webhook_disabled(),
        Topic::ApiKeyCreated => t::api_key_created(),
        Topic::ApiKeyExpiring => t::api_key_expiring(),
        Topic::JobsGivenUp => t::jobs_given_up(),
        Topic::PlanTrialEnding => t::plan_trial_ending(),
        Topic::PlanPaymentFailed => t::plan_payment_failed(),
        Topic::PlanEnded => t::plan_ended(),
        Topic::PlanGraceEnding => t::plan_grace_ending(),
        Topic::PlanReadOnly => t::plan_read_only(),
        Topic::WorkspaceSuspended => t::workspace_suspended(),
        Topic::WorkspaceReleased => t::workspace_released(),
        Topic::SiteTakenDown => t::site_taken_down(),
        Topic::SiteRestored => t::site_restored(),
        Topic::SiteAppealRefused => t::site_appeal_refused(),
        Topic::Announcement => t::announcement(),
    }
}

pub(super) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::InApp => t::in_app(),
        Channel::Email => t::email(),
        Channel::Push => t::push(),
        Channel::Sms => t::sms(),
    }
}

pub(super) fn digest(digest: Digest) -> &'static str {
    match digest {
        Digest::AtOnce => t::at_once(),
        Digest::Hourly => t::hourly(),
        Digest::Daily => t::daily(),
    }
}
