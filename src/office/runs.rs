use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Arguments, Run, Tool};
use crate::{
    Error, Result,
    db::Db,
    error::Conflict,
    events::{self, Consumer},
    ids::WorkspaceId,
    jobs::{self, Job, Options},
    staff::BackOffice,
};

/// Runs that are listed.
const LISTED: i64 = 50;
/// What a dry run found is done within this time, or looked for anew.
const GOOD_FOR: Duration = Duration::hours(1);
/// Examples that are shown.
pub const EXAMPLES: usize = 20;
/// The queue of workers that may act as the owner of the database.
pub const OWNERS_QUEUE: &str = <crate::workspaces::Erase as Job>::QUEUE;

/// Runs a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunTool {
    pub run: Uuid,
}

impl Job for RunTool {
    const NAME: &'static str = "data.run";
    // What one run changed the next one would count again.
    const MAX_ATTEMPTS: i16 = 1;
    const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(3_600);
}

/// A run as the runner of the job needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub tool: Tool,
    pub arguments: Arguments,
    pub dry: bool,
}

/// The newest runs.
pub async fn runs(office: &mut BackOffice, now: DateTime<Utc>) -> Result<Vec<Run>> {
    read(office, None, now).await
}

/// One run.
///
/// # Errors
/// `NotFound`.
pub async fn run(office: &mut BackOffice, id: Uuid, now: DateTime<Utc>) -> Result<Run> {
    read(office, Some(id), now).await?.pop().ok_or(Error::NotFound)
}

/// Looks what a tool would change, without changing it. `workspace` is an address, `days` how far to look back.
///
/// # Errors
/// `Invalid` on `consumer` or `workspace`.
pub async fn try_tool(office: &mut BackOffice, tool: Tool, consumer: &str, workspace: &str, days: u16, now: DateTime<Utc>) -> Result<Uuid> {
    let arguments = match tool {
        Tool::ReplayEvents => {
            if Consumer::from_name(consumer).is_none() {
                return Err(Error::field("consumer", "Choose who is told."));
            }
            let since = Some(now - Duration::days(days.clamp(1, 365).into()));
            Arguments { consumer: consumer.to_owned(), workspace: find(office, workspace.trim()).await?, since }
        }
        Tool::EraseWorkspaces | Tool::EraseAccounts | Tool::Orphans => Arguments::default(),
    };
    start(office, tool, &arguments, None, now).await
}

/// Does what a dry run has shown, once.
///
/// # Errors
/// `NotFound`; `Conflict(StaleVersion)` if it was done already, is too old or found nothing.
pub async fn do_tool(office: &mut BackOffice, dry: Uuid, now: DateTime<Utc>) -> Result<Uuid> {
    let shown = run(office, dry, now).await?;
    if !shown.can_be_done {
        return Err(Error::Conflict(Conflict::StaleVersion));
    }
    start(office, shown.tool, &shown.arguments, Some(dry), now).await
}

/// Takes a run in hand.
///
/// # Errors
/// `NotFound` if somebody has it already.
pub async fn begin_run(db: &Db, id: Uuid) -> Result<Task> {
    let mut identity = db.identity().await?;
    let row = sqlx::query!(
        "update data_runs set state = 'running' where id = $1 and state = 'waiting' returning tool, arguments, dry_run_id",
        id
    )
    .fetch_one(identity.conn())
    .await?;
    identity.commit().await?;
    let tool = Tool::from_name(&row.tool).ok_or_else(|| Error::internal(format!("unknown tool {}", row.tool)))?;
    Ok(Task { tool, arguments: arguments(row.arguments), dry: row.dry_run_id.is_none() })
}

/// Says how far a run is.
pub async fn note_progress(db: &Db, id: Uuid, done: i64, total: i64) -> Result<()> {
    let mut identity = db.identity().await?;
    sqlx::query!("update data_runs set done = $2, total = $3 where id = $1", id, done, total).execute(identity.conn()).await?;
    identity.commit().await
}

/// Ends a run with what it found or changed, and the first of it in words; or with what went wrong.
pub async fn end_run(db: &Db, id: Uuid, outcome: std::result::Result<(i64, Vec<String>), String>, now: DateTime<Utc>) -> Result<()> {
    let (state, count, examples, error) = match outcome {
        Ok((count, examples)) => ("done", count, examples, None),
        Err(error) => ("failed", 0, Vec::new(), Some(error)),
    };
    let mut identity = db.identity().await?;
    sqlx::query!(
        "update data_runs set state = $2, done = $3, total = $3, examples = $4, error = $5, finished_at = $6
         where id = $1 and state = 'running'",
        id,
        state,
        count,
        &examples,
        error,
        now
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await
}

/// Events that a replay would tell of: how many, and the first.
pub async fn replayable(db: &Db, workspace: Option<WorkspaceId>, since: DateTime<Utc>) -> Result<(i64, Vec<String>)> {
    let mut identity = db.identity().await?;
    events::enter(identity.conn(), workspace.map_or(Uuid::nil(), |id| id.0)).await?;
    let count =
        sqlx::query_scalar!(r#"select count(*) as "count!" from events where happened_at >= $1"#, since).fetch_one(identity.conn()).await?;
    let first = sqlx::query!(
        "select name, happened_at from events where happened_at >= $1 order by seq limit $2",
        since,
        i64::try_from(EXAMPLES).unwrap_or_default()
    )
    .fetch_all(identity.conn())
    .await?;
    Ok((count, first.into_iter().map(|row| format!("{} {}", row.happened_at.format("%Y-%m-%d %H:%M"), row.name)).collect()))
}

/// Accounts whose grace is over: how many, and ids of the first.
pub async fn accounts_due(db: &Db, now: DateTime<Utc>) -> Result<(i64, Vec<String>)> {
    let mut identity = db.identity().await?;
    let ids = sqlx::query_scalar!("select id from users where deletion_due_at <= $1 order by deletion_due_at", now)
        .fetch_all(identity.conn())
        .await?;
    Ok((i64::try_from(ids.len()).unwrap_or(i64::MAX), ids.iter().take(EXAMPLES).map(Uuid::to_string).collect()))
}

/// Workspaces whose grace is over: how many, and addresses of the first.
pub async fn workspaces_due(db: &Db, now: DateTime<Utc>) -> Result<(i64, Vec<String>)> {
    let mut identity = db.identity().await?;
    let slugs =
        sqlx::query_scalar!("select slug from workspaces where ends_at <= $1 order by ends_at", now).fetch_all(identity.conn()).await?;
    let count = i64::try_from(slugs.len()).unwrap_or(i64::MAX);
    Ok((count, slugs.into_iter().take(EXAMPLES).map(|slug| format!("/w/{slug}")).collect()))
}

async fn start(office: &mut BackOffice, tool: Tool, arguments: &Arguments, dry: Option<Uuid>, now: DateTime<Utc>) -> Result<Uuid> {
    let (id, user) = (Uuid::now_v7(), office.user());
    let given = serde_json::to_value(arguments).map_err(Error::internal)?;
    let added = sqlx::query!(
        "insert into data_runs (id, tool, arguments, dry_run_id, started_by, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint data_runs_once do nothing",
        id,
        tool.name(),
        given,
        dry,
        user.0,
        now
    )
    .execute(office.conn())
    .await?;
    if added.rows_affected() == 0 {
        return Err(Error::Conflict(Conflict::StaleVersion));
    }
    let as_owner = tool == Tool::EraseWorkspaces && dry.is_some();
    let options = Options { queue: as_owner.then_some(OWNERS_QUEUE), ..Options::default() };
    jobs::enqueue_with(office.conn(), &RunTool { run: id }, options).await?;
    if dry.is_some() {
        office.note("data.run", &json!({ "run": id, "tool": tool.name(), "arguments": arguments })).await?;
    }
    Ok(id)
}

async fn find(office: &mut BackOffice, slug: &str) -> Result<Option<WorkspaceId>> {
    if slug.is_empty() {
        return Ok(None);
    }
    let found = sqlx::query_scalar!("select id from workspaces where slug = $1", slug).fetch_optional(office.conn()).await?;
    found.map(|id| Some(WorkspaceId(id))).ok_or_else(|| Error::field("workspace", "There is no workspace at this address."))
}

async fn read(office: &mut BackOffice, id: Option<Uuid>, now: DateTime<Utc>) -> Result<Vec<Run>> {
    let rows = sqlx::query!(
        r#"select r.id, r.tool, r.arguments, r.dry_run_id, r.state, r.done, r.total, r.examples, r.error, u.full_name, r.created_at, r.finished_at,
             r.dry_run_id is null and r.state = 'done' and r.total > 0 and r.finished_at > $2
               and not exists (select from data_runs d where d.dry_run_id = r.id) as "can_be_done!"
           from data_runs r join users u on u.id = r.started_by where $1::uuid is null or r.id = $1 order by r.id desc limit $3"#,
        id,
        now - GOOD_FOR,
        LISTED
    )
    .fetch_all(office.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Run {
                id: row.id,
                tool: Tool::from_name(&row.tool).ok_or_else(|| Error::internal(format!("unknown tool {}", row.tool)))?,
                arguments: arguments(row.arguments),
                dry_run: row.dry_run_id,
                state: row.state,
                done: row.done,
                total: row.total,
                examples: row.examples,
                error: row.error,
                started_by: row.full_name,
                created_at: row.created_at,
                finished_at: row.finished_at,
                can_be_done: row.can_be_done,
            })
        })
        .collect()
}

/// Arguments of another version ask for nothing.
fn arguments(value: Value) -> Arguments {
    serde_json::from_value(value).unwrap_or_default()
}
