//! What an account may be called and how it is protected.

use crate::{
    Result,
    fields::{Fields, single_line},
};

/// Fewest and most characters of a password (OWASP ASVS 5.0 6.2.1, 6.2.9); any character counts, none is required.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=128;
const MOST_NAME: usize = 120;
/// RFC 5321 §4.5.3.1.3.
const MOST_EMAIL: usize = 254;

/// What somebody typed to sign up, checked and tidied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    pub full_name: String,
    pub email: String,
    pub password: String,
}

impl SignUp {
    /// # Errors
    /// `Invalid` with messages for `full_name`, `email` and `password`.
    pub fn check(full_name: &str, email: &str, password: String) -> Result<Self> {
        let mut fields = Fields::default();
        let full_name = single_line(full_name);
        fields.require(!full_name.is_empty(), "full_name", "Enter your name.");
        fields.require(full_name.chars().count() <= MOST_NAME, "full_name", "Use at most 120 characters.");
        let email = check_email(email, &mut fields);
        check_password(&password, &mut fields);
        fields.require(!password.eq_ignore_ascii_case(&email), "password", "Do not use your e-mail address as your password.");
        fields.into_result()?;
        Ok(Self { full_name, email, password })
    }
}

/// The address in lower case; adds a message to `email` if it cannot be one.
pub fn check_email(input: &str, fields: &mut Fields) -> String {
    let email = input.trim().to_lowercase();
    fields.require(!email.is_empty(), "email", "Enter your e-mail address.");
    fields.require(is_email(&email), "email", "Enter an e-mail address such as name@example.com.");
    email
}

/// Adds a message to `password` if it is too short or too long.
pub fn check_password(password: &str, fields: &mut Fields) {
    let length = password.chars().count();
    fields.require(length >= *PASSWORD_LENGTH.start(), "password", "Use at least 8 characters.");
    fields.require(length <= *PASSWORD_LENGTH.end(), "password", "Use at most 128 characters.");
}

/// Whether a text has the shape of an address that mail can be sent to. Whether it exists, a mail finds out.
pub fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else { return false };
    let clean = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
    email.len() <= MOST_EMAIL
        && (1..=64).contains(&local.len())
        && local.chars().all(clean)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && is_domain(domain)
}

fn is_domain(domain: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len()) && !l.starts_with('-') && !l.ends_with('-') && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

/// A workspace's first address: from its owner's name, ASCII only.
pub fn workspace_slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug: String = slug.chars().take(40).collect();
    match slug.trim_matches('-') {
        "" => "workspace".to_owned(),
        slug => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    #[test]
    fn sign_up_is_tidied() {
        let sign_up = SignUp::check("  Ada  Lovelace ", " Ada@Example.COM ", "correct horse".to_owned()).unwrap();
        assert_eq!((sign_up.full_name.as_str(), sign_up.email.as_str()), ("Ada Lovelace", "ada@example.com"));
    }

    #[test]
    fn every_wrong_field_gets_its_message() {
        let Err(Error::Invalid(fields)) = SignUp::check(" ", "nobody", "short".to_owned()) else { panic!("must be refused") };
        assert_eq!(fields.get("full_name"), Some("Enter your name."));
        assert!(fields.get("email").unwrap().contains("such as"));
        assert_eq!(fields.get("password"), Some("Use at least 8 characters."));
    }

    #[test]
    fn addresses() {
        for good in ["a@b.co", "first.last+tag@mail.example.org", "ö@exämple.de"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "a b@c.de", "a@b..de", ".a@b.de", "a@-b.de", "a@b.de\nbcc: x@y.z", "<a@b.de>", "a@@b.de"] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(!is_email(&format!("{}@example.com", "a".repeat(65))));
    }

    #[test]
    fn slugs() {
        assert_eq!(workspace_slug("Ada Lovelace"), "ada-lovelace");
        assert_eq!(workspace_slug("!!! Zoë & Co. !!!"), "zo-co");
        assert_eq!(workspace_slug("名前"), "workspace");
        assert!(workspace_slug(&"x y ".repeat(100)).len() <= 40);
    }
}
