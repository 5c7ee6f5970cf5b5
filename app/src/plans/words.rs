//! Names of plans, features and limits as people say them.

use mewayz::{
    plans::{Feature, Plan, State, Term},
    tenancy::Limit,
};
use ui::Tone;

use crate::words::{number, plans as t, teams};

pub(super) fn plan_text(plan: Plan) -> &'static str {
    match plan {
        Plan::Free => t::free_text(),
        Plan::Professional => t::professional_text(),
        Plan::Enterprise => t::enterprise_text(),
    }
}

pub(super) fn feature(feature: Feature) -> &'static str {
    match feature {
        Feature::BioSites => t::bio_sites(),
        Feature::Media => t::media(),
        Feature::Storage => t::storage(),
        Feature::Webhooks => t::webhooks(),
        Feature::Api => t::api(),
        Feature::Themes => t::themes(),
        Feature::Schedules => t::schedules(),
        Feature::Analytics => t::analytics(),
        Feature::AuditLog => t::audit_log(),
        Feature::Notifications => t::notifications(),
    }
}

fn limit(limit: Limit) -> &'static str {
    match limit {
        Limit::Sites => t::bio_sites(),
        Limit::Media => t::files(),
        Limit::Webhooks => t::webhooks(),
        Limit::ApiKeys => t::api(),
        Limit::MediaBytes => t::storage(),
        Limit::MediaFolders => t::folders(),
        Limit::Seats => teams::members(),
        Limit::Roles => teams::roles(),
        Limit::Groups => teams::groups(),
    }
}

/// How much of something: a count, or gigabytes.
pub(super) fn amount(limit: Limit, amount: i64) -> String {
    match limit {
        Limit::MediaBytes => t::gigabytes(number(amount / 1_000_000_000)),
        _ => number(amount),
    }
}

/// What a feature allows in a plan, beside what every plan allows.
pub(super) fn room(feature: Feature, plan: Plan) -> String {
    let of = |one: &Limit| t::room(limit(*one), amount(*one, one.most()), amount(*one, plan.amount(*one)));
    feature.limits().iter().map(of).collect::<Vec<_>>().join(" · ")
}

pub(super) fn state(state: State) -> (Tone, &'static str) {
    match state {
        State::Trialing => (Tone::Info, t::trialing()),
        State::Active => (Tone::Success, t::active()),
        State::PastDue => (Tone::Danger, t::past_due()),
        State::Ended => (Tone::Warning, t::ended()),
        State::ReadOnly => (Tone::Neutral, t::read_only()),
    }
}

pub(super) fn term(term: Term) -> &'static str {
    match term {
        Term::Month => t::monthly(),
        Term::Year => t::yearly(),
    }
}

pub(super) fn each(term: Term) -> &'static str {
    match term {
        Term::Month => t::each_month(),
        Term::Year => t::each_year(),
    }
}
