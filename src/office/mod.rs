//! What staff see across workspaces and do about them: their own log, workspaces, mails and webhooks.
//!
//! - Everything is behind `BackOffice`: who came, and why, is on record before anything is shown.
//! - What is shown is what is needed to help: names, states and times; no letter, no content of a workspace.
//! - An act is on record in the transaction of its effect.

mod words;

#[cfg(not(target_arch = "wasm32"))]
mod hooks;
#[cfg(not(target_arch = "wasm32"))]
mod log;
#[cfg(not(target_arch = "wasm32"))]
mod mails;
#[cfg(not(target_arch = "wasm32"))]
mod runs;
#[cfg(not(target_arch = "wasm32"))]
mod workspaces;
#[cfg(not(target_arch = "wasm32"))]
pub use {hooks::*, log::*, mails::*, runs::*, workspaces::*};
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

pub use words::*;

/// Rows of a page of a list.
pub const PAGE: i64 = 50;

/// The rows of a page of one more than it holds, and whether there are more.
#[cfg(not(target_arch = "wasm32"))]
fn page<T>(mut rows: Vec<T>) -> (Vec<T>, bool) {
    let most = usize::try_from(PAGE).unwrap_or_default();
    let more = rows.len() > most;
    rows.truncate(most);
    (rows, more)
}
