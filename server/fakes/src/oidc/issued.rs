use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::Person;
use crate::{errors::Refused, few::Few};

/// Codes, tokens and people that are remembered.
const MOST: usize = 1000;

/// What a code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grant {
    /// Whose code it is: a code of one issuer is none of another.
    pub(crate) issuer: &'static str,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) person: Person,
}

/// What issuers gave out.
pub(crate) struct Issued {
    codes: Few<Grant>,
    tokens: Few<(&'static str, Person)>,
    met: Few<()>,
}

impl Default for Issued {
    fn default() -> Self {
        Self { codes: Few::new(MOST), tokens: Few::new(MOST), met: Few::new(MOST) }
    }
}

impl Issued {
    /// A code for a grant.
    pub(crate) fn code(&mut self, grant: Grant) -> String {
        let code = random();
        self.codes.put(&code, grant);
        code
    }

    /// What a code stands for, if all fits. The code is gone either way.
    pub(crate) fn redeem(&mut self, issuer: &str, fields: &HashMap<String, String>, client: &str) -> Result<Grant, Refused> {
        let text = |name: &str| fields.get(name).map(String::as_str);
        let grant = self.codes.take(text("code").ok_or(Refused::InvalidRequest)?).ok_or(Refused::InvalidGrant)?;
        let fits = grant.issuer == issuer
            && grant.client_id == client
            && text("redirect_uri") == Some(&grant.redirect_uri)
            && text("code_verifier").map(challenge) == grant.challenge;
        if fits { Ok(grant) } else { Err(Refused::InvalidGrant) }
    }

    /// A token that says who somebody is.
    pub(crate) fn token(&mut self, issuer: &'static str, person: Person) -> String {
        let token = random();
        self.tokens.put(&token, (issuer, person));
        token
    }

    /// Whom a token was given for.
    pub(crate) fn person(&self, issuer: &str, token: &str) -> Option<Person> {
        self.tokens.get(token).filter(|(of, _)| *of == issuer).map(|(_, person)| person.clone())
    }

    /// Whether a person has come to this client for the first time.
    pub(crate) fn first(&mut self, client: &str, sub: &str) -> bool {
        let key = format!("{client} {sub}");
        let first = self.met.get(&key).is_none();
        self.met.put(&key, ());
        first
    }
}

/// 43 letters that nobody guesses.
pub(crate) fn random() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}
