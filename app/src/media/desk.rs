//! What the parts of the library's page share.

use std::collections::HashSet;

use leptos::{prelude::*, task::spawn_local};
use mewayz::{
    ids::{FolderId, MediaId},
    media::{Filter, Folder, Media},
    tenancy::Permission,
};
use ui::{Toasts, use_toasts};

use super::{restore_files, trash_files};
use crate::{
    error::AppError,
    shared::{use_frame, use_workspace},
    words::media as t,
};

/// The page: where it is, what is chosen, what it asks.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub workspace: Memo<String>,
    pub may_edit: bool,
    pub filter: Memo<Filter>,
    pub list: Memo<bool>,
    pub folders: RwSignal<Vec<Folder>>,
    /// Chosen for something that is done to several at once.
    pub chosen: RwSignal<Vec<Media>>,
    /// Whose details are shown.
    pub opened: RwSignal<Option<MediaId>>,
    pub ask: RwSignal<Option<Ask>>,
    reload: Callback<()>,
    toasts: Toasts,
}

/// What the page wants to know before it does something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Ask {
    /// Pages show some of these.
    Trash(Vec<Media>),
    Erase(Vec<Media>),
    Move(Vec<Media>),
    Tag(Vec<Media>),
    NewFolder(Option<FolderId>),
    RenameFolder(Folder),
    MoveFolder(Folder),
    TrashFolder(Folder),
}

impl Desk {
    pub(super) fn new(filter: Memo<Filter>, list: Memo<bool>, reload: Callback<()>) -> Self {
        Self {
            workspace: use_workspace(),
            may_edit: use_frame().may(Permission::UploadMedia),
            filter,
            list,
            folders: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(Vec::new()),
            opened: RwSignal::new(None),
            ask: RwSignal::new(None),
            reload,
            toasts: use_toasts(),
        }
    }

    pub(super) fn workspace(self) -> String {
        self.workspace.get_untracked()
    }

    /// The address of this page with another filter.
    pub(super) fn address(self, filter: &Filter) -> String {
        format!("/w/{}/media{}", self.workspace(), super::query::write(filter, self.list.get_untracked()))
    }

    /// Shows what is there now.
    pub(super) fn reload(self) {
        self.chosen.set(Vec::new());
        self.reload.run(());
    }

    /// Does something, says that it is done, and shows what is there now.
    pub(super) fn act(self, work: impl Future<Output = Result<(), AppError>> + 'static, said: &'static str) {
        spawn_local(async move {
            match work.await {
                Ok(()) => {
                    self.toasts.success(said);
                    self.after();
                }
                Err(error) => self.toasts.error(error.to_string()),
            }
        });
    }

    /// Puts files into the trash; asks first if pages show them.
    pub(super) fn trash(self, media: Vec<Media>) {
        if media.iter().any(|media| media.uses > 0) {
            self.ask.set(Some(Ask::Trash(media)));
        } else {
            self.trash_now(media);
        }
    }

    /// Puts files into the trash, with a way back.
    pub(super) fn trash_now(self, media: Vec<Media>) {
        let ids: Vec<MediaId> = media.iter().map(|media| media.id).collect();
        let workspace = self.workspace();
        spawn_local(async move {
            match trash_files(workspace.clone(), ids.clone()).await {
                Ok(()) => {
                    let undo = move || self.act(restore_files(workspace.clone(), ids.clone()), t::taken_back());
                    self.toasts.with_action(t::to_trash(), t::undo(), undo);
                    self.after();
                }
                Err(error) => self.toasts.error(error.to_string()),
            }
        });
    }

    pub(super) fn is_chosen(self, id: MediaId) -> bool {
        self.chosen.with(|all| all.iter().any(|media| media.id == id))
    }

    pub(super) fn choose(self, media: &Media, yes: bool) {
        self.chosen.update(|all| {
            all.retain(|other| other.id != media.id);
            if yes {
                all.push(media.clone());
            }
        });
    }

    pub(super) fn toasts(self) -> Toasts {
        self.toasts
    }

    /// The page may be gone by now.
    fn after(self) {
        let _ = self.chosen.try_set(Vec::new());
        let _ = self.opened.try_set(None);
        let _ = self.reload.try_run(());
    }
}

/// Folders as one reads them, "Summer / Beach", without those below `without`.
pub(super) fn paths(folders: &[Folder], without: Option<FolderId>) -> Vec<(FolderId, String)> {
    let mut found: Vec<(FolderId, String)> = folders
        .iter()
        .filter_map(|folder| {
            let way = way_to(folders, Some(folder.id));
            let outside = way.iter().all(|step| Some(step.id) != without);
            outside.then(|| (folder.id, way.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join(" / ")))
        })
        .collect();
    found.sort_by_key(|(_, path)| path.to_lowercase());
    found
}

/// The folders from the top to this one.
pub(super) fn way_to(folders: &[Folder], folder: Option<FolderId>) -> Vec<Folder> {
    let (mut way, mut next, mut seen) = (Vec::new(), folder, HashSet::new());
    while let Some(found) = next.and_then(|id| folders.iter().find(|folder| folder.id == id)) {
        if !seen.insert(found.id) {
            break;
        }
        way.insert(0, found.clone());
        next = found.parent;
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, parent: Option<&Folder>) -> Folder {
        Folder { id: FolderId::new(), parent: parent.map(|parent| parent.id), name: name.to_owned(), files: 0 }
    }

    #[test]
    fn folders_are_read_from_the_top() {
        let summer = folder("Summer", None);
        let beach = folder("Beach", Some(&summer));
        let all = [beach.clone(), summer.clone(), folder("autumn", None)];
        let read = |without| paths(&all, without).into_iter().map(|(_, path)| path).collect::<Vec<_>>();
        assert_eq!(read(None), ["autumn", "Summer", "Summer / Beach"]);
        assert_eq!(read(Some(summer.id)), ["autumn"]);
        assert_eq!(read(Some(beach.id)), ["autumn", "Summer"]);
        assert_eq!(way_to(&all, Some(beach.id)), [summer, beach]);
        assert!(way_to(&all, None).is_empty());
    }
}
