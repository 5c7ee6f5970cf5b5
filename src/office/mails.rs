use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{MailDetails, MailFilter, MailPage, MailRow, PAGE, Suppressed, page};
use crate::{
    Error, Result,
    ids::WorkspaceId,
    mail::{self, suppressions, suppressions::address_hash},
    staff::BackOffice,
};

/// Mails before `before`, newest first; and what holds mail to the receiver back, where the filter names one.
pub async fn mails(office: &mut BackOffice, filter: &MailFilter, before: Option<Uuid>) -> Result<MailPage> {
    let receiver = filter.receiver.trim();
    let hash = (!receiver.is_empty()).then(|| address_hash(receiver).to_vec());
    let rows = sqlx::query_as!(
        MailRow,
        "select id, state, topic, kind, recipient as receiver, subject, created_at, state_since, attempts from mails
         where ($1 = '' or state = $1) and ($2 = '' or topic = $2) and ($3::bytea is null or recipient_hash = $3)
           and ($4::timestamptz is null or created_at >= $4) and ($5::timestamptz is null or created_at < $5)
           and ($6::uuid is null or id < $6)
         order by id desc limit $7",
        filter.state,
        filter.topic,
        hash,
        filter.from,
        filter.until,
        before,
        PAGE + 1
    )
    .fetch_all(office.conn())
    .await?;
    let (mails, more) = page(rows);
    let counts =
        sqlx::query!(r#"select state, count(*) as "mails!" from mails group by state order by state"#).fetch_all(office.conn()).await?;
    let held = if receiver.is_empty() { Vec::new() } else { suppressions::of_in(office.conn(), receiver).await? };
    Ok(MailPage {
        next: mails.last().filter(|_| more).map(|mail| mail.id),
        mails,
        counts: counts.into_iter().map(|row| (row.state, row.mails)).collect(),
        topics: mail::topics().into_iter().map(str::to_owned).collect(),
        suppressions: held.into_iter().map(|s| Suppressed { reason: s.reason, detail: s.detail, since: s.created_at }).collect(),
    })
}

/// One mail.
///
/// # Errors
/// `NotFound`.
pub async fn find_mail(office: &mut BackOffice, id: Uuid) -> Result<MailDetails> {
    let row = sqlx::query!(
        r#"select id, state, topic, kind, recipient, subject, created_at, state_since, attempts, workspace_id, locale, last_error, receipt,
             next_attempt_at, expires_at, body_text <> '' and state in ('deferred', 'unknown') as "can_be_sent!"
           from mails where id = $1"#,
        id
    )
    .fetch_one(office.conn())
    .await?;
    let waits = matches!(row.state.as_str(), "queued" | "deferred");
    Ok(MailDetails {
        row: MailRow {
            id: row.id,
            state: row.state,
            topic: row.topic,
            kind: row.kind,
            receiver: row.recipient,
            subject: row.subject,
            created_at: row.created_at,
            state_since: row.state_since,
            attempts: row.attempts,
        },
        workspace: row.workspace_id.map(WorkspaceId),
        locale: row.locale,
        error: row.last_error,
        receipt: row.receipt,
        next_attempt_at: waits.then_some(row.next_attempt_at),
        expires_at: row.expires_at,
        can_be_sent: row.can_be_sent,
    })
}

/// Sends a mail now that failed for now, or whose fate is unknown (perhaps for the second time). What failed for good has no text any
/// more: it went with the last attempt, since it may hold a link that opens an account.
///
/// # Errors
/// `NotFound`; `Invalid` on `form` for a mail that cannot be sent again.
pub async fn send_mail_again(office: &mut BackOffice, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    if !find_mail(office, id).await?.can_be_sent {
        return Err(Error::field("form", "This mail cannot be sent again: its text is no longer kept. The person can ask for a new one."));
    }
    match mail::settle_in(office.conn(), id, false, now).await {
        // Not of unknown fate: it waits for its next attempt.
        Err(Error::NotFound) => sooner(office, id, now).await?,
        settled => settled?,
    }
    sqlx::query!("select pg_notify('mail_due', '')").fetch_one(office.conn()).await?;
    office.note("mail.send", &json!({ "mail": id })).await
}

/// Notes that a mail of unknown fate has arrived.
///
/// # Errors
/// `NotFound` if there is no such mail of unknown fate.
pub async fn note_mail_arrived(office: &mut BackOffice, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    mail::settle_in(office.conn(), id, true, now).await?;
    office.note("mail.arrived", &json!({ "mail": id })).await
}

/// Lets mail to an address through again, except what its owner unsubscribed from.
///
/// # Errors
/// `Invalid` on `receiver` if nothing that can be lifted holds it back.
pub async fn lift_suppression(office: &mut BackOffice, receiver: &str) -> Result<()> {
    suppressions::lift_in(office.conn(), receiver).await.map_err(|error| match error {
        Error::NotFound => Error::field("receiver", "Nothing that can be lifted holds mail to this address back."),
        other => other,
    })?;
    // The log holds no addresses; by this whoever knows the address finds the act.
    let hash: String = address_hash(receiver).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    office.note("mail.lift", &json!({ "address_hash": hash })).await
}

async fn sooner(office: &mut BackOffice, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let done = sqlx::query!(
        "update mails set next_attempt_at = $2, expires_at = greatest(expires_at, $2::timestamptz + interval '1 day')
         where id = $1 and state = 'deferred'",
        id,
        now
    )
    .execute(office.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}
