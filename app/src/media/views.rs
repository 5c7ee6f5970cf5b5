use mewayz::{
    bio_sites::SiteUse,
    media::{Folder, Media, MediaPage, Usage},
};
use serde::{Deserialize, Serialize};

/// The first files that match a filter, and what is around them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryPage {
    pub files: MediaPage,
    pub folders: Vec<Folder>,
    pub tags: Vec<String>,
    pub usage: Usage,
}

/// A file and where it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    pub media: Media,
    pub sites: Vec<SiteUse>,
    /// Where it can be had, for an hour if it is private.
    pub download: String,
}
