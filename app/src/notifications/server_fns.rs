use leptos::prelude::*;
#[cfg(not(target_arch = "wasm32"))]
use mewayz::{
    Error,
    notifications::{self, Digest, Quiet, phones},
};
use mewayz::{
    ids::{NotificationId, PushId},
    locale::Locale,
    notifications::{Channel, Page, Phone, PushDevice, Settings, Statistic, Template, Topic},
};
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use crate::context;
use crate::error::AppError;

/// What the person was told, newest first.
#[server]
pub async fn list_notices(unread: bool, before: Option<NotificationId>) -> Result<Page, AppError> {
    let user = context::user()?;
    let mut identity = context::db().identity().await?;
    Ok(notifications::list(&mut identity, user, unread, before, crate::words::locale()).await?)
}

/// Marks one notice as read, or as unread again.
#[server]
pub async fn mark_notice(notice: NotificationId, read: bool) -> Result<(), AppError> {
    let user = context::own_user()?;
    let mut identity = context::db().identity().await?;
    notifications::mark(&mut identity, user, notice, read, mewayz::clock::now()).await?;
    Ok(identity.commit().await?)
}

/// Marks everything as read.
#[server]
pub async fn mark_all_notices() -> Result<(), AppError> {
    let user = context::own_user()?;
    let mut identity = context::db().identity().await?;
    notifications::mark_all_read(&mut identity, user, mewayz::clock::now()).await?;
    Ok(identity.commit().await?)
}

/// What a person may choose, and what they have chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub settings: Settings,
    pub topics: Vec<Topic>,
    pub channels: Vec<Channel>,
    /// IANA names.
    pub zones: Vec<String>,
    /// Browsers on which the person is told.
    pub devices: Vec<PushDevice>,
    /// The key to which browsers subscribe; empty if there are no pushes.
    pub push_key: Vec<u8>,
    /// The person's number for text messages, if they gave one.
    pub phone: Option<Phone>,
    /// Whether the person has not chosen anything yet.
    pub is_new: bool,
}

/// What the person is told and how.
#[server]
pub async fn load_notification_settings() -> Result<Offer, AppError> {
    let user = context::user()?;
    let mut identity = context::db().identity().await?;
    let settings = notifications::settings(&mut identity, user).await?;
    let topics = notifications::topics_for(&mut identity, user).await?;
    let is_new = settings == Settings::default();
    let devices = notifications::push::devices(&mut identity, user).await?;
    let push_key = notifications::push_public_key(&mut identity).await?.unwrap_or_default();
    let phone = phones::phone(&mut identity, user, mewayz::clock::now()).await?;
    Ok(Offer { settings, topics, channels: context::channels(), zones: notifications::zones(), devices, push_key, phone, is_new })
}

/// Writes down what the person wants; choices that were not offered stay as they are.
#[server]
pub async fn save_notification_settings(
    digest: String,
    zone: String,
    quiet_from: String,
    quiet_until: String,
    #[server(default)] choices: Vec<String>,
) -> Result<(), AppError> {
    let (user, address) = (context::own_user()?, context::visitor().address);
    let mut identity = context::db().identity().await?;
    let mut settings = notifications::settings(&mut identity, user).await?;
    settings.digest = Digest::from_name(&digest).unwrap_or_default();
    settings.zone = zone;
    settings.quiet = quiet(&quiet_from, &quiet_until)?;
    settings.choose(&notifications::topics_for(&mut identity, user).await?, &context::channels(), &choices);
    notifications::save_settings(&mut identity, user, &settings, &address).await?;
    Ok(identity.commit().await?)
}

/// Notes the browser that asks, as `PushSubscription.toJSON()` describes it.
#[server]
pub async fn subscribe_push(endpoint: String, p256dh: String, auth: String) -> Result<(), AppError> {
    let (user, visitor, rules) = (context::own_user()?, context::visitor(), context::settings().outbound.clone());
    let device = mewayz::identity::sessions::device_name(&visitor.user_agent);
    let new = notifications::push::Subscription { endpoint, p256dh: bytes(&p256dh), auth: bytes(&auth), device };
    let mut identity = context::db().identity().await?;
    notifications::push::subscribe(&mut identity, user, &rules, &new).await?;
    Ok(identity.commit().await?)
}

/// Tells a browser no more.
#[server]
pub async fn remove_push(device: PushId) -> Result<(), AppError> {
    let user = context::own_user()?;
    let mut identity = context::db().identity().await?;
    notifications::push::unsubscribe(&mut identity, user, device).await?;
    Ok(identity.commit().await?)
}

/// Sends a code to a number that the person says is theirs.
#[server]
pub async fn send_phone_code(number: String) -> Result<(), AppError> {
    let (user, visitor) = (context::own_user()?, context::visitor());
    let sms = context::sms().ok_or(Error::NotFound)?;
    let sent = phones::send_code(&context::db(), sms.as_ref(), user, &visitor.address, &number, mewayz::clock::now()).await;
    sent.map_err(|error| AppError::from(error).typed("number", &number))
}

/// Confirms the person's number with the code that was sent to it.
#[server]
pub async fn confirm_phone(code: String) -> Result<(), AppError> {
    let (user, visitor) = (context::own_user()?, context::visitor());
    Ok(phones::confirm(&context::db(), user, &visitor.address, &code, mewayz::clock::now()).await?)
}

/// Forgets the person's number: no text goes there any more.
#[server]
pub async fn remove_phone() -> Result<(), AppError> {
    let (user, visitor) = (context::own_user()?, context::visitor());
    let mut identity = context::db().identity().await?;
    phones::remove(&mut identity, user, &visitor.address).await?;
    Ok(identity.commit().await?)
}

/// Browsers write base64 for addresses, without padding; what cannot be read has a wrong size later on.
#[cfg(not(target_arch = "wasm32"))]
fn bytes(text: &str) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default()
}

/// Quiet hours as two fields of time have them; both empty is none.
#[cfg(not(target_arch = "wasm32"))]
fn quiet(from: &str, until: &str) -> Result<Option<Quiet>, AppError> {
    let minutes = |text: &str| {
        let time: chrono::NaiveTime = chrono::NaiveTime::parse_from_str(text, "%H:%M").ok()?;
        u16::try_from(chrono::Timelike::num_seconds_from_midnight(&time) / 60).ok()
    };
    match (minutes(from), minutes(until)) {
        (Some(from), Some(until)) => Ok(Some(Quiet { from, until })),
        (None, None) if from.is_empty() && until.is_empty() => Ok(None),
        (None, _) => Err(Error::field("quiet_from", "Enter when quiet hours begin, or leave both times empty.").into()),
        (_, None) => Err(Error::field("quiet_until", "Enter when quiet hours end, or leave both times empty.").into()),
    }
}

/// For staff. The words of every topic in a language.
#[server]
pub async fn load_templates(locale: Locale) -> Result<Vec<Template>, AppError> {
    let mut office = context::office("Looking at the words of notices").await?;
    Ok(notifications::templates(&mut office, locale).await?)
}

/// For staff. How notices reached people in the last 30 days.
#[server]
pub async fn load_delivery_figures() -> Result<Vec<Statistic>, AppError> {
    let mut office = context::office("Looking at deliveries of notices").await?;
    Ok(notifications::statistics(&mut office, mewayz::clock::now()).await?)
}

/// For staff. Writes other words for a topic in a language.
#[server]
pub async fn save_template(topic: Topic, locale: Locale, title: String, body: String) -> Result<(), AppError> {
    let mut office = context::office("Changing the words of a notice").await?;
    notifications::save_template(&mut office, topic, locale, &title, &body, mewayz::clock::now()).await?;
    Ok(office.commit().await?)
}

/// For staff. Goes back to the product's own words.
#[server]
pub async fn reset_template(topic: Topic, locale: Locale) -> Result<(), AppError> {
    let mut office = context::office("Taking back the words of a notice").await?;
    notifications::reset_template(&mut office, topic, locale).await?;
    Ok(office.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_are_two_times_or_none() {
        assert_eq!(quiet("22:00", "07:30").unwrap(), Some(Quiet { from: 1320, until: 450 }));
        assert_eq!(quiet("", "").unwrap(), None);
        assert!(quiet("22:00", "").unwrap_err().field("quiet_until").is_some());
        assert!(quiet("25:00", "07:00").unwrap_err().field("quiet_from").is_some());
    }
}
