//! Web push: browsers that asked to be told, and what is sent to each.

use chrono::{DateTime, Utc};
use serde_json::json;
use url::Url;
use uuid::Uuid;

use super::{
    Channel, Deliver, PushDevice,
    deliveries::{self, State},
    preferences, telling,
};
use crate::{
    Error, Result,
    db::Identity,
    error::OnConstraint,
    gateways::{PushMessage, Sent},
    ids::{PushId, UserId},
    jobs::Job,
    outbound::Rules,
};

/// Browsers of one person; more are a mistake.
const MOST: i64 = 20;

/// What a browser says when it asks to be told (Push API, `PushSubscription`).
#[derive(Debug, Clone)]
pub struct Subscription {
    pub endpoint: String,
    /// P-256, uncompressed.
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
    /// The browser in words.
    pub device: String,
}

/// Notes a browser; said again it changes nothing. A browser that told somebody else tells this person from now on.
///
/// # Errors
/// `Invalid` for an address that may not be asked, for keys of a wrong size, or for too many browsers.
pub async fn subscribe(identity: &mut Identity, user: UserId, rules: &Rules, new: &Subscription) -> Result<()> {
    let url: Url = new.endpoint.parse().map_err(|_| Error::field("endpoint", "This browser gave no address for its messages."))?;
    rules.check(&url).map_err(|refusal| Error::field("endpoint", refusal.to_string()))?;
    let others = sqlx::query_scalar!(
        r#"select count(*) as "count!" from push_subscriptions where user_id = $1 and endpoint <> $2"#,
        user.0,
        new.endpoint
    )
    .fetch_one(identity.conn())
    .await?;
    if others >= MOST {
        return Err(Error::field("endpoint", "You are told on as many browsers as we keep. Remove one that you no longer use."));
    }
    let broken = || Error::field("endpoint", "This browser gave keys that cannot be used.");
    sqlx::query!(
        "insert into push_subscriptions (id, user_id, endpoint, p256dh, auth, device) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint push_subscriptions_endpoint do update
         set user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device",
        PushId::new().0,
        user.0,
        new.endpoint,
        new.p256dh,
        new.auth,
        new.device.chars().take(60).collect::<String>()
    )
    .execute(identity.conn())
    .await
    .on_constraint("push_subscriptions_keys", broken)?;
    Ok(())
}

/// The browsers on which a person is told, newest first.
pub async fn devices(identity: &mut Identity, user: UserId) -> Result<Vec<PushDevice>> {
    let rows = sqlx::query!("select id, device, created_at from push_subscriptions where user_id = $1 order by id desc", user.0)
        .fetch_all(identity.conn())
        .await?;
    Ok(rows.into_iter().map(|row| PushDevice { id: PushId(row.id), device: row.device, created_at: row.created_at }).collect())
}

/// Where a person is told by push.
pub(super) async fn targets(conn: &mut sqlx::PgConnection, user: UserId) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!("select id from push_subscriptions where user_id = $1 order by id", user.0).fetch_all(conn).await?)
}

/// Tells a browser no more.
///
/// # Errors
/// `NotFound` if it is not theirs.
pub async fn unsubscribe(identity: &mut Identity, user: UserId, id: PushId) -> Result<()> {
    sqlx::query!("delete from push_subscriptions where id = $1 and user_id = $2 returning id", id.0, user.0)
        .fetch_one(identity.conn())
        .await?;
    Ok(())
}

/// What is to be sent for a delivery; `None` if there is nothing to send any more, which is written down.
pub async fn prepare(identity: &mut Identity, delivery: Uuid, now: DateTime<Utc>) -> Result<Option<PushMessage>> {
    let Some(due) = deliveries::find(identity.conn(), delivery, now).await? else { return Ok(None) };
    let settings = preferences::read(identity.conn(), UserId(due.user_id)).await?;
    let device =
        sqlx::query!("select endpoint, p256dh, auth from push_subscriptions where id = $1 and user_id = $2", due.target, due.user_id)
            .fetch_optional(identity.conn())
            .await?;
    let reason = device.is_none().then_some("browser gone").or_else(|| due.due.obsolete(&settings, Channel::Push));
    let (Some(device), Some(topic), None) = (device, due.due.topic(), reason) else {
        deliveries::settle(identity.conn(), &[delivery], State::Suppressed, reason.unwrap_or("unknown topic"), now).await?;
        return Ok(None);
    };
    let said = telling::say(identity.conn(), UserId(due.user_id), topic, &due.due).await?;
    let (tag, lang) = (due.notification_id, said.locale.tag());
    // The tag makes a message that is sent twice show once.
    let payload = json!({ "title": said.title, "body": said.body, "url": said.path, "tag": tag, "lang": lang }).to_string();
    Ok(Some(PushMessage { endpoint: device.endpoint, p256dh: device.p256dh, auth: device.auth, payload, urgent: topic.is_security() }))
}

/// Writes down how sending went; a browser that is gone is forgotten. `last`: it will not be tried again.
pub async fn settle(identity: &mut Identity, delivery: Uuid, sent: &Sent, last: bool, now: DateTime<Utc>) -> Result<()> {
    let (state, reason) = State::of(sent, last, "browser gone");
    deliveries::settle(identity.conn(), &[delivery], state, reason, now).await?;
    if *sent == Sent::Gone {
        sqlx::query!(
            "delete from push_subscriptions using notification_deliveries d where d.id = $1 and push_subscriptions.id = d.target",
            delivery
        )
        .execute(identity.conn())
        .await?;
    }
    Ok(())
}

impl Job for Deliver {
    const NAME: &'static str = "notifications.deliver";
    /// A push service that is slow delays no mail.
    const QUEUE: &'static str = "notices";
    const MAX_ATTEMPTS: i16 = 8;
    const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);
}
