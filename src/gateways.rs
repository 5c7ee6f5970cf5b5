//! Outside services as the business sees them; `server/src/adapters` implements them.

use async_trait::async_trait;
use bytes::Bytes;

use crate::Result;

/// Where files lie: a folder or a bucket. Paths are relative, with `/`, made by us and never by people.
#[async_trait]
pub trait Storage: Send + Sync {
    /// Writes a file, replacing one at the same path.
    ///
    /// # Errors
    /// `Unavailable(Storage)`.
    async fn put(&self, path: &str, bytes: Bytes, content_type: &'static str) -> Result<()>;

    /// Reads a whole file.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable(Storage)`.
    async fn get(&self, path: &str) -> Result<Bytes>;

    /// Removes a file; one that is not there is fine.
    ///
    /// # Errors
    /// `Unavailable(Storage)`.
    async fn delete(&self, path: &str) -> Result<()>;
}

/// Something for one browser of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushMessage {
    /// Where the browser's push service listens.
    pub endpoint: String,
    /// The browser's public key (P-256, uncompressed) and secret.
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
    /// JSON for `public/push.js`.
    pub payload: String,
    /// Wakes a sleeping device.
    pub urgent: bool,
}

/// How sending went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    Accepted,
    /// The browser is not there any more.
    Gone,
    /// Trying again would change nothing.
    Refused(String),
    /// Try again, after the pause if the other side named one.
    Later {
        reason: String,
        pause: Option<std::time::Duration>,
    },
}

/// Push services of browsers (RFC 8030).
#[async_trait]
pub trait Push: Send + Sync {
    /// Sends once. Whatever happens is an outcome.
    async fn send(&self, message: &PushMessage) -> Sent;
}
