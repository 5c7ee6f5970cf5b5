//! What staff do: they write other words for a topic, and see how deliveries go.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::{
    Channel, Statistic, Template, Topic,
    words::{Params, Words, fill_in, own, placeholders},
};
use crate::{Result, fields::Fields, locale::Locale, staff::BackOffice};

/// How far back figures go.
const COUNTED: Duration = Duration::days(30);
const LONGEST_TITLE: usize = 120;
const LONGEST_BODY: usize = 400;

/// The words of every topic in a language.
pub async fn templates(office: &mut BackOffice, locale: Locale) -> Result<Vec<Template>> {
    let rows = sqlx::query!("select topic, title, body, updated_at from notification_templates where locale = $1", locale.tag())
        .fetch_all(office.conn())
        .await?;
    Topic::ALL
        .into_iter()
        .map(|topic| {
            let row = rows.iter().find(|row| row.topic == topic.name());
            let words = match row {
                Some(row) => Words { title: row.title.clone(), body: row.body.clone() },
                None => own(topic, locale)?.clone(),
            };
            let preview = fill(&words, topic, locale);
            let changed_at = row.map(|row| row.updated_at);
            Ok(Template {
                topic,
                title: words.title,
                body: words.body,
                preview_title: preview.title,
                preview_body: preview.body,
                changed_at,
            })
        })
        .collect()
}

/// Puts words in the place of the product's own.
///
/// # Errors
/// `Invalid` for words that are empty, too long, or name what is not known of the topic.
pub async fn save_template(
    office: &mut BackOffice,
    topic: Topic,
    locale: Locale,
    title: &str,
    body: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let words = checked(topic, title, body)?;
    let user = office.user();
    sqlx::query!(
        "insert into notification_templates (topic, locale, title, body, updated_at, updated_by) values ($1, $2, $3, $4, $5, $6)
         on conflict (topic, locale) do update
         set title = excluded.title, body = excluded.body, updated_at = excluded.updated_at, updated_by = excluded.updated_by",
        topic.name(),
        locale.tag(),
        words.title,
        words.body,
        now,
        user.0
    )
    .execute(office.conn())
    .await?;
    office.note("notifications.template", &json!({ "topic": topic.name(), "locale": locale.tag() })).await
}

/// Goes back to the product's own words.
pub async fn reset_template(office: &mut BackOffice, topic: Topic, locale: Locale) -> Result<()> {
    sqlx::query!("delete from notification_templates where topic = $1 and locale = $2", topic.name(), locale.tag())
        .execute(office.conn())
        .await?;
    office.note("notifications.template_reset", &json!({ "topic": topic.name(), "locale": locale.tag() })).await
}

/// How the last 30 days' notices reached people, by topic and channel; what never happened is left out.
pub async fn statistics(office: &mut BackOffice, now: DateTime<Utc>) -> Result<Vec<Statistic>> {
    let rows = sqlx::query!(
        r#"select topic, channel, count(*) filter (where state = 'pending') as "pending!", count(*) filter (where state = 'sent') as "sent!",
             count(*) filter (where state = 'failed') as "failed!", count(*) filter (where state = 'suppressed') as "suppressed!",
             count(*) filter (where state = 'dead') as "dead!", 0::bigint as "read!"
           from notification_deliveries where created_at > $1 group by topic, channel
           union all
           select topic, 'in_app', 0, count(*), 0, 0, 0, count(read_at) from notifications where created_at > $1 and in_app group by topic"#,
        now - COUNTED
    )
    .fetch_all(office.conn())
    .await?;
    let mut found: Vec<Statistic> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Statistic {
                topic: Topic::from_name(row.topic.as_deref()?)?,
                channel: Channel::from_name(row.channel.as_deref()?)?,
                pending: row.pending,
                sent: row.sent,
                failed: row.failed,
                suppressed: row.suppressed,
                dead: row.dead,
                read: row.read,
            })
        })
        .collect();
    found.sort_by_key(|row| (row.topic, row.channel));
    Ok(found)
}

fn checked(topic: Topic, title: &str, body: &str) -> Result<Words> {
    let mut fields = Fields::default();
    for (name, text, most) in [("title", title.trim(), LONGEST_TITLE), ("body", body.trim(), LONGEST_BODY)] {
        fields.require(!text.is_empty(), name, "Write something here.");
        fields.require(text.chars().count() <= most, name, "This is too long.");
        match placeholders(text) {
            Err(problem) => fields.require(false, name, problem),
            Ok(used) => {
                let known = used.iter().all(|used| topic.placeholders().contains(used));
                fields.require(known, name, "A placeholder here is not one of those listed below.");
            }
        }
    }
    fields.into_result()?;
    Ok(Words { title: title.trim().to_owned(), body: body.trim().to_owned() })
}

/// The words with something in the place of every placeholder.
fn fill(words: &Words, topic: Topic, locale: Locale) -> Words {
    let params: Params = topic.placeholders().iter().map(|name| ((*name).to_owned(), sample(name).to_owned())).collect();
    Words { title: fill_in(&words.title, &params, locale), body: fill_in(&words.body, &params, locale) }
}

fn sample(placeholder: &str) -> &'static str {
    match placeholder {
        "device" => "Firefox on Linux",
        "address" => "192.0.2.7",
        "site" => "@ada-links",
        "person" => "Ada Lovelace",
        "host" => "hooks.example.com",
        "key" => "Shop",
        "day" => "2027-01-31",
        "job" => "media.prepare",
        "count" => "3",
        "title" => "Maintenance tonight",
        "body" => "Pages stay online",
        _ => "",
    }
}
