//! What an installed app needs: its service worker, named after the build, and the page it shows without a connection.

use std::{fs, path::Path};

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use leptos::config::LeptosOptions;
use sha2::{Digest, Sha256};

use crate::{middleware::error_page, state::AppState};

pub fn routes(options: &LeptosOptions) -> Router<AppState> {
    let worker = worker(Path::new(options.site_root.as_ref()), &options.site_pkg_dir);
    Router::new().route("/sw.js", get(async move || script(worker))).route("/offline", get(offline))
}

/// The worker with the build's name in it: another build is another worker, so browsers notice.
fn worker(root: &Path, pkg: &str) -> Option<String> {
    let source = fs::read_to_string(root.join("sw.js")).ok()?;
    Some(source.replace("BUILD", &build(&root.join(pkg))))
}

/// A name for what is served, from the names and sizes of the built files.
pub(crate) fn build(folder: &Path) -> String {
    let mut files: Vec<String> = fs::read_dir(folder)
        .map(|entries| {
            let line = |entry: fs::DirEntry| Some(format!("{:?} {}", entry.file_name(), entry.metadata().ok()?.len()));
            entries.flatten().filter_map(line).collect()
        })
        .unwrap_or_default();
    files.sort();
    Sha256::digest(files.join("\n").as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn script(worker: Option<String>) -> Response {
    let headers = [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    worker.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |worker| (headers, worker).into_response())
}

/// Says nothing about anybody: the browser keeps it.
async fn offline() -> Response {
    let mut page = error_page::page(
        StatusCode::OK,
        "You are offline",
        "Mewayz cannot be reached from here right now. What you typed on open pages is still there. This page does not reload by itself: <a href=\"/w\">try again</a>.",
    );
    page.headers_mut().insert(CACHE_CONTROL, http::HeaderValue::from_static("no-cache"));
    page
}
