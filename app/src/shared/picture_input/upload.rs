//! Sends files one after the other; a failed one does not stop the rest.

use leptos::{prelude::*, task::spawn_local};
use mewayz::media::{MOST_BYTES, Media};

use crate::{error::AppError, media::upload_file};

/// Uploads of one place: how many files wait, and what went wrong since the last choice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Uploads {
    waiting: RwSignal<usize>,
    problems: RwSignal<Vec<String>>,
}

impl Uploads {
    pub(super) fn new() -> Self {
        Self { waiting: RwSignal::new(0), problems: RwSignal::new(Vec::new()) }
    }

    pub(super) fn is_busy(self) -> bool {
        self.waiting.get() > 0
    }

    /// "Uploading, 3 left…"
    pub(super) fn words(self) -> String {
        match self.waiting.get() {
            0 => String::new(),
            1 => "Uploading…".to_owned(),
            more => format!("Uploading, {more} left…"),
        }
    }

    /// One sentence a file that did not make it.
    pub(super) fn problems(self) -> Vec<String> {
        self.problems.get()
    }

    pub(super) fn start(self, workspace: String, files: Vec<web_sys::File>, on_add: Callback<Media>) {
        self.problems.set(Vec::new());
        self.waiting.update(|waiting| *waiting += files.len());
        spawn_local(async move {
            for file in files {
                let sent = send(&workspace, &file).await;
                // The page may be gone by now: what was sent stays in the library.
                match sent {
                    Ok(media) => drop(on_add.try_run(media)),
                    Err(problem) => drop(self.problems.try_update(|all| all.push(format!("{}: {problem}", file.name())))),
                }
                let _ = self.waiting.try_update(|waiting| *waiting -= 1);
            }
        });
    }
}

/// The files of a choice, a drop or a paste.
pub(super) fn files(list: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    list.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.get(index))).collect()
}

async fn send(workspace: &str, file: &web_sys::File) -> Result<Media, String> {
    // Said here, before megabytes travel; the server checks again.
    if file.size() > MOST_BYTES as f64 {
        return Err("This file is larger than 15 MB. Please choose a smaller one.".to_owned());
    }
    let form = form(workspace, file).map_err(|_| "This file cannot be read. Please choose it again.".to_owned())?;
    upload_file(form.into()).await.map(|uploaded| uploaded.media).map_err(|error| sentence(&error))
}

fn form(workspace: &str, file: &web_sys::File) -> Result<web_sys::FormData, wasm_bindgen::JsValue> {
    let form = web_sys::FormData::new()?;
    form.append_with_str("workspace", workspace)?;
    form.append_with_str("folder", "")?;
    form.append_with_str("only", "pictures")?;
    form.append_with_blob_and_filename("file", file, &file.name())?;
    Ok(form)
}

/// What is wrong with the file, or what happened.
fn sentence(error: &AppError) -> String {
    let about_fields = error.error.fields().and_then(|fields| fields.iter().next()).map(|(_, message)| message.to_owned());
    about_fields.unwrap_or_else(|| error.to_string())
}

#[cfg(test)]
mod tests {
    use mewayz::Error;

    use super::*;

    #[test]
    fn the_sentence_is_about_the_file_or_about_what_happened() {
        assert_eq!(sentence(&Error::field("file", "This file is empty.").into()), "This file is empty.");
        assert_eq!(sentence(&Error::Forbidden.into()), Error::Forbidden.to_string());
    }
}
