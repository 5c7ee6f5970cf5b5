//! Standard Webhooks 1.0: how a message is signed and a signature checked, for webhooks out and in.
//!
//! `webhook-signature: v1,base64(HMAC-SHA256(key, "{webhook-id}.{webhook-timestamp}.{body}"))`, several of them with spaces
//! between while secrets rotate. The body is signed as it travels, byte for byte.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Names of the headers.
pub const ID: &str = "webhook-id";
pub const TIMESTAMP: &str = "webhook-timestamp";
pub const SIGNATURE: &str = "webhook-signature";

const PREFIX: &str = "whsec_";
const VERSION: &str = "v1,";
/// Bytes of a key we make; those of others have 24 to 64.
const KEY: usize = 32;
const KEYS: std::ops::RangeInclusive<usize> = 24..=64;
/// How old or how far ahead a timestamp may be.
const TOLERANCE: Duration = Duration::minutes(5);

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    #[error("a header is missing or cannot be read")]
    Headers,
    #[error("the timestamp is more than five minutes off")]
    Timestamp,
    #[error("no signature fits")]
    Signature,
}

/// The three headers, as they came.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    pub id: &'a str,
    pub timestamp: &'a str,
    pub signature: &'a str,
}

/// A fresh secret: `whsec_` and 32 random bytes in base64.
pub fn new_secret() -> SecretString {
    format!("{PREFIX}{}", STANDARD.encode(rand::random::<[u8; KEY]>())).into()
}

/// Whether this is a secret of the right form.
pub fn is_secret(text: &str) -> bool {
    key(text).is_some()
}

/// The header `webhook-signature` under all secrets that are valid. A malformed one is passed over.
pub fn sign<'a>(secrets: impl IntoIterator<Item = &'a SecretString>, id: &str, timestamp: i64, body: &[u8]) -> String {
    let content = (id, timestamp.to_string());
    let signatures = secrets.into_iter().filter_map(|secret| mac(secret, content.0, &content.1, body));
    signatures.map(|mac| format!("{VERSION}{}", STANDARD.encode(mac.finalize().into_bytes()))).collect::<Vec<_>>().join(" ")
}

/// Checks a message against all secrets, in constant time for each.
///
/// # Errors
/// Why it is not believed.
pub fn verify<'a>(
    secrets: impl IntoIterator<Item = &'a SecretString>,
    signed: Signed<'_>,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Forged> {
    let at = signed.timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or(Forged::Headers)?;
    // A dot would move the border between what is signed.
    if signed.id.is_empty() || signed.id.contains('.') {
        return Err(Forged::Headers);
    }
    if (now - at).abs() > TOLERANCE {
        return Err(Forged::Timestamp);
    }
    let given: Vec<Vec<u8>> = signed.signature.split(' ').filter_map(|one| STANDARD.decode(one.strip_prefix(VERSION)?).ok()).collect();
    let fits = secrets.into_iter().any(|secret| {
        given.iter().any(|tag| mac(secret, signed.id, signed.timestamp, body).is_some_and(|mac| mac.verify_slice(tag).is_ok()))
    });
    if fits { Ok(at) } else { Err(Forged::Signature) }
}

fn mac(secret: &SecretString, id: &str, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key(secret.expose_secret())?).ok()?;
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].iter().for_each(|part| mac.update(part));
    Some(mac)
}

fn key(secret: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    KEYS.contains(&bytes.len()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the specification and its reference libraries share.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const EXPECTED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const AT: i64 = 1_614_265_330;

    fn check(secrets: &[SecretString], timestamp: i64, signature: &str, body: &[u8], late: i64) -> Result<DateTime<Utc>, Forged> {
        let now = DateTime::from_timestamp(AT + late, 0).unwrap();
        verify(secrets, Signed { id: ID, timestamp: &timestamp.to_string(), signature }, body, now)
    }

    #[test]
    fn signs_as_the_specification_does() {
        assert_eq!(sign([&SecretString::from(SECRET)], ID, AT, BODY), EXPECTED);
    }

    #[test]
    fn what_is_forged_tampered_or_old_is_refused() {
        let secrets = [SecretString::from(SECRET)];
        assert!(check(&secrets, AT, EXPECTED, BODY, 299).is_ok());
        assert!(check(&secrets, AT, EXPECTED, BODY, -299).is_ok());
        assert_eq!(check(&secrets, AT, EXPECTED, BODY, 301), Err(Forged::Timestamp), "replayed later");
        assert_eq!(check(&secrets, AT, EXPECTED, BODY, -301), Err(Forged::Timestamp));
        assert_eq!(check(&secrets, AT, EXPECTED, b"{}", 0), Err(Forged::Signature), "tampered");
        assert_eq!(check(&secrets, AT + 1, EXPECTED, BODY, 0), Err(Forged::Signature), "another timestamp");
        assert_eq!(check(&secrets, AT, "v1,AAAA v2,x nothing", BODY, 0), Err(Forged::Signature));
        assert_eq!(check(&[new_secret()], AT, EXPECTED, BODY, 0), Err(Forged::Signature), "another secret");
        assert_eq!(check(&[], AT, EXPECTED, BODY, 0), Err(Forged::Signature), "no secret at all");
        let now = DateTime::from_timestamp(AT, 0).unwrap();
        for (id, timestamp) in [("", "1614265330"), ("a.b", "1614265330"), (ID, "soon"), (ID, "")] {
            assert_eq!(verify(&secrets, Signed { id, timestamp, signature: EXPECTED }, BODY, now), Err(Forged::Headers));
        }
    }

    #[test]
    fn while_secrets_rotate_either_side_may_be_first() {
        let (old, new) = (new_secret(), new_secret());
        let both = sign([&new, &old], ID, AT, BODY);
        assert_eq!(both.split(' ').count(), 2);
        for known in [&old, &new] {
            assert!(check(std::slice::from_ref(known), AT, &both, BODY, 0).is_ok());
        }
        let one = sign([&old], ID, AT, BODY);
        assert!(check(&[new, old], AT, &one, BODY, 0).is_ok());
    }

    #[test]
    fn secrets_have_a_form() {
        assert!(is_secret(new_secret().expose_secret()));
        for bad in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64"] {
            assert!(!is_secret(bad), "{bad}");
        }
    }
}
