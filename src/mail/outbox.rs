use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Kind, Letter, State,
    rules::{Outcome, settled},
    suppressions::Reason,
    unsubscribe::{Subscription, address_hash},
};
use crate::{Result, db::Db, domains, ids::WorkspaceId};

/// How long a sender may take. It must be longer than a sender takes for a batch at the slowest.
pub const LEASE: Duration = Duration::minutes(5);
/// Longest text of a mail server that is kept.
const LONGEST_REPLY: usize = 500;

/// A letter on its way to somebody.
pub(crate) struct Outgoing<'a> {
    pub(crate) kind: Kind,
    pub(crate) recipient: &'a str,
    /// In whose name; none is the platform's own.
    pub(crate) workspace: Option<WorkspaceId>,
    pub(crate) letter: &'a Letter,
    /// Not sent when it is older than this, for instance because its link is dead by then.
    pub(crate) lasts: Duration,
}

/// A mail to send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub id: Uuid,
    pub kind: Kind,
    pub recipient: String,
    pub workspace: Option<WorkspaceId>,
    /// The language tag of its texts.
    pub locale: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    /// Who it comes from, if not from us: a name, and an address of the workspace's own or nothing.
    pub sender: Option<(String, String)>,
    /// Counts this one.
    pub attempts: i32,
}

impl Due {
    /// What the reader may stop; none if the mail is of a kind that cannot be stopped.
    pub fn subscription(&self) -> Option<Subscription> {
        self.kind.can_be_stopped().then(|| Subscription::new(&self.recipient, self.workspace))
    }
}

/// Adds a mail to the transaction that causes it.
///
/// It is rendered here, not when it is sent: it says what was true when it was written, in the words of the version that wrote
/// it; a letter that cannot be rendered fails the change in front of its author and not in a loop at night; and the sender
/// needs no template, brand or language. The price is a bigger row, emptied once the mail is sent, so that the secrets in it
/// (the link that resets a password) live no longer than the sending.
pub(crate) async fn enqueue(conn: &mut PgConnection, mail: &Outgoing<'_>, now: DateTime<Utc>) -> Result<Uuid> {
    let rendered = mail.letter.render(mail.kind)?;
    let (id, hash) = (Uuid::now_v7(), address_hash(mail.recipient));
    let sender = match mail.workspace {
        Some(_) => domains::from_address(conn, mail.letter.by()).await?,
        None => None,
    };
    let (name, address) = sender.unzip();
    sqlx::query!(
        "with added as (
           insert into mails (id, kind, rank, recipient, recipient_hash, workspace_id, locale, subject, body_text, body_html, topic,
                              created_at, state_since, next_attempt_at, expires_at, sender_name, sender_address)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $13, $11, $11, $11, $12, $14, $15) returning id
         )
         select pg_notify('mail_due', '') from added",
        id,
        mail.kind.name(),
        mail.kind.rank(),
        mail.recipient,
        hash.as_slice(),
        mail.workspace.map(|w| w.0),
        mail.letter.locale().tag(),
        rendered.subject,
        rendered.text,
        rendered.html,
        now,
        now + mail.lasts,
        mail.letter.topic,
        name,
        address
    )
    .fetch_one(conn)
    .await?;
    Ok(id)
}

/// Takes up to `most` mails for sending, urgent ones first. In the same statement those that may not or need not be sent any
/// more come to their end: whoever unsubscribed a moment ago gets nothing.
pub async fn claim(db: &Db, most: i64, now: DateTime<Utc>) -> Result<Vec<Due>> {
    loop {
        let (due, ended) = take(db, most, now).await?;
        // Behind those who want no mail others may be waiting.
        if !due.is_empty() || ended == 0 {
            return Ok(due);
        }
    }
}

/// Writes down what came of attempts, all in one statement; returns the states. A sender that was believed dead is still
/// heard, unless somebody has the mail by now.
pub async fn record(db: &Db, outcomes: Vec<(Due, Outcome)>, now: DateTime<Utc>) -> Result<Vec<State>> {
    let mut rows = Rows::default();
    for (due, outcome) in outcomes {
        let settled = settled(due.kind, due.attempts, outcome, now, rand::random());
        rows.push(&due, settled);
    }
    let mut identity = db.identity().await?;
    sqlx::query!(
        "update mails set
           state = o.state, state_since = $8::timestamptz, next_attempt_at = o.next_attempt_at, last_error = coalesce(o.error, last_error),
           receipt = o.receipt, attempts = mails.attempts - o.uncounted,
           sent_at = case when o.state = 'accepted' then $8::timestamptz end,
           failed_at = case when o.state not in ('accepted', 'deferred') then $8::timestamptz end,
           body_text = case when o.state in ('deferred', 'unknown') then body_text else '' end,
           body_html = case when o.state in ('deferred', 'unknown') then body_html else '' end
         from unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::int[])
              as o (id, attempts, state, next_attempt_at, error, receipt, uncounted)
         where mails.id = o.id and mails.attempts = o.attempts and mails.state in ('sending', 'unknown')",
        &rows.ids,
        &rows.attempts,
        &rows.states as &[&str],
        &rows.next_attempts,
        &rows.errors as &[Option<String>],
        &rows.receipts as &[Option<String>],
        &rows.uncounted,
        now
    )
    .execute(identity.conn())
    .await?;
    if !rows.bad_hashes.is_empty() {
        sqlx::query!(
            "insert into mail_suppressions (id, address_hash, reason, detail, created_at)
             select id, hash, $4, detail, $5 from unnest($1::uuid[], $2::bytea[], $3::text[]) as b (id, hash, detail)
             on conflict on constraint mail_suppressions_once do nothing",
            &rows.bad_ids,
            &rows.bad_hashes,
            &rows.bad_details,
            Reason::HardBounce.name(),
            now
        )
        .execute(identity.conn())
        .await?;
    }
    identity.commit().await?;
    Ok(rows.settled)
}

/// What is to be sent of the next `most`, and how many of them ended here.
async fn take(db: &Db, most: i64, now: DateTime<Utc>) -> Result<(Vec<Due>, usize)> {
    let mut identity = db.identity().await?;
    let rows = sqlx::query!(
        "with due as (
           select m.id, m.expires_at <= $1 as late, exists (
             select from mail_suppressions s where s.address_hash = m.recipient_hash and (
               s.reason <> 'unsubscribed' or (m.kind = 'notice' and s.workspace_id is not distinct from m.workspace_id))) as barred
           from mails m where m.state in ('queued', 'deferred') and m.next_attempt_at <= $1
           order by m.rank, m.next_attempt_at limit $3 for update of m skip locked
         )
         update mails set
           state = case when barred then 'suppressed' when late then 'failed' else 'sending' end,
           state_since = $1,
           failed_at = case when barred or late then $1 end,
           last_error = case when late and not barred then coalesce('gave up; last: ' || last_error, 'gave up before the first try')
                             else last_error end,
           attempts = attempts + case when barred or late then 0 else 1 end,
           next_attempt_at = $2
         from due where mails.id = due.id
         returning mails.id, kind, recipient, workspace_id, locale, subject, body_text, body_html, attempts, state, sender_name, sender_address",
        now,
        now + LEASE,
        most
    )
    .fetch_all(identity.conn())
    .await?;
    let (sending, ended): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.state == State::Sending.name());
    if !ended.is_empty() {
        let ids: Vec<Uuid> = ended.iter().map(|row| row.id).collect();
        sqlx::query!("update mails set body_text = '', body_html = '' where id = any($1)", &ids).execute(identity.conn()).await?;
    }
    identity.commit().await?;
    let due = sending.into_iter().map(|row| Due {
        id: row.id,
        kind: Kind::from_name(&row.kind),
        recipient: row.recipient,
        workspace: row.workspace_id.map(WorkspaceId),
        locale: row.locale,
        subject: row.subject,
        body_text: row.body_text,
        body_html: row.body_html,
        sender: row.sender_name.zip(row.sender_address),
        attempts: row.attempts,
    });
    Ok((due.collect(), ended.len()))
}

/// Outcomes in columns, as `unnest` takes them.
#[derive(Default)]
struct Rows {
    ids: Vec<Uuid>,
    attempts: Vec<i32>,
    states: Vec<&'static str>,
    next_attempts: Vec<DateTime<Utc>>,
    errors: Vec<Option<String>>,
    receipts: Vec<Option<String>>,
    uncounted: Vec<i32>,
    bad_ids: Vec<Uuid>,
    bad_hashes: Vec<Vec<u8>>,
    bad_details: Vec<String>,
    settled: Vec<State>,
}

impl Rows {
    fn push(&mut self, due: &Due, settled: super::Settled) {
        let error = settled.error.as_deref().map(tidy);
        if settled.suppress {
            self.bad_ids.push(Uuid::now_v7());
            self.bad_hashes.push(address_hash(&due.recipient).to_vec());
            self.bad_details.push(error.clone().unwrap_or_default());
        }
        self.ids.push(due.id);
        self.attempts.push(due.attempts);
        self.states.push(settled.state.name());
        self.next_attempts.push(settled.next_attempt_at);
        self.errors.push(error);
        self.receipts.push(settled.receipt.as_deref().map(tidy));
        self.uncounted.push(i32::from(settled.uncounted));
        self.settled.push(settled.state);
    }
}

/// Words of a stranger, fit to be kept and shown.
fn tidy(reply: &str) -> String {
    reply.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_REPLY).collect()
}
