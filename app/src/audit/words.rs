//! Names of events as people say them.

use ui::Choice;

use crate::words::{audit as t, shared};

/// What happened, in words; the name itself for what this page does not know yet.
pub(super) fn action(name: &str) -> String {
    ACTIONS.iter().find(|(known, _)| *known == name).map_or_else(|| name.to_owned(), |(_, words)| words().to_owned())
}

/// Groups to filter by: everything of one system.
pub(super) fn systems() -> Vec<Choice> {
    Choice::list(&[
        ("", t::everything()),
        ("bio_site", t::bio_sites()),
        ("media", shared::media()),
        ("plan", t::plans()),
        ("workspace", t::workspace()),
    ])
}

const ACTIONS: [(&str, fn() -> &'static str); 19] = [
    ("bio_site.created", t::bio_site_created),
    ("bio_site.published", t::bio_site_published),
    ("bio_site.unpublished", t::bio_site_unpublished),
    ("media.deleted", t::media_deleted),
    ("media.replaced", t::media_replaced),
    ("media.restored", t::media_restored),
    ("media.trashed", t::media_trashed),
    ("media.uploaded", t::media_uploaded),
    ("plan.cancelled", t::plan_cancelled),
    ("plan.changed", t::plan_changed),
    ("plan.ended", t::plan_ended),
    ("plan.grace_ending", t::plan_grace_ending),
    ("plan.payment_failed", t::plan_payment_failed),
    ("plan.read_only", t::plan_read_only),
    ("plan.recovered", t::plan_recovered),
    ("plan.resumed", t::plan_resumed),
    ("plan.started", t::plan_started),
    ("plan.trial_ending", t::plan_trial_ending),
    ("workspace.created", t::workspace_created),
];
