//! The mails that accounts cause.

use crate::mail::Letter;

pub(crate) fn verify(name: &str, link: String) -> Letter {
    Letter {
        subject: "Confirm your e-mail address".to_owned(),
        greeting: format!("Hello {name},"),
        paragraphs: vec!["welcome to Mewayz. Please confirm that this address is yours:".to_owned()],
        action: Some(("Confirm address".to_owned(), link)),
        closing: "The link works for three days. If you did not sign up, ignore this mail.".to_owned(),
    }
}

/// Sent instead of `verify` when the address belongs to an account already: only its owner learns that.
pub(crate) fn already_here(name: &str, sign_in: String) -> Letter {
    Letter {
        subject: "You already have a Mewayz account".to_owned(),
        greeting: format!("Hello {name},"),
        paragraphs: vec![
            "somebody, probably you, signed up with this address, which already has an account.".to_owned(),
            "Sign in with your password, or ask for a new one there. The account you just made stays empty and cannot be confirmed."
                .to_owned(),
        ],
        action: Some(("Sign in".to_owned(), sign_in)),
        closing: "If this was not you, there is nothing to do.".to_owned(),
    }
}

pub(crate) fn reset(name: &str, link: String) -> Letter {
    Letter {
        subject: "Choose a new password".to_owned(),
        greeting: format!("Hello {name},"),
        paragraphs: vec!["you asked for a new password. Choose it here:".to_owned()],
        action: Some(("Choose a new password".to_owned(), link)),
        closing: "The link works once and for one hour. If you did not ask, ignore this mail; your password stays as it is.".to_owned(),
    }
}

pub(crate) fn password_changed(name: &str, reset: String) -> Letter {
    Letter {
        subject: "Your password was changed".to_owned(),
        greeting: format!("Hello {name},"),
        paragraphs: vec!["the password of your account was changed, and all devices were signed out.".to_owned()],
        action: Some(("This was not me".to_owned(), reset)),
        closing: "If it was you, there is nothing to do.".to_owned(),
    }
}
