use serde_json::{Value, json};
use uuid::Uuid;

use super::{Action, LogFilter, LogPage, PAGE, page};
use crate::{
    Result,
    ids::UserId,
    spreadsheet::{Table, harmless},
    staff::BackOffice,
};

/// Actions in one export: a file that a spreadsheet still opens.
const MOST_EXPORTED: i64 = 50_000;
/// What an action may name as done to, in its details.
const SUBJECTS: [&str; 7] = ["user", "workspace", "site", "mail", "endpoint", "version", "job"];

/// What staff did before the action `before`, newest first.
pub async fn log(office: &mut BackOffice, filter: &LogFilter, before: Option<Uuid>) -> Result<LogPage> {
    let (actions, more) = page(read(office, filter, before, PAGE + 1).await?);
    let people = sqlx::query!("select id, full_name from users where id in (select user_id from staff_actions) order by full_name, id")
        .fetch_all(office.conn())
        .await?;
    let next = actions.last().filter(|_| more).map(|action| action.id);
    Ok(LogPage { next, actions, people: people.into_iter().map(|row| (UserId(row.id), row.full_name)).collect() })
}

/// The newest actions that the filter lets through, as a file: one line an action, times in UTC.
pub async fn log_csv(office: &mut BackOffice, filter: &LogFilter) -> Result<String> {
    let mut table = Table::default();
    table.row(["time", "who", "user", "act", "reason", "details"]);
    for action in read(office, filter, None, MOST_EXPORTED).await? {
        table.row([
            &action.happened_at.to_rfc3339(),
            &harmless(&action.name),
            &action.user.to_string(),
            &action.act,
            &harmless(&action.reason),
            &action.details.to_string(),
        ]);
    }
    Ok(table.finish())
}

async fn read(office: &mut BackOffice, filter: &LogFilter, before: Option<Uuid>, most: i64) -> Result<Vec<Action>> {
    let subjects: Option<Vec<Value>> = filter.subject.map(|id| SUBJECTS.iter().map(|kind| json!({ *kind: id })).collect());
    let rows = sqlx::query!(
        "select a.id, a.user_id, u.full_name, a.happened_at, a.act, a.reason, a.details
         from staff_actions a join users u on u.id = a.user_id
         where case when $1 = '' then a.act <> 'enter' else a.act = $1 or starts_with(a.act, $1 || '.') end
           and ($2::uuid is null or a.user_id = $2)
           and ($3::jsonb[] is null or a.details @> any($3))
           and ($4::timestamptz is null or a.happened_at >= $4)
           and ($5::timestamptz is null or a.happened_at < $5)
           and ($6::uuid is null or a.id < $6)
         order by a.id desc limit $7",
        filter.act,
        filter.user.map(|user| user.0),
        subjects.as_deref(),
        filter.from,
        filter.until,
        before,
        most
    )
    .fetch_all(office.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Action {
            id: row.id,
            user: UserId(row.user_id),
            name: row.full_name,
            happened_at: row.happened_at,
            act: row.act,
            reason: row.reason,
            details: row.details,
        })
        .collect())
}
