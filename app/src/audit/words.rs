//! Names of events as people say them.

/// What happened, in words; the name itself for what this page does not know yet.
pub(super) fn action(name: &str) -> String {
    ACTIONS.iter().find(|(known, _)| *known == name).map_or_else(|| name.to_owned(), |(_, words)| (*words).to_owned())
}

/// Groups to filter by: everything of one system.
pub(super) const SYSTEMS: [(&str, &str); 4] =
    [("", "Everything"), ("bio_site", "Bio sites"), ("media", "Media"), ("workspace", "Workspace")];

const ACTIONS: [(&str, &str); 9] = [
    ("bio_site.created", "Bio site created"),
    ("bio_site.published", "Bio site published"),
    ("bio_site.unpublished", "Bio site taken offline"),
    ("media.deleted", "File deleted for good"),
    ("media.replaced", "File replaced"),
    ("media.restored", "File restored"),
    ("media.trashed", "File put into the trash"),
    ("media.uploaded", "File uploaded"),
    ("workspace.created", "Workspace created"),
];
