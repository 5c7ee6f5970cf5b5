//! The mails that accounts cause. Their words are in `src/mail/words`.

use chrono::{DateTime, Duration, Utc};

use super::tokens::Purpose;
use crate::{
    Result,
    db::Identity,
    locale::Locale,
    mail::{self, Kind, Letter, Outgoing},
};

/// Answers without a link of their own are of use this long.
const NEWS_LASTS: Duration = Duration::days(3);

pub(crate) fn verify(locale: Locale, name: &str, link: String) -> Letter {
    Letter::new("verify_email", locale).text("name", name).count("days", Purpose::VerifyEmail.lasts().num_days()).action(link)
}

/// Sent instead of `verify` when the address belongs to an account already: only its owner learns that.
pub(crate) fn already_here(locale: Locale, name: &str, sign_in: String) -> Letter {
    Letter::new("already_here", locale).text("name", name).action(sign_in)
}

pub(crate) fn reset(locale: Locale, name: &str, link: String) -> Letter {
    Letter::new("reset_password", locale).text("name", name).count("hours", Purpose::ResetPassword.lasts().num_hours()).action(link)
}

pub(crate) fn password_changed(locale: Locale, name: &str, reset: String) -> Letter {
    Letter::new("password_changed", locale).text("name", name).action(reset)
}

/// To the address that is left: whoever reads there decides whether the account may move on.
pub(crate) fn change_email_old(locale: Locale, name: &str, email: &str, link: String) -> Letter {
    Letter::new("change_email_old", locale)
        .text("name", name)
        .text("email", email)
        .count("hours", Purpose::ChangeEmailOld.lasts().num_hours())
        .action(link)
}

/// To the address that takes its place.
pub(crate) fn change_email_new(locale: Locale, name: &str, link: String) -> Letter {
    Letter::new("change_email_new", locale).text("name", name).count("hours", Purpose::ChangeEmailNew.lasts().num_hours()).action(link)
}

/// To the address that was left, once it was.
pub(crate) fn email_changed(locale: Locale, name: &str, email: &str) -> Letter {
    Letter::new("email_changed", locale).text("name", name).text("email", email)
}

/// Sends a letter about the account itself; `lasts` as long as the link in it, if it has one.
pub(crate) async fn send(
    identity: &mut Identity,
    recipient: &str,
    letter: &Letter,
    link: Option<Purpose>,
    now: DateTime<Utc>,
) -> Result<()> {
    let lasts = link.map_or(NEWS_LASTS, Purpose::lasts);
    let mail = Outgoing { kind: Kind::Security, recipient, workspace: None, letter, lasts };
    mail::enqueue(identity.conn(), &mail, now).await.map(drop)
}
