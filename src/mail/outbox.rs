use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::Letter;
use crate::{
    Result,
    db::{Db, Identity},
};

/// After this many refusals a mail is given up and kept for people to look at.
const MOST_ATTEMPTS: i32 = 8;
/// How long a sender may take before another one tries.
const LEASE: Duration = Duration::minutes(2);

/// A mail to send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub id: Uuid,
    pub recipient: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub attempts: i32,
}

/// Adds a mail to the transaction that causes it.
pub(crate) async fn enqueue(identity: &mut Identity, recipient: &str, letter: &Letter) -> Result<()> {
    sqlx::query!(
        "insert into mails (id, recipient, subject, body_text, body_html) values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        recipient,
        letter.subject,
        letter.text(),
        letter.html()
    )
    .execute(identity.conn())
    .await?;
    sqlx::query!("select pg_notify('mail_due', '')").fetch_one(identity.conn()).await?;
    Ok(())
}

/// Takes up to `most` mails for sending. They come back after the lease if the sender dies meanwhile.
pub async fn claim(db: &Db, most: i64, now: DateTime<Utc>) -> Result<Vec<Due>> {
    let mut identity = db.identity().await?;
    let due = sqlx::query_as!(
        Due,
        "update mails set attempts = attempts + 1, next_attempt_at = $2
         where id in (
             select id from mails
             where sent_at is null and failed_at is null and next_attempt_at <= $1
             order by next_attempt_at limit $3 for update skip locked
         )
         returning id, recipient, subject, body_text, body_html, attempts",
        now,
        now + LEASE,
        most
    )
    .fetch_all(identity.conn())
    .await?;
    identity.commit().await?;
    Ok(due)
}

/// Marks a mail as accepted by the mail server; its text, which may hold a link, is dropped.
pub async fn sent(db: &Db, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("update mails set sent_at = $2, body_text = '', body_html = '' where id = $1", id, now).execute(identity.conn()).await?;
    identity.commit().await
}

/// Puts a mail back with a growing pause, or gives it up.
pub async fn failed(db: &Db, due: &Due, error: &str, now: DateTime<Utc>) -> Result<()> {
    let pause = Duration::seconds(15 << due.attempts.clamp(0, 10));
    let given_up = (due.attempts >= MOST_ATTEMPTS).then_some(now);
    let mut identity = db.identity().await?;
    sqlx::query!(
        "update mails set next_attempt_at = $2, failed_at = $3, last_error = $4 where id = $1",
        due.id,
        now + pause,
        given_up,
        error
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await
}
