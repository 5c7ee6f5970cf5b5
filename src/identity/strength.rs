//! Whether a password is one that everybody tries first. Length is the only other rule (ASVS 5.0, 6.2.1 to 6.2.5).

use sha1::{Digest, Sha1};

use super::gateways::BreachList;
use crate::{Error, Result};

/// Guesses within which a password must not fall: lists of common passwords are tried that far before anything else.
const GUESSES: u64 = 10_000;

/// What we are called is what people think of first.
const OURS: &[&str] = &["mewayz"];

const COMMON: &str = "This password is among the first that anybody would try. Please choose another one.";
const BREACHED: &str = "This password was found in data stolen from other sites, so it is no secret any more. Please choose another one.";

/// Refuses a password that is common or made of what is known about the person (`hints`: name, address).
///
/// # Errors
/// `Invalid` on `password`.
pub fn refuse_common(password: &str, hints: &[&str]) -> Result<()> {
    if is_common(password, hints) { Err(Error::field("password", COMMON)) } else { Ok(()) }
}

/// Refuses a password that was stolen elsewhere. Without an answer from the list nobody is kept out: an outage there must not be one here.
/// Called before a transaction, since it may take its time.
///
/// # Errors
/// `Invalid` on `password`.
pub async fn refuse_stolen(password: &str, list: &dyn BreachList) -> Result<()> {
    let (prefix, rest) = split(password);
    match list.suffixes(&prefix).await {
        Ok(found) if found.contains(&rest) => Err(Error::field("password", BREACHED)),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Whether few guesses find it: words, names, rows of keys, dates and their usual disguises.
fn is_common(password: &str, hints: &[&str]) -> bool {
    let parts = hints.iter().chain(OURS).flat_map(|hint| hint.split(['@', ' ', '.']).chain(hint.split('@')).chain([*hint]));
    let hints: Vec<&str> = parts.filter(|part| part.len() > 2).collect();
    if hints.iter().any(|hint| is_little_more_than(password, hint)) {
        return true;
    }
    zxcvbn::zxcvbn(password, &hints).guesses() < GUESSES
}

/// A word that is known about somebody, with up to three letters around it.
fn is_little_more_than(password: &str, hint: &str) -> bool {
    let (password, hint) = (password.to_lowercase(), hint.to_lowercase());
    hint.len() > 3 && password.contains(&hint) && password.len() - hint.len() < 4
}

/// What is told of a password, five digits of its SHA-1, and what stays here (k-anonymity).
fn split(password: &str) -> (String, String) {
    let digest = Sha1::digest(password.as_bytes());
    let text: String = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    let (prefix, rest) = text.split_at(5);
    (prefix.to_owned(), rest.to_owned())
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, sync::Mutex};

    use async_trait::async_trait;

    use super::*;
    use crate::error::Service;

    /// Knows one password; notes what it was asked.
    struct Stolen(&'static str, Mutex<Vec<String>>, bool);

    #[async_trait]
    impl BreachList for Stolen {
        async fn suffixes(&self, prefix: &str) -> Result<HashSet<String>> {
            self.1.lock().unwrap().push(prefix.to_owned());
            if self.2 {
                return Err(Error::Unavailable(Service::Server));
            }
            let (known, rest) = split(self.0);
            Ok(if known == prefix { [rest].into() } else { HashSet::new() })
        }
    }

    #[test]
    fn common_passwords_are_refused_and_uncommon_ones_are_not() {
        let hints = ["Ada Lovelace", "ada.lovelace@example.com"];
        for common in [
            "password",
            "Passw0rd",
            "12345678",
            "qwertyuiop",
            "iloveyou1",
            "11111111",
            "football",
            "princess1",
            "ada.lovelace",
            "mewayz123",
        ] {
            assert!(refuse_common(common, &hints).is_err(), "{common}");
        }
        for fine in ["correct horse", "tidal-marmot-91", "ünïcödé wörter", "a b c d e f g h i j", "demo-password-1"] {
            assert_eq!(refuse_common(fine, &hints), Ok(()), "{fine}");
        }
    }

    #[tokio::test]
    async fn stolen_passwords_are_refused_and_only_five_digits_are_told() {
        let list = Stolen("tidal-marmot-91", Mutex::default(), false);
        assert!(refuse_stolen("tidal-marmot-91", &list).await.is_err());
        assert_eq!(refuse_stolen("tidal-marmot-92", &list).await, Ok(()));
        assert!(list.1.lock().unwrap().iter().all(|asked| asked.len() == 5));
    }

    #[tokio::test]
    async fn a_list_that_does_not_answer_keeps_nobody_out() {
        assert_eq!(refuse_stolen("tidal-marmot-91", &Stolen("tidal-marmot-91", Mutex::default(), true)).await, Ok(()));
    }
}
