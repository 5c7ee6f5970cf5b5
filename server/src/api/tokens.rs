//! Access tokens: signed, short-lived statements of who a program acts for (RFC 7519, HS256). Checked without a query.

use std::{collections::BTreeMap, io::Write, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use mewayz::{
    Error, Result,
    ids::{TokenFamilyId, UserId},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// How long an access token works without being renewed.
pub(crate) const LASTS: Duration = Duration::minutes(10);
/// Shortest secret, in bytes (RFC 7518, 3.2).
const SECRET: usize = 32;
const AUDIENCE: &str = "api";

/// The keys that access tokens are signed with: the first signs, all verify.
pub struct Tokens {
    issuer: String,
    kid: String,
    signs: EncodingKey,
    verify: BTreeMap<String, DecodingKey>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    /// The family of refresh tokens that this one belongs to.
    sid: TokenFamilyId,
    iat: i64,
    exp: i64,
}

impl Tokens {
    /// From a setting such as `2026b:BASE64,2026a:BASE64`: name and secret of each key, the one that signs first.
    ///
    /// # Errors
    /// In words, which never repeat a secret.
    pub fn from_setting(setting: &SecretString, issuer: &str) -> std::result::Result<Self, String> {
        let mut keys = Vec::new();
        for item in setting.expose_secret().split(',').map(str::trim) {
            let (kid, secret) = item.split_once(':').ok_or("each key is NAME:BASE64")?;
            let secret = STANDARD.decode(secret.trim()).map_err(|_| format!("the secret of \"{kid}\" is no base64"))?;
            if kid.is_empty() || kid.len() > 32 || !kid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                return Err("the name of a key is 1 to 32 letters, digits and hyphens".to_owned());
            }
            if secret.len() < SECRET {
                return Err(format!("the secret of \"{kid}\" has less than {SECRET} bytes: make one with `openssl rand -base64 32`"));
            }
            keys.push((kid.to_owned(), secret));
        }
        let (kid, secret) = keys.first().ok_or("there is no key")?;
        Ok(Self {
            issuer: issuer.to_owned(),
            kid: kid.clone(),
            signs: EncodingKey::from_secret(secret),
            verify: keys.iter().map(|(kid, secret)| (kid.clone(), DecodingKey::from_secret(secret))).collect(),
        })
    }

    /// An access token for a person, and when it ends.
    ///
    /// # Errors
    /// `Internal`.
    pub(crate) fn sign(&self, user: UserId, family: TokenFamilyId, now: DateTime<Utc>) -> Result<(String, DateTime<Utc>)> {
        let ends = now + LASTS;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user,
            sid: family,
            iat: now.timestamp(),
            exp: ends.timestamp(),
        };
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::HS256) };
        Ok((encode(&header, &claims, &self.signs).map_err(Error::internal)?, ends))
    }

    /// Who a token stands for, and the sign-in it comes from; the caller asks whether that has ended.
    ///
    /// # Errors
    /// `Unauthenticated` for one that is forged, expired, or signed with a key that is gone.
    pub(crate) fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<(UserId, TokenFamilyId)> {
        let kid = decode_header(token).ok().and_then(|header| header.kid).ok_or(Error::Unauthenticated)?;
        let key = self.verify.get(&kid).ok_or(Error::Unauthenticated)?;
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The time is compared below, with our own clock.
        rules.validate_exp = false;
        let claims = decode::<Claims>(token, key, &rules).map_err(|_| Error::Unauthenticated)?.claims;
        if claims.exp <= now.timestamp() { Err(Error::Unauthenticated) } else { Ok((claims.sub, claims.sid)) }
    }
}

/// The setting that development uses: made once, kept in a file that only its owner reads.
///
/// # Errors
/// In words.
pub fn development_setting(var: &Path) -> std::result::Result<SecretString, String> {
    let path = var.join("token-keys");
    let told = |e: std::io::Error| format!("{}: {e}", path.display());
    std::fs::create_dir_all(var).map_err(told)?;
    let mut options = std::fs::OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.write(true).create_new(true).open(&path) {
        Ok(mut file) => {
            let secret = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat();
            file.write_all(format!("development:{}", STANDARD.encode(secret)).as_bytes()).map_err(told)?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(told(error)),
    }
    Ok(std::fs::read_to_string(&path).map_err(told)?.trim().to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "a:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
    const B: &str = "b:QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

    fn tokens(setting: &str) -> Tokens {
        Tokens::from_setting(&setting.to_owned().into(), "https://mewayz.example").unwrap()
    }

    #[test]
    fn a_token_stands_for_its_person_until_it_ends() {
        let (tokens, user, now) = (tokens(A), UserId::new(), Utc::now());
        let (token, ends) = tokens.sign(user, TokenFamilyId::new(), now).unwrap();
        assert_eq!(tokens.verify(&token, now).map(|(user, _)| user), Ok(user));
        assert_eq!(tokens.verify(&token, ends), Err(Error::Unauthenticated));
    }

    #[test]
    fn keys_are_changed_without_signing_anybody_out() {
        let (user, now) = (UserId::new(), Utc::now());
        let (token, _) = tokens(A).sign(user, TokenFamilyId::new(), now).unwrap();
        assert_eq!(tokens(&format!("{B},{A}")).verify(&token, now).map(|(user, _)| user), Ok(user));
        assert_eq!(tokens(B).verify(&token, now), Err(Error::Unauthenticated));
        let same_name = B.replace("b:", "a:");
        assert_eq!(tokens(&same_name).verify(&token, now), Err(Error::Unauthenticated));
    }

    #[test]
    fn forgeries() {
        let (user, now) = (UserId::new(), Utc::now());
        let (token, _) = tokens(A).sign(user, TokenFamilyId::new(), now).unwrap();
        let elsewhere = Tokens::from_setting(&A.to_owned().into(), "https://other.example").unwrap();
        assert_eq!(elsewhere.verify(&token, now), Err(Error::Unauthenticated));
        let parts: Vec<&str> = token.split('.').collect();
        // {"alg":"none","kid":"a"} and {"alg":"HS512","kid":"a"}
        for header in ["eyJhbGciOiJub25lIiwia2lkIjoiYSJ9", "eyJhbGciOiJIUzUxMiIsImtpZCI6ImEifQ"] {
            for forged in [format!("{header}.{}.", parts[1]), format!("{header}.{}.{}", parts[1], parts[2])] {
                assert_eq!(tokens(A).verify(&forged, now), Err(Error::Unauthenticated), "{forged}");
            }
        }
        for garbage in ["", ".", "..", "a.b.c", &token[..token.len() - 2]] {
            assert_eq!(tokens(A).verify(garbage, now), Err(Error::Unauthenticated), "{garbage}");
        }
    }

    #[test]
    fn settings_that_are_none_do_not_repeat_secrets() {
        for (setting, problem) in [
            ("", "NAME:BASE64"),
            ("a:aHVudGVyMg==", "less than 32"),
            ("a:???hunter2", "no base64"),
            (&format!("{A},"), "NAME:BASE64"),
            (":QUFB", "letters"),
        ] {
            let error = Tokens::from_setting(&setting.to_owned().into(), "x").err().unwrap();
            assert!(error.contains(problem) && !error.contains("hunter2") && !error.contains("aHVudGVyMg"), "{setting}: {error}");
        }
    }
}
