use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::ClientSecret;

/// Apple takes statements of up to six months; ours are made when they are needed.
const LASTS: Duration = Duration::minutes(5);

/// Whom the statement is for, whatever the address.
const AUDIENCE: &str = "https://appleid.apple.com";

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

impl ClientSecret {
    /// What is sent to the provider in place of a password.
    ///
    /// # Errors
    /// In words, if the key is none.
    pub(super) fn text(&self, client_id: &str, now: DateTime<Utc>) -> Result<String, String> {
        let (team, key_id, key) = match self {
            Self::Text(text) => return Ok(text.expose_secret().to_owned()),
            Self::Signed { team, key_id, key } => (team, key_id, key),
        };
        let key = EncodingKey::from_ec_pem(key.expose_secret().as_bytes()).map_err(|_| "the private key cannot be read".to_owned())?;
        let claims = Claims { iss: team, sub: client_id, aud: AUDIENCE, iat: now.timestamp(), exp: (now + LASTS).timestamp() };
        encode(&Header { kid: Some(key_id.clone()), ..Header::new(Algorithm::ES256) }, &claims, &key).map_err(|e| e.to_string())
    }
}
