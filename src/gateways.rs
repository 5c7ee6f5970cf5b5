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
