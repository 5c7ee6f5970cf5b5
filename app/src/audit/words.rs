//! Names of events as people say them.

use ui::Choice;

use crate::words::{audit as t, shared};

/// What happened, in words; the name itself for what this page does not know yet.
pub(super) fn action(name: &str) -> String {
    ACTIONS.iter().find(|(known, _)| *known == name).map_or_else(|| name.to_owned(), |(_, words)| words().to_owned())
}

/// Groups to filter by: everything of one system.
pub(super) fn systems() -> Vec<Choice> {
    Choice::list(&[("", t::everything()), ("bio_site", t::bio_sites()), ("media", shared::media()), ("workspace", t::workspace())])
}

const ACTIONS: [(&str, fn() -> &'static str); 9] = [
    ("bio_site.created", t::bio_site_created),
    ("bio_site.published", t::bio_site_published),
    ("bio_site.unpublished", t::bio_site_unpublished),
    ("media.deleted", t::media_deleted),
    ("media.replaced", t::media_replaced),
    ("media.restored", t::media_restored),
    ("media.trashed", t::media_trashed),
    ("media.uploaded", t::media_uploaded),
    ("workspace.created", t::workspace_created),
];
