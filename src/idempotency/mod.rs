//! Requests that may be sent twice and happen once.
//!
//! Whoever asks names a request with a key of their own. The first one claims the key and runs; what was answered is kept
//! for `LASTS`, and the same request gets the same answer. A request whose end was never told (the process died) is not
//! run again: nobody knows how far it came, and a second effect is worse than a question.

mod store;
#[cfg(test)]
mod tests;

use chrono::Duration;
use uuid::Uuid;

use crate::tenancy::Member;
pub use store::*;

/// How long an answer is kept.
pub const LASTS: Duration = Duration::hours(24);
/// A request that takes longer than this has ended without telling how.
pub const LONGEST: Duration = Duration::minutes(2);

/// Names a request: whose it is and what they called it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    caller: Uuid,
    name: String,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Names and values of the headers that belong to the answer.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Nobody used it: run, then `complete` or `release`.
    Yours,
    Answered(Answer),
    /// The first request has not finished.
    Running,
    /// The first request never told how it ended.
    Unknown,
    /// It was another request.
    Different,
}

impl Key {
    /// `None` if the name cannot be one: 1 to 255 printable ASCII characters.
    pub fn new(member: &Member, name: &str) -> Option<Self> {
        let fits = (1..=255).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
        let caller = member.key().map_or(member.user().0, |key| key.0);
        fits.then(|| Self { caller, name: name.to_owned() })
    }
}
