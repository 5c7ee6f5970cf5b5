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
        ("domain", t::domains()),
        ("plan", t::plans()),
        ("workspace", t::workspace()),
        ("member", t::members()),
        ("invitation", t::invitations()),
    ])
}

const ACTIONS: [(&str, fn() -> &'static str); 55] = [
    ("bio_site.appeal_refused", t::bio_site_appeal_refused),
    ("bio_site.appealed", t::bio_site_appealed),
    ("bio_site.assigned", t::bio_site_assigned),
    ("bio_site.created", t::bio_site_created),
    ("bio_site.discarded", t::bio_site_discarded),
    ("bio_site.published", t::bio_site_published),
    ("bio_site.restored", t::bio_site_restored),
    ("bio_site.shared", t::bio_site_shared),
    ("bio_site.taken_down", t::bio_site_taken_down),
    ("bio_site.unassigned", t::bio_site_unassigned),
    ("bio_site.unpublished", t::bio_site_unpublished),
    ("bio_site.unshared", t::bio_site_unshared),
    ("domain.added", t::domain_added),
    ("domain.lapsed", t::domain_lapsed),
    ("domain.proven", t::domain_proven),
    ("domain.removed", t::domain_removed),
    ("invitation.created", t::invitation_created),
    ("invitation.resent", t::invitation_resent),
    ("invitation.revoked", t::invitation_revoked),
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
    ("member.joined", t::member_joined),
    ("member.left", t::member_left),
    ("member.removed", t::member_removed),
    ("member.role_changed", t::member_role_changed),
    ("workspace.archived", t::workspace_archived),
    ("workspace.changed", t::workspace_changed),
    ("workspace.created", t::workspace_created),
    ("workspace.ending", t::workspace_ending),
    ("workspace.exported", t::workspace_exported),
    ("workspace.imported", t::workspace_imported),
    ("workspace.offered", t::workspace_offered),
    ("workspace.released", t::workspace_released),
    ("workspace.reopened", t::workspace_reopened),
    ("workspace.suspended", t::workspace_suspended),
    ("workspace.transferred", t::workspace_transferred),
    ("workspace_group.changed", t::group_changed),
    ("workspace_group.created", t::group_created),
    ("workspace_group.deleted", t::group_deleted),
    ("workspace_role.changed", t::role_changed),
    ("workspace_role.created", t::role_created),
    ("workspace_role.deleted", t::role_deleted),
];
