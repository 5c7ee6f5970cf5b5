//! Signatures for addresses that only we can make.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;

use super::{Keyring, keyring::Key};
use crate::{Error, Result};

/// Bytes of a signature: 128 bits, which nobody guesses.
const LENGTH: usize = 16;

impl Keyring {
    /// Signs under the newest key, in hexadecimal. What is signed for one purpose is not valid for another.
    ///
    /// # Errors
    /// Never; a keyring has a key.
    pub fn sign(&self, purpose: &str, message: &str) -> Result<String> {
        let mac =
            self.keys.first().and_then(|key| mac(key, purpose, message)).ok_or_else(|| Error::internal("there is no key to sign with"))?;
        Ok(mac.finalize().into_bytes().iter().take(LENGTH).map(|byte| format!("{byte:02x}")).collect())
    }

    /// Whether one of the keys signed this for the purpose.
    pub fn verify(&self, purpose: &str, message: &str, signature: &str) -> bool {
        let Some(given) = bytes(signature) else { return false };
        self.keys.iter().filter_map(|key| mac(key, purpose, message)).any(|mac| mac.verify_truncated_left(&given).is_ok())
    }
}

/// HMAC-SHA-256 under a key that is made for the purpose: the key itself also seals secrets.
fn mac(key: &Key, purpose: &str, message: &str) -> Option<Hmac<Sha256>> {
    let mut own = Hmac::<Sha256>::new_from_slice(key.bytes.expose_secret()).ok()?;
    own.update(b"sign: ");
    own.update(purpose.as_bytes());
    let mut mac = Hmac::<Sha256>::new_from_slice(&own.finalize().into_bytes()).ok()?;
    mac.update(message.as_bytes());
    Some(mac)
}

/// The bytes of a signature of the right length.
fn bytes(signature: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    if signature.len() != LENGTH * 2 || !signature.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(signature.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_for_one_message_and_one_purpose() {
        let keyring = Keyring::parse(&Keyring::generate()).unwrap();
        let signature = keyring.sign("a", "message").unwrap();
        assert_eq!(signature.len(), LENGTH * 2);
        assert!(keyring.verify("a", "message", &signature));
        assert!(!keyring.verify("b", "message", &signature));
        assert!(!keyring.verify("a", "messages", &signature));
        for forged in
            ["", "00", &signature[2..], &format!("{signature}00"), &"é".repeat(LENGTH), &"+1".repeat(LENGTH), &"0".repeat(LENGTH * 2)]
        {
            assert!(!keyring.verify("a", "message", forged), "{forged}");
        }
    }

    #[test]
    fn older_keys_still_prove_what_they_signed() {
        let (old, new) = (Keyring::generate(), Keyring::generate().replace("1:", "2:"));
        let before = Keyring::parse(&old).unwrap().sign("a", "message").unwrap();
        let rotated = Keyring::parse(&format!("{new},{old}")).unwrap();
        assert!(rotated.verify("a", "message", &before));
        assert_ne!(rotated.sign("a", "message").unwrap(), before);
        assert!(!Keyring::parse(&new).unwrap().verify("a", "message", &before));
    }
}
