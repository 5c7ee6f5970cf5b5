//! The key that signs id tokens: made once a process.

use std::sync::OnceLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::{RsaPrivateKey, pkcs1::EncodeRsaPrivateKey, rand_core::OsRng, traits::PublicKeyParts};
use serde_json::{Value, json};

const BITS: usize = 2048;
const ID: &str = "fakes-1";

/// Claims as a signed token.
///
/// # Errors
/// When there is no key.
pub(super) fn sign(claims: &Value) -> Result<String, String> {
    let der = key()?.to_pkcs1_der().map_err(|e| e.to_string())?;
    let header = Header { kid: Some(ID.to_owned()), ..Header::new(Algorithm::RS256) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_rsa_der(der.as_bytes())).map_err(|e| e.to_string())
}

/// The public half, for whoever verifies.
///
/// # Errors
/// When there is no key.
pub(super) fn jwks() -> Result<Value, String> {
    let key = key()?;
    let part = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
    Ok(json!({ "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": ID, "n": part(key.n()), "e": part(key.e()) }] }))
}

fn key() -> Result<&'static RsaPrivateKey, String> {
    static KEY: OnceLock<Result<RsaPrivateKey, String>> = OnceLock::new();
    KEY.get_or_init(|| RsaPrivateKey::new(&mut OsRng, BITS).map_err(|e| e.to_string())).as_ref().map_err(Clone::clone)
}
