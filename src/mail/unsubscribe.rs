//! The link that stops mails (RFC 8058). It names whom and from what, is signed, and works for ever, without an account.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ids::WorkspaceId;

/// Stands in stored mails where the reader's own link goes. The sender puts the link in: what writes mails needs no key,
/// and stored mails hold no working link. `.invalid` leads nowhere (RFC 2606).
pub const UNSUBSCRIBE: &str = "https://unsubscribe.invalid/";

const HASH: usize = 32;
const WORKSPACE: usize = 16;
/// Half of the MAC: 128 bits cannot be guessed, and links stay short.
const MAC: usize = 16;

/// Signs links that stop mails. Changing it breaks the links in mails that were sent.
#[derive(Debug, Clone)]
pub struct SigningKey(SecretString);

impl SigningKey {
    pub fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    fn mac(&self, text: &[u8]) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of every length; the library's signature only cannot say so.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes()).ok()?;
        mac.update(b"mewayz unsubscribe 1");
        mac.update(text);
        Some(mac)
    }
}

/// An address and whose notices it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    pub(super) address_hash: [u8; HASH],
    /// None for the platform's own.
    pub(super) workspace: Option<WorkspaceId>,
}

impl Subscription {
    pub fn new(address: &str, workspace: Option<WorkspaceId>) -> Self {
        Self { address_hash: address_hash(address), workspace }
    }

    /// The text that names it in a link.
    pub fn token(&self, key: &SigningKey) -> Option<String> {
        let mut bytes = self.bytes();
        let mac = key.mac(&bytes)?.finalize().into_bytes();
        bytes.extend_from_slice(mac.get(..MAC)?);
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What a token names, if we signed it.
    pub fn from_token(token: &str, key: &SigningKey) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (text, mac) = bytes.split_at_checked(WORKSPACE + HASH)?;
        key.mac(text)?.verify_truncated_left(mac).ok().filter(|()| mac.len() == MAC)?;
        let (workspace, hash) = text.split_at_checked(WORKSPACE)?;
        let workspace = Uuid::from_slice(workspace).ok()?;
        Some(Self { address_hash: hash.try_into().ok()?, workspace: (!workspace.is_nil()).then_some(WorkspaceId(workspace)) })
    }

    fn bytes(&self) -> Vec<u8> {
        let workspace = self.workspace.map_or(Uuid::nil(), |w| w.0);
        [workspace.as_bytes().as_slice(), &self.address_hash].concat()
    }
}

/// What suppressions are kept under.
pub(crate) fn address_hash(address: &str) -> [u8; HASH] {
    Sha256::digest(address.trim().to_lowercase().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> SigningKey {
        SigningKey::new(text.to_owned().into())
    }

    #[test]
    fn a_token_names_what_it_was_made_for_and_only_with_our_key() {
        let key = key("one");
        for workspace in [None, Some(WorkspaceId::new())] {
            let subscription = Subscription::new("Ada@Example.com", workspace);
            let token = subscription.token(&key).unwrap();
            assert_eq!(Subscription::from_token(&token, &key), Some(subscription));
            assert_eq!(subscription, Subscription::new("ada@example.com ", workspace), "addresses differ by more than case");
            assert_eq!(Subscription::from_token(&token, &self::key("two")), None);
        }
    }

    #[test]
    fn a_changed_or_shortened_token_is_none() {
        let key = key("one");
        let token = Subscription::new("ada@example.com", Some(WorkspaceId::new())).token(&key).unwrap();
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(Subscription::from_token(std::str::from_utf8(&forged).unwrap(), &key), None, "{at}");
            assert_eq!(Subscription::from_token(&token[..at], &key), None, "{at}");
        }
        assert_eq!(Subscription::from_token("", &key), None);
        assert_eq!(Subscription::from_token("../../etc/passwd", &key), None);
    }
}
