//! Counts in every workspace what those who run the product see as sums: by the clock, each workspace in a transaction of its own,
//! since nothing reads across workspaces. A figure is as old as its survey, and pages say so.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Result, business,
    db::Db,
    identity,
    ids::WorkspaceId,
    jobs::{self, Job, Options, Priority, Unique},
    staff::BackOffice,
    tenancy::Scope,
};

/// Counts in every workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {}

impl Job for Survey {
    const NAME: &'static str = "survey.workspaces";
    const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(3_600);
}

/// Surveys all workspaces. One that fails is counted at the next survey; the others are not held up.
///
/// # Errors
/// If the list of workspaces cannot be read.
pub async fn run(db: &Db, now: DateTime<Utc>) -> Result<()> {
    for workspace in identity::all_workspaces(db).await? {
        if let Err(error) = one(db, workspace, now).await {
            tracing::warn!(%workspace, %error, "a workspace was not surveyed");
        }
    }
    Ok(())
}

/// Surveys as soon as a worker has time; once, however often it is asked for.
pub async fn ask(office: &mut BackOffice) -> Result<()> {
    let options = Options { unique: Some(Unique::Keep(String::new())), priority: Priority::High, ..Options::default() };
    jobs::enqueue_with(office.conn(), &Survey {}, options).await?;
    office.note("survey.ask", &serde_json::json!({})).await
}

async fn one(db: &Db, workspace: WorkspaceId, now: DateTime<Utc>) -> Result<()> {
    let mut scope = db.job(workspace).await?;
    count(&mut scope, now).await?;
    business::survey(&mut scope, now).await?;
    scope.commit().await
}

/// Counts in the scope's workspace.
async fn count(scope: &mut Scope, now: DateTime<Utc>) -> Result<()> {
    let workspace = scope.workspace();
    sqlx::query!(
        "insert into workspace_figures (workspace_id, files, bytes, surveyed_at)
         select $1, (select count(*) from media),
           (select coalesce(sum(bytes), 0)::bigint from media) + (select coalesce(sum(bytes), 0)::bigint from media_former_files), $2
         on conflict (workspace_id) do update set files = excluded.files, bytes = excluded.bytes, surveyed_at = excluded.surveyed_at",
        workspace.0,
        now
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}
