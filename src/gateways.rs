//! Outside services as the business sees them; `server/src/adapters` implements them.

use std::ops::Range;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};

use crate::{
    Result,
    ids::WorkspaceId,
    plans::{Choice, Invoice, Preview, Snapshot, Version},
};

/// The name service of the internet (DNS).
#[async_trait]
pub trait Names: Send + Sync {
    /// The texts (`TXT`) of a name, each in one piece; none where there are none.
    ///
    /// # Errors
    /// `Unavailable(Names)` if it does not answer, which says nothing about the name.
    async fn texts(&self, name: &str) -> Result<Vec<String>>;
}

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

    /// Begins a file of unknown size. Nothing is seen of it before it is finished.
    ///
    /// # Errors
    /// `Unavailable(Storage)`.
    async fn begin(&self, path: &str, content_type: &'static str) -> Result<Box<dyn Upload>>;

    /// The size of a file in bytes.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable(Storage)`.
    async fn size(&self, path: &str) -> Result<u64>;

    /// Reads a part of a file that lies within its size.
    ///
    /// # Errors
    /// `NotFound`, `Unavailable(Storage)`.
    async fn read(&self, path: &str, range: Range<u64>) -> Result<Bytes>;

    /// Removes a file; one that is not there is fine.
    ///
    /// # Errors
    /// `Unavailable(Storage)`.
    async fn delete(&self, path: &str) -> Result<()>;

    /// Removes every file below a folder; none is fine.
    ///
    /// # Errors
    /// `Unavailable(Storage)`.
    async fn delete_all(&self, folder: &str) -> Result<()>;

    /// Names of the folders within a folder whose files were all written before an instant, in order.
    ///
    /// # Errors
    /// `Unavailable(Storage)`.
    async fn folders(&self, folder: &str, before: DateTime<Utc>) -> Result<Vec<String>>;
}

/// A file that is being written. One that is dropped before it is finished leaves nothing.
#[async_trait]
pub trait Upload: Send {
    /// Adds to the end.
    ///
    /// # Errors
    /// `Unavailable(Storage)`.
    async fn write(&mut self, bytes: Bytes) -> Result<()>;

    /// Makes the file appear, whole.
    ///
    /// # Errors
    /// `Unavailable(Storage)`; then nothing appears.
    async fn finish(self: Box<Self>) -> Result<()>;
}

/// Bytes that arrive one after the other, such as an upload.
#[async_trait]
pub trait Source: Send {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// `Invalid` on `file` if they stop arriving.
    async fn next(&mut self) -> Result<Option<Bytes>>;
}

/// Bytes that are here already.
#[async_trait]
impl Source for Option<Bytes> {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        Ok(self.take())
    }
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
    /// The browser or the number is not there any more, or takes nothing from us.
    Gone,
    /// Trying again would change nothing.
    Refused(String),
    /// Try again, after the pause if the other side named one.
    Later {
        reason: String,
        pause: Option<std::time::Duration>,
    },
}

/// A gateway for text messages.
#[async_trait]
pub trait Sms: Send + Sync {
    /// Sends `text` once to the number `to` (E.164). Whatever happens is an outcome, whose reason holds neither of them.
    async fn send(&self, to: &str, text: &str) -> Sent;
}

/// Push services of browsers (RFC 8030).
#[async_trait]
pub trait Push: Send + Sync {
    /// Sends once. Whatever happens is an outcome.
    async fn send(&self, message: &PushMessage) -> Sent;
}

/// What somebody wants to buy.
#[derive(Debug, Clone)]
pub struct Order {
    /// As the payment service calls the workspace.
    pub customer: String,
    pub workspace: WorkspaceId,
    pub version: Version,
    pub choice: Choice,
    /// Days before the first payment; 0 for none.
    pub trial_days: i16,
    /// The code of a discount, as somebody typed it.
    pub coupon: Option<String>,
    /// Where people come back to.
    pub return_url: String,
}

/// Whoever takes payments for plans. Everything that creates or charges may be asked twice with the same effect as once.
#[async_trait]
pub trait Billing: Send + Sync {
    /// Makes a workspace known; its name there.
    ///
    /// # Errors
    /// `Unavailable(Payments)`.
    async fn customer(&self, workspace: WorkspaceId, email: &str, name: &str) -> Result<String>;

    /// The address of a page on which the order is paid.
    ///
    /// # Errors
    /// `Invalid` on `coupon`, `Unavailable(Payments)`.
    async fn checkout(&self, order: &Order) -> Result<String>;

    /// The subscription that a customer has now, or had last.
    ///
    /// # Errors
    /// `Unavailable(Payments)`.
    async fn subscription(&self, customer: &str) -> Result<Option<Snapshot>>;

    /// What a change would cost at once, if it were made as of an instant.
    ///
    /// # Errors
    /// `Unavailable(Payments)`.
    async fn preview(&self, subscription: &str, version: &Version, choice: &Choice, as_of: DateTime<Utc>) -> Result<Preview>;

    /// Makes a change as of an instant and charges for it.
    ///
    /// # Errors
    /// `Invalid` if it cannot be paid for, `Unavailable(Payments)`.
    async fn change(&self, subscription: &str, version: &Version, choice: &Choice, as_of: DateTime<Utc>) -> Result<()>;

    /// Ends a subscription with its period, or at once.
    ///
    /// # Errors
    /// `Unavailable(Payments)`.
    async fn cancel(&self, subscription: &str, at_once: bool) -> Result<()>;

    /// Lets a subscription that was cancelled go on after its period.
    ///
    /// # Errors
    /// `Unavailable(Payments)`.
    async fn resume(&self, subscription: &str) -> Result<()>;

    /// The address of a page on which cards and invoices are looked after.
    ///
    /// # Errors
    /// `Unavailable(Payments)`.
    async fn portal(&self, customer: &str, return_url: &str) -> Result<String>;

    /// The newest invoices of a customer, newest first.
    ///
    /// # Errors
    /// `Unavailable(Payments)`.
    async fn invoices(&self, customer: &str) -> Result<Vec<Invoice>>;
}
