//! Writes notifications and what has to be sent of them.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{CHANNEL, Channel, Deliver, SendMail, SendText, Settings, Topic, phones, preferences, push, timing, words::Params};
use crate::{
    Error, Result,
    ids::{NotificationId, UserId, WorkspaceId},
    jobs::{self, Options, Unique},
};

/// What is older is written into the list and told no other way: it is a replay, or the dispatcher was away for long.
const STALE: Duration = Duration::days(1);

/// Something to tell.
pub(super) struct News {
    pub(super) event: Uuid,
    pub(super) topic: Topic,
    pub(super) workspace: Option<WorkspaceId>,
    pub(super) params: Params,
    pub(super) path: String,
    pub(super) happened_at: DateTime<Utc>,
}

/// Tells people; each once, whatever happens. `offered`: the ways that this installation has.
pub(super) async fn tell(conn: &mut PgConnection, news: &News, people: &[Uuid], offered: &[Channel], now: DateTime<Utc>) -> Result<()> {
    for user in people {
        let settings = preferences::read(conn, UserId(*user)).await?;
        let Some(id) = write(conn, news, *user, &settings).await? else { continue };
        if now - news.happened_at < STALE {
            mail(conn, news, id, UserId(*user), &settings, now).await?;
            pushes(conn, news, id, UserId(*user), &settings, now).await?;
            if offered.contains(&Channel::Sms) {
                text(conn, news, id, UserId(*user), &settings, now).await?;
            }
        }
        notify(conn, UserId(*user)).await?;
    }
    Ok(())
}

/// Says to whoever has a page open that something has changed about a person; heard when the transaction commits.
pub(super) async fn notify(conn: &mut PgConnection, user: UserId) -> Result<()> {
    sqlx::query!("select pg_notify($1, $2)", CHANNEL, user.to_string()).fetch_one(conn).await?;
    Ok(())
}

/// `None` if the person was told already.
async fn write(conn: &mut PgConnection, news: &News, user: Uuid, settings: &Settings) -> Result<Option<NotificationId>> {
    let params = serde_json::to_value(&news.params).map_err(Error::internal)?;
    let id = sqlx::query_scalar!(
        "insert into notifications (id, user_id, event_id, topic, workspace_id, params, path, in_app, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict on constraint notifications_once do nothing returning id",
        NotificationId::new().0,
        user,
        news.event,
        news.topic.name(),
        news.workspace.map(|w| w.0),
        params,
        news.path,
        settings.wants(news.topic, Channel::InApp),
        news.happened_at
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(NotificationId))
}

/// Plans a mail, if the person wants one.
async fn mail(
    conn: &mut PgConnection,
    news: &News,
    id: NotificationId,
    user: UserId,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<()> {
    if !settings.wants(news.topic, Channel::Email) || news.topic.has_letter() {
        return Ok(());
    }
    let due = timing::due(news.topic, Channel::Email, settings, now)?;
    plan(conn, news.topic, id, user, Channel::Email, Uuid::nil(), due, now).await?;
    // Mails that are due at the same time are one mail: the job finds them all.
    let unique = Some(Unique::Keep(format!("{user}:{}", due.timestamp())));
    jobs::enqueue_with(conn, &SendMail { user }, Options { unique, ..later(due, now) }).await?;
    Ok(())
}

/// Plans a push for every browser, if the person wants them.
async fn pushes(
    conn: &mut PgConnection,
    news: &News,
    id: NotificationId,
    user: UserId,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<()> {
    if !settings.wants(news.topic, Channel::Push) {
        return Ok(());
    }
    let due = timing::due(news.topic, Channel::Push, settings, now)?;
    for target in push::targets(conn, user).await? {
        let delivery = plan(conn, news.topic, id, user, Channel::Push, target, due, now).await?;
        jobs::enqueue_with(conn, &Deliver { delivery }, later(due, now)).await?;
    }
    Ok(())
}

/// Plans a text, if the person wants one and has a number for it.
async fn text(
    conn: &mut PgConnection,
    news: &News,
    id: NotificationId,
    user: UserId,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<()> {
    if !settings.wants(news.topic, Channel::Sms) || phones::confirmed(conn, user).await?.is_none() {
        return Ok(());
    }
    let due = timing::due(news.topic, Channel::Sms, settings, now)?;
    let delivery = plan(conn, news.topic, id, user, Channel::Sms, Uuid::nil(), due, now).await?;
    jobs::enqueue_with(conn, &SendText { delivery }, later(due, now)).await?;
    Ok(())
}

fn later(due: DateTime<Utc>, now: DateTime<Utc>) -> Options {
    Options { run_at: (due > now).then_some(due), ..Options::default() }
}

#[allow(clippy::too_many_arguments, reason = "one column each")]
async fn plan(
    conn: &mut PgConnection,
    topic: Topic,
    id: NotificationId,
    user: UserId,
    channel: Channel,
    target: Uuid,
    due: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let delivery = Uuid::now_v7();
    sqlx::query!(
        "insert into notification_deliveries (id, notification_id, user_id, topic, channel, target, urgent, due_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        delivery,
        id.0,
        user.0,
        topic.name(),
        channel.name(),
        target,
        topic.is_security(),
        due,
        now
    )
    .execute(conn)
    .await?;
    Ok(delivery)
}
