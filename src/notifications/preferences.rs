use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::{Audience, Channel, Digest, Quiet, Settings, Topic, timing::is_zone};
use crate::{
    Error, Result,
    db::Identity,
    error::OnConstraint,
    events::{self, NotificationsChosen},
    ids::UserId,
};

/// What a person wants.
pub async fn settings(identity: &mut Identity, user: UserId) -> Result<Settings> {
    read(identity.conn(), user).await
}

/// Writes down what a person wants. Choices that there are not, such as against a security notice, are left out.
///
/// # Errors
/// `Invalid` for a zone that does not exist, or quiet hours of no or all hours.
pub async fn save_settings(identity: &mut Identity, user: UserId, settings: &Settings, address: &str) -> Result<()> {
    if !is_zone(&settings.zone) {
        return Err(Error::field("zone", "Choose a time zone."));
    }
    if settings.quiet.is_some_and(|quiet| quiet.from == quiet.until) {
        return Err(Error::field("quiet_until", "Quiet hours must end at another time than they begin."));
    }
    let minutes = |minute: u16| i16::try_from(minute).unwrap_or(i16::MAX);
    sqlx::query!(
        "insert into notification_settings (user_id, digest, zone, quiet_from, quiet_until) values ($1, $2, $3, $4, $5)
         on conflict (user_id) do update
         set digest = excluded.digest, zone = excluded.zone, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until",
        user.0,
        settings.digest.name(),
        settings.zone,
        settings.quiet.map(|quiet| minutes(quiet.from)),
        settings.quiet.map(|quiet| minutes(quiet.until))
    )
    .execute(identity.conn())
    .await
    .on_constraint("notification_settings_quiet", || Error::field("quiet_until", "Enter times from 00:00 to 23:59."))?;
    replace_choices(identity.conn(), user, settings).await?;
    events::record_account(identity, user, address, &NotificationsChosen { user }).await
}

/// What a person may be told of: what concerns staff is for staff.
pub async fn topics_for(identity: &mut Identity, user: UserId) -> Result<Vec<Topic>> {
    let staff = sqlx::query_scalar!(r#"select exists (select from staff where user_id = $1) as "staff!""#, user.0)
        .fetch_one(identity.conn())
        .await?;
    Ok(Topic::ALL.into_iter().filter(|topic| staff || topic.audience() != Audience::Staff).collect())
}

/// What a person wants, for this crate.
pub(super) async fn read(conn: &mut PgConnection, user: UserId) -> Result<Settings> {
    let row = sqlx::query!("select digest, zone, quiet_from, quiet_until from notification_settings where user_id = $1", user.0)
        .fetch_optional(&mut *conn)
        .await?;
    let choices =
        sqlx::query!("select topic, channel, wanted from notification_preferences where user_id = $1", user.0).fetch_all(conn).await?;
    let mut settings = Settings::default();
    for choice in choices {
        if let (Some(topic), Some(channel)) = (Topic::from_name(&choice.topic), Channel::from_name(&choice.channel)) {
            settings.choices.entry(topic).or_insert_with(BTreeMap::new).insert(channel, choice.wanted);
        }
    }
    let Some(row) = row else { return Ok(settings) };
    let minute = |minute: i16| u16::try_from(minute).unwrap_or(0);
    settings.digest = Digest::from_name(&row.digest).unwrap_or_default();
    settings.zone = row.zone;
    settings.quiet = row.quiet_from.zip(row.quiet_until).map(|(from, until)| Quiet { from: minute(from), until: minute(until) });
    Ok(settings)
}

async fn replace_choices(conn: &mut PgConnection, user: UserId, settings: &Settings) -> Result<()> {
    let departures = settings.choices.iter().flat_map(|(topic, of)| of.iter().map(move |(channel, wanted)| (*topic, *channel, *wanted)));
    let departures = departures.filter(|(topic, channel, wanted)| topic.is_choice(*channel) && topic.is_default(*channel) != *wanted);
    let (mut topics, mut channels, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
    for (topic, channel, wants) in departures {
        topics.push(topic.name().to_owned());
        channels.push(channel.name().to_owned());
        wanted.push(wants);
    }
    sqlx::query!("delete from notification_preferences where user_id = $1", user.0).execute(&mut *conn).await?;
    sqlx::query!(
        "insert into notification_preferences (user_id, topic, channel, wanted)
         select $1, topic, channel, wanted from unnest($2::text[], $3::text[], $4::bool[]) as new (topic, channel, wanted)",
        user.0,
        &topics,
        &channels,
        &wanted
    )
    .execute(conn)
    .await?;
    Ok(())
}
