//! The mails that accounts cause. Their words are in `src/mail/words`.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

use super::tokens::Purpose;
use crate::{
    Result,
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

/// When the account ends (`day`, ISO 8601), and how to keep it.
pub(crate) fn deletion_requested(locale: Locale, name: &str, day: &str, sign_in: String) -> Letter {
    Letter::new("deletion_requested", locale).text("name", name).text("day", day).action(sign_in)
}

/// After staff have taken app, codes and passkeys away.
pub(crate) fn second_factor_reset(locale: Locale, name: &str, sign_in: String) -> Letter {
    Letter::new("second_factor_reset", locale).text("name", name).action(sign_in)
}

/// Sends a letter about the account itself; `lasts` as long as the link in it, if it has one.
pub(crate) async fn send(
    conn: &mut PgConnection,
    recipient: &str,
    letter: &Letter,
    link: Option<Purpose>,
    now: DateTime<Utc>,
) -> Result<()> {
    let lasts = link.map_or(NEWS_LASTS, Purpose::lasts);
    let mail = Outgoing { kind: Kind::Security, recipient, workspace: None, letter, lasts };
    mail::enqueue(conn, &mail, now).await.map(drop)
}
