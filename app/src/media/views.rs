use mewayz::{
    bio_sites::SiteUse,
    media::{Folder, Media, Usage},
};
use serde::{Deserialize, Serialize};

/// What surrounds the files of the library.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryView {
    pub folders: Vec<Folder>,
    pub tags: Vec<String>,
    pub usage: Usage,
}

/// A file and where it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    pub media: Media,
    pub sites: Vec<SiteUse>,
}
