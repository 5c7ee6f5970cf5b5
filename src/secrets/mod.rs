//! Secrets at rest: what is kept for later use but must not be read from a copy of the database.
//!
//! XChaCha20-Poly1305 under one of several keys. A sealed value is `key id (1 byte) · nonce (24) · ciphertext and tag`, and is
//! bound to its [`Place`]: moved to another row, column or table it does not open. The newest key seals; older ones still
//! open until every row has been sealed anew (`server admin reseal`). Columns of sealed values are called `sealed_…`, so that
//! a test finds those that nobody seals anew.

mod keyring;
mod signing;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use keyring::{Keyring, Place};

/// Seals anew what an older key sealed; comes back by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reseal {}

impl crate::jobs::Job for Reseal {
    const NAME: &'static str = "secrets.reseal";
}
