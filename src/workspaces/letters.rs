//! The mails that workspaces cause, in their own look. Their words are in `src/mail/words`.

use chrono::{DateTime, Duration, Utc};

use super::settings::brand;
use crate::{
    Result,
    ids::UserId,
    locale::Locale,
    mail::{self, Kind, Letter, Outgoing},
    tenancy::Scope,
};

/// Letters without a link of their own are of use this long.
const NEWS_LASTS: Duration = Duration::days(3);

/// Invites an address; the link in it proves that the address is theirs.
pub(super) async fn invitation(scope: &mut Scope, email: &str, from: UserId, link: &str, days: i64, now: DateTime<Utc>) -> Result<()> {
    let (person, locale) = person(scope, from).await?;
    let brand = brand(scope, origin(link)).await?;
    let letter = Letter::new("invitation", locale).text("person", person.0).text("workspace", brand.name.clone()).count("days", days);
    send(scope, email, letter.brand(brand).action(link), Duration::days(days), now).await
}

/// Tells somebody that they were removed.
pub(super) async fn removed(scope: &mut Scope, user: UserId, base_url: &str, now: DateTime<Utc>) -> Result<()> {
    let ((name, email), locale) = person(scope, user).await?;
    let brand = brand(scope, base_url).await?;
    let letter = Letter::new("removed", locale).text("name", name).text("workspace", brand.name.clone());
    send(scope, &email, letter.brand(brand), NEWS_LASTS, now).await
}

/// Asks somebody to take the workspace over.
pub(super) async fn offer(scope: &mut Scope, to: UserId, from: UserId, link: &str, days: i64, now: DateTime<Utc>) -> Result<()> {
    let ((name, email), locale) = person(scope, to).await?;
    let (giver, _) = person(scope, from).await?;
    let brand = brand(scope, origin(link)).await?;
    let letter = Letter::new("workspace_offer", locale)
        .text("name", name)
        .text("person", giver.0)
        .text("workspace", brand.name.clone())
        .count("days", days);
    send(scope, &email, letter.brand(brand).action(link), Duration::days(days), now).await
}

async fn send(scope: &mut Scope, recipient: &str, letter: Letter, lasts: Duration, now: DateTime<Utc>) -> Result<()> {
    let workspace = Some(scope.workspace());
    let mail = Outgoing { kind: Kind::Security, recipient, workspace, letter: &letter, lasts };
    mail::enqueue(scope.conn(), &mail, now).await.map(drop)
}

/// Name and address of a person, and the language of mails to them.
async fn person(scope: &mut Scope, user: UserId) -> Result<((String, String), Locale)> {
    let row = sqlx::query!("select full_name, email, locale from users where id = $1", user.0).fetch_one(scope.conn()).await?;
    Ok(((row.full_name, row.email), row.locale.as_deref().and_then(Locale::from_tag).unwrap_or_default()))
}

/// `https://host` of a link of ours.
fn origin(link: &str) -> &str {
    let host = link.find("://").map_or(0, |at| at + 3);
    link[host..].find('/').map_or(link, |at| &link[..host + at])
}
