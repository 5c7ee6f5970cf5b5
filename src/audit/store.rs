use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Entry, Filter, Page,
    chain::{GENESIS, Link},
};
use crate::{
    Result,
    db::Db,
    events::Recorded,
    tenancy::{Permission, Scope},
};

/// Entries on one page.
const PAGE: i64 = 50;
/// Entries in one export: a file that a spreadsheet still opens.
const MOST_EXPORTED: i64 = 50_000;
/// Entries that verification reads at a time.
const STRETCH: i64 = 1_000;

/// Where a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The first entry that does not fit, or the first missing one.
    pub number: i64,
    pub reason: &'static str,
}

/// Writes an event into the log of its workspace; once, however often it is told.
pub(crate) async fn on_event(conn: &mut PgConnection, event: &Recorded) -> Result<()> {
    let known = sqlx::query_scalar!(r#"select exists (select from audit_log where event_id = $1) as "known!""#, event.id);
    if known.fetch_one(&mut *conn).await? {
        return Ok(());
    }
    let last = sqlx::query!("select number, hash from audit_log order by number desc limit 1").fetch_optional(&mut *conn).await?;
    let (number, previous) = last.map_or((1, GENESIS.to_vec()), |last| (last.number + 1, last.hash));
    let hash = Link {
        workspace: event.workspace.map_or(Uuid::nil(), |workspace| workspace.0),
        number,
        event: event.id,
        action: &event.name,
        record_kind: &event.record_kind,
        record: event.record_id,
        data: &event.data,
        actor_kind: event.actor.kind.name(),
        actor: event.actor.id,
        address: &event.address,
        happened_at: event.happened_at,
    }
    .seal(&previous);
    sqlx::query!(
        "insert into audit_log (number, event_id, action, record_kind, record_id, data, actor_kind, actor_id, address, happened_at, previous_hash, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        number,
        event.id,
        event.name,
        event.record_kind,
        event.record_id,
        event.data,
        event.actor.kind.name(),
        event.actor.id,
        event.address,
        event.happened_at,
        previous,
        hash.as_slice()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A page of the workspace's log before entry `before`, newest first.
pub async fn list(scope: &mut Scope, filter: &Filter, before: Option<i64>) -> Result<Page> {
    scope.require(Permission::ViewAudit)?;
    let mut entries = read(scope, filter, before, PAGE + 1).await?;
    let more = entries.len() > usize::try_from(PAGE).unwrap_or_default();
    entries.truncate(usize::try_from(PAGE).unwrap_or_default());
    let actors = sqlx::query!(
        "select users.id, users.full_name from users
         where id in (select actor_id from audit_log where actor_kind = 'user') order by users.full_name, users.id"
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(Page {
        next: entries.last().filter(|_| more).map(|entry| entry.number),
        entries,
        actors: actors.into_iter().map(|row| (row.id, row.full_name)).collect(),
    })
}

/// What an export holds: the newest entries that the filter lets through.
pub async fn export(scope: &mut Scope, filter: &Filter) -> Result<Vec<Entry>> {
    scope.require(Permission::ViewAudit)?;
    read(scope, filter, None, MOST_EXPORTED).await
}

/// Checks the whole chain of a workspace; `Ok(Err(…))` tells where it does not hold, `Ok(Ok(n))` how many entries do.
pub async fn verify(db: &Db, workspace: crate::ids::WorkspaceId) -> Result<std::result::Result<i64, Break>> {
    let mut scope = db.job(workspace).await?;
    check(scope.conn(), workspace.0).await
}

/// The same for what people did with their own accounts.
pub async fn verify_accounts(db: &Db) -> Result<std::result::Result<i64, Break>> {
    verify(db, crate::ids::WorkspaceId(Uuid::nil())).await
}

async fn read(scope: &mut Scope, filter: &Filter, before: Option<i64>, most: i64) -> Result<Vec<Entry>> {
    let entries = sqlx::query_as!(
        Entry,
        r#"select number, action, record_kind, record_id, data, actor_kind, actor_id, users.full_name as "actor_name?", address, happened_at
         from audit_log
         left join users on users.id = actor_id
         where ($1 = '' or action = $1 or starts_with(action, $1 || '.'))
           and ($2::uuid is null or actor_id = $2)
           and ($3::uuid is null or record_id = $3)
           and ($4::timestamptz is null or happened_at >= $4)
           and ($5::timestamptz is null or happened_at < $5)
           and ($6::bigint is null or number < $6)
         order by number desc limit $7"#,
        filter.action,
        filter.actor,
        filter.record,
        filter.from,
        filter.until,
        before,
        most
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(entries)
}

async fn check(conn: &mut PgConnection, workspace: Uuid) -> Result<std::result::Result<i64, Break>> {
    let (mut number, mut previous) = (0, GENESIS.to_vec());
    loop {
        let rows = sqlx::query!(
            "select number, event_id, action, record_kind, record_id, data, actor_kind, actor_id, address, happened_at, previous_hash, hash
             from audit_log where number > $1 order by number limit $2",
            number,
            STRETCH
        )
        .fetch_all(&mut *conn)
        .await?;
        if rows.is_empty() {
            return Ok(Ok(number));
        }
        for row in rows {
            number += 1;
            let link = Link {
                workspace,
                number: row.number,
                event: row.event_id,
                action: &row.action,
                record_kind: &row.record_kind,
                record: row.record_id,
                data: &row.data,
                actor_kind: &row.actor_kind,
                actor: row.actor_id,
                address: &row.address,
                happened_at: row.happened_at,
            };
            let reason = if row.number != number {
                Some("an entry is missing")
            } else if row.previous_hash != previous {
                Some("it does not follow the entry before")
            } else if link.seal(&previous).as_slice() != row.hash {
                Some("it was changed after it was written")
            } else {
                None
            };
            if let Some(reason) = reason {
                return Ok(Err(Break { number, reason }));
            }
            previous = row.hash;
        }
    }
}
