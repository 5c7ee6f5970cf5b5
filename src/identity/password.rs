//! Password hashes: argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane), off the async threads, bounded.

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// Each computation takes 19 MiB and a core; more at once would only queue on the processor.
static SLOTS: Semaphore = Semaphore::const_new(4);

/// The hash of a password nobody has: verified against when there is no account, so that both cases take as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| compute(&uuid::Uuid::new_v4().to_string()).unwrap_or_default());

/// A PHC string to store.
pub async fn hash(password: String) -> Result<String> {
    bounded(move || compute(&password)).await?
}

/// Whether the password belongs to the hash. Without a hash it works as long and says no.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    bounded(move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.clone());
        let matches = PasswordHash::new(&text).is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok());
        known && matches
    })
    .await
}

async fn bounded<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _slot = SLOTS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

fn compute(password: &str) -> Result<String> {
    Ok(argon2().hash_password(password.as_bytes()).map_err(Error::internal)?.to_string())
}

fn argon2() -> Argon2<'static> {
    // The default parameters are OWASP's; stated here so that an update of the library cannot change them unseen.
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_verifies_its_password_only() {
        let stored = hash("correct horse".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify("correct horse".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!verify("wrong horse".to_owned(), Some(stored)).await.unwrap());
        assert!(!verify("anything".to_owned(), None).await.unwrap());
    }
}
