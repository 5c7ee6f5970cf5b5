//! What tells open pages that something has changed about a person: one listener at the database for the whole process, and a
//! stream of server-sent events (WHATWG HTML 9.2) for each page.

mod handler;
mod hub;

pub use handler::stream;
pub use hub::{Hub, Listener, MOST};
