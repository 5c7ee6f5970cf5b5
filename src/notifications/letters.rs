//! Tells by mail: everything that is due for a person, in one letter; security notices in letters of their own.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    Channel, Topic,
    deliveries::{self, State},
    preferences,
    words::{Catalogue, Params},
};
use crate::{
    Result,
    db::Identity,
    ids::UserId,
    locale::Locale,
    mail::{self, Kind, Letter, Outgoing},
};

/// A mail that could not be sent for this long tells nothing new.
const LASTS: Duration = Duration::days(3);

/// A delivery with what it says.
struct Item {
    delivery: Uuid,
    topic: Topic,
    title: String,
    body: String,
    link: String,
}

/// Writes the mails that are due for a person and settles their deliveries; nothing is sent before the transaction commits.
/// `base_url` is where people reach the product.
pub async fn send_mail(identity: &mut Identity, user: UserId, base_url: &str, now: DateTime<Utc>) -> Result<()> {
    let person = sqlx::query!(r#"select full_name, email, email_verified_at is not null as "verified!" from users where id = $1"#, user.0)
        .fetch_one(identity.conn())
        .await?;
    let (locale, items) = due(identity, user, base_url, now).await?;
    if !person.verified {
        // The address is not proven to be theirs.
        let all: Vec<Uuid> = items.iter().map(|item| item.delivery).collect();
        return deliveries::settle(identity.conn(), &all, State::Suppressed, "address not confirmed", now).await;
    }
    let (urgent, others): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.topic.is_security());
    let letters = urgent.chunks(1).chain(std::iter::once(others.as_slice())).filter(|chunk| !chunk.is_empty());
    for chunk in letters {
        let kind = if chunk.iter().any(|item| item.topic.is_security()) { Kind::Security } else { Kind::Notice };
        let letter = letter(locale, &person.full_name, chunk, base_url);
        let mail = Outgoing { kind, recipient: &person.email, workspace: None, letter: &letter, lasts: LASTS };
        mail::enqueue(identity.conn(), &mail, now).await?;
        let told: Vec<Uuid> = chunk.iter().map(|item| item.delivery).collect();
        deliveries::settle(identity.conn(), &told, State::Sent, "", now).await?;
    }
    Ok(())
}

/// What is due and still worth telling, and in which language; the rest is suppressed.
async fn due(identity: &mut Identity, user: UserId, base_url: &str, now: DateTime<Utc>) -> Result<(Locale, Vec<Item>)> {
    let settings = preferences::read(identity.conn(), user).await?;
    let catalogue = Catalogue::load(identity.conn(), user, Locale::default()).await?;
    let home = deliveries::home(identity.conn(), user).await?;
    let mut items = Vec::new();
    for row in deliveries::due(identity.conn(), user, Channel::Email, now).await? {
        let reason = row.obsolete(&settings, Channel::Email);
        let (Some(topic), None) = (row.topic(), reason) else {
            deliveries::settle(identity.conn(), &[row.id], State::Suppressed, reason.unwrap_or("unknown topic"), now).await?;
            continue;
        };
        let params: Params = serde_json::from_value(row.params).unwrap_or_default();
        let (title, body) = catalogue.say(topic, &params)?;
        let path = row.path.strip_prefix('~').map_or_else(|| row.path.clone(), |rest| format!("{home}{rest}"));
        items.push(Item { delivery: row.id, topic, title, body, link: format!("{base_url}{path}") });
    }
    Ok((catalogue.locale(), items))
}

/// One notice, or a list of several.
fn letter(locale: Locale, name: &str, items: &[Item], base_url: &str) -> Letter {
    if let [item] = items {
        let letter = Letter::new("notice", locale).text("name", name).text("title", &item.title).text("body", &item.body);
        return letter.action(&item.link);
    }
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let letter = Letter::new("notices", locale).text("name", name).count("number", count).action(format!("{base_url}/w"));
    items.iter().fold(letter, |letter, item| letter.item(format!("{}: {}", item.title, item.body), Some(item.link.clone())))
}
