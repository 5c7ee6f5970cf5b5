//! What the tests stand on. They speak the user's verbs.

mod app;
mod client;
mod html;
pub mod mta;
pub mod proxy;
pub mod rpc;
pub mod samples;
pub mod smtp;
pub mod statements;

pub use app::{Creator, TestApp};
pub use client::{Client, Reply};
pub use html::Document;

/// A password that passes.
pub const PASSWORD: &str = "correct horse battery";

/// The root of the checkout.
pub fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
