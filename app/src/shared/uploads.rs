//! Files on their way to the library: one after the other, each with its progress; a failed one does not stop the rest.

mod wire;

use leptos::prelude::*;
use mewayz::media::{Kind, MOST_BYTES, MOST_FILE_BYTES, Uploaded};
use server_fn::ServerFn;

use crate::{
    media::{ReplaceFile, UploadFile},
    words::media as t,
};

/// Where files go and what becomes of them.
#[derive(Debug, Clone, Copy)]
pub struct Uploads {
    items: RwSignal<Vec<Upload>>,
    target: StoredValue<Target>,
    on_done: Callback<Uploaded>,
}

/// What goes with every file of a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    pub workspace: String,
    /// Empty at the top.
    pub folder: String,
    pub pictures_only: bool,
    /// The file whose place is taken; empty for a new one.
    pub replaces: String,
}

/// A file that has not arrived yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: u32,
    pub name: String,
    pub state: State,
    target: Target,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Waiting,
    /// How much has been sent, in percent; 100 while the server works on it.
    Sending(u32),
    /// Why it did not make it.
    Failed(String),
}

impl Uploads {
    /// A queue for what `target` gives; `on_done` is told of each file that arrived.
    pub fn new(on_done: Callback<Uploaded>) -> Self {
        Self { items: RwSignal::new(Vec::new()), target: StoredValue::default(), on_done }
    }

    /// Where files go that are added from now on.
    pub fn aim(self, target: Target) {
        self.target.set_value(target);
    }

    pub fn items(self) -> Vec<Upload> {
        self.items.get()
    }

    /// One of the queue, as it is now.
    pub fn item(self, id: u32) -> Option<Upload> {
        self.items.with(|all| all.iter().find(|item| item.id == id).cloned())
    }

    /// Files that wait or travel.
    pub fn running(self) -> usize {
        self.items.with(|all| all.iter().filter(|item| !matches!(item.state, State::Failed(_))).count())
    }

    pub fn is_busy(self) -> bool {
        self.running() > 0
    }

    /// Sentences about files that did not make it.
    pub fn problems(self) -> Vec<String> {
        let sentence = |item: &Upload| match &item.state {
            State::Failed(why) => Some(format!("{}: {why}", item.name)),
            _ => None,
        };
        self.items.with(|all| all.iter().filter_map(sentence).collect())
    }

    /// Adds files; those that failed before are forgotten.
    pub fn add(self, files: Vec<web_sys::File>) {
        let target = self.target.get_value();
        let new: Vec<Upload> = files
            .into_iter()
            .map(|file| {
                let (name, too_large) = (file.name(), is_too_large(&file, target.pictures_only));
                let state = too_large.map_or(State::Waiting, State::Failed);
                Upload { id: wire::keep(file), name, state, target: target.clone() }
            })
            .collect();
        self.items.update(|all| {
            all.retain(|item| !matches!(item.state, State::Failed(_)));
            all.extend(new);
        });
        self.pump();
    }

    /// Tries a failed one again.
    pub fn retry(self, id: u32) {
        self.set(id, State::Waiting);
        self.pump();
    }

    /// Takes one out of the queue, wherever it is.
    pub fn cancel(self, id: u32) {
        wire::abort(id);
        let _ = self.items.try_update(|all| all.retain(|item| item.id != id));
        self.pump();
    }

    /// Sends the next, if none is on its way.
    fn pump(self) {
        let next = self.items.try_with_untracked(|all| {
            let busy = all.iter().any(|item| matches!(item.state, State::Sending(_)));
            all.iter().find(|item| !busy && item.state == State::Waiting).cloned()
        });
        let Some(Some(next)) = next else { return };
        let id = next.id;
        self.set(id, State::Sending(0));
        let path = if next.target.replaces.is_empty() { UploadFile::PATH } else { ReplaceFile::PATH };
        let ended = move |answer: Result<String, String>| {
            match answer.and_then(|text| arrived(&text)) {
                Ok(uploaded) => {
                    wire::forget(id);
                    // The page may be gone by now: what was sent stays in the library.
                    let _ = self.items.try_update(|all| all.retain(|item| item.id != id));
                    let _ = self.on_done.try_run(uploaded);
                }
                Err(why) => self.set(id, State::Failed(why)),
            }
            self.pump();
        };
        wire::send(id, path, &fields(&next.target), move |percent| self.set(id, State::Sending(percent)), ended);
    }

    fn set(self, id: u32, state: State) {
        let _ = self.items.try_update(|all| {
            if let Some(item) = all.iter_mut().find(|item| item.id == id) {
                item.state = state;
            }
        });
    }
}

/// What stands in the form before the file, in the order in which the server reads it.
fn fields(target: &Target) -> Vec<(&'static str, String)> {
    let workspace = ("workspace", target.workspace.clone());
    if !target.replaces.is_empty() {
        return vec![workspace, ("media", target.replaces.clone())];
    }
    let only = if target.pictures_only { "pictures" } else { "" };
    vec![workspace, ("folder", target.folder.clone()), ("only", only.to_owned())]
}

/// Said here, before megabytes travel; the server checks again.
fn is_too_large(file: &web_sys::File, pictures_only: bool) -> Option<String> {
    let is_picture = pictures_only || file.type_().starts_with("image/");
    let (most, megabytes) = if is_picture { (MOST_BYTES as f64, 15) } else { (MOST_FILE_BYTES as f64, 200) };
    (file.size() > most).then(|| t::larger_than(t::megabytes(megabytes)))
}

/// The answer to an upload, or to a replacement.
fn arrived(text: &str) -> Result<Uploaded, String> {
    let media = |_| serde_json::from_str(text).map(|media| Uploaded { media, known: false });
    serde_json::from_str(text).or_else(media).map_err(|_| t::answer_unreadable().to_owned())
}

/// The files of a choice, a drop or a paste.
pub fn files(list: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    list.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.get(index))).collect()
}

/// What a file is, in a word.
pub fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Picture => t::picture(),
        Kind::Document => t::document(),
        Kind::Audio => t::audio(),
        Kind::Video => t::video(),
        Kind::Other => t::archive(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_says_where_a_file_goes() {
        let target = Target { workspace: "ada".to_owned(), folder: "f".to_owned(), ..Target::default() };
        let names = |target: &Target| fields(target).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(&target), ["workspace", "folder", "only"]);
        assert_eq!(names(&Target { replaces: "m".to_owned(), ..target }), ["workspace", "media"]);
    }

    #[test]
    fn an_answer_that_is_none_is_a_sentence() {
        assert!(arrived("<html>").unwrap_err().contains("reload"));
    }
}
