//! Names of trades, goals and steps as people say them.

use mewayz::onboarding::{Goal, Step, Trade};
use ui::Choice;

use crate::words::onboarding as t;

pub(super) fn trade(trade: Trade) -> &'static str {
    match trade {
        Trade::Creator => t::trade_creator(),
        Trade::Shop => t::trade_shop(),
        Trade::Coach => t::trade_coach(),
        Trade::Agency => t::trade_agency(),
        Trade::Firm => t::trade_firm(),
    }
}

pub(super) fn trades() -> Vec<Choice> {
    Trade::ALL.iter().map(|one| Choice::new(one.name(), trade(*one))).collect()
}

pub(super) fn goal(goal: Goal) -> &'static str {
    match goal {
        Goal::Page => t::goal_page(),
        Goal::Brand => t::goal_brand(),
        Goal::Team => t::goal_team(),
        Goal::Connect => t::goal_connect(),
        Goal::Safety => t::goal_safety(),
        Goal::Grow => t::goal_grow(),
    }
}

/// What is to be done, and what that means.
pub(super) fn step(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::ConfirmAddress => (t::confirm_address(), t::confirm_address_text()),
        Step::CreateSite => (t::create_site(), t::create_site_text()),
        Step::UploadMedia => (t::upload_media(), t::upload_media_text()),
        Step::PublishSite => (t::publish_site(), t::publish_site_text()),
        Step::SetLook => (t::set_look(), t::set_look_text()),
        Step::InviteTeam => (t::invite_team(), t::invite_team_text()),
        Step::AssignSite => (t::assign_site(), t::assign_site_text()),
        Step::ProtectAccount => (t::protect_account(), t::protect_account_text()),
        Step::ChooseNotices => (t::choose_notices(), t::choose_notices_text()),
        Step::AddWebhook => (t::add_webhook(), t::add_webhook_text()),
        Step::CreateApiKey => (t::create_api_key(), t::create_api_key_text()),
        Step::ChoosePlan => (t::choose_plan(), t::choose_plan_text()),
    }
}

/// A time as long as it matters.
pub(super) fn duration(seconds: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    match seconds {
        ..120 => t::seconds(seconds),
        120..7_200 => t::minutes(seconds / MINUTE),
        7_200..172_800 => t::hours(seconds / HOUR),
        _ => t::days(seconds / DAY),
    }
}
