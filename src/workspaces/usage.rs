use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{ApiDay, UsageReport, Used, invitations::seats};
use crate::{
    Result,
    db::Db,
    ids::WorkspaceId,
    tenancy::{Limit, Permission, Scope},
};

/// Days that a report looks back.
const DAYS: i64 = 30;

/// How much of the workspace is in use, beside what its plan has room for. Always nine statements.
pub async fn usage(scope: &mut Scope, now: DateTime<Utc>) -> Result<UsageReport> {
    scope.require_everywhere(Permission::ViewUsage)?;
    let (workspace, since) = (scope.workspace(), now - Duration::days(DAYS));
    let row = sqlx::query!(
        r#"select
             (select count(*) from memberships where workspace_id = $1) as "members!",
             (select count(*) from bio_sites) as "sites!",
             (select count(*) from bio_sites where published_number is not null) as "published!",
             (select count(*) from media) as "files!",
             (select coalesce(sum(bytes), 0)::bigint from media) + (select coalesce(sum(bytes), 0)::bigint from media_former_files) as "bytes!",
             (select count(*) from api_keys where revoked_at is null and (expires_at is null or expires_at > $2)) as "api_keys!",
             (select count(*) from webhook_endpoints) as "webhooks!",
             (select count(*) from mails where workspace_id = $1 and created_at > $3) as "mails!",
             (select coalesce(sum(count), 0)::bigint from visit_counts where kind = 'view' and traffic = 'human' and hour > $3) as "views!""#,
        workspace.0,
        now,
        since
    )
    .fetch_one(scope.conn())
    .await?;
    let seats = seats(scope, now).await?;
    Ok(UsageReport {
        members: row.members,
        seats: used(scope, seats, Limit::Seats).await?,
        sites: used(scope, row.sites, Limit::Sites).await?,
        published_sites: row.published,
        files: used(scope, row.files, Limit::Media).await?,
        storage: used(scope, row.bytes, Limit::MediaBytes).await?,
        api_keys: used(scope, row.api_keys, Limit::ApiKeys).await?,
        webhooks: used(scope, row.webhooks, Limit::Webhooks).await?,
        mails: row.mails,
        views: row.views,
        api: api_days(scope, now.date_naive()).await?,
    })
}

async fn used(scope: &mut Scope, now: i64, limit: Limit) -> Result<Used> {
    Ok(Used { now, most: scope.most(limit).await? })
}

/// Adds requests of programs to a day's count: what a process counted since the last time.
pub async fn count_requests(db: &Db, workspace: WorkspaceId, day: NaiveDate, requests: i64, refused: i64) -> Result<()> {
    let mut scope = db.job(workspace).await?;
    sqlx::query!(
        "insert into api_request_counts as c (day, requests, refused) values ($1, $2, $3)
         on conflict (workspace_id, day) do update set requests = c.requests + excluded.requests, refused = c.refused + excluded.refused",
        day,
        requests,
        refused
    )
    .execute(scope.conn())
    .await?;
    scope.commit().await
}

/// Every day, also those without requests.
async fn api_days(scope: &mut Scope, today: NaiveDate) -> Result<Vec<ApiDay>> {
    let first = today - Duration::days(DAYS - 1);
    let rows = sqlx::query!("select day, requests, refused from api_request_counts where day between $1 and $2", first, today)
        .fetch_all(scope.conn())
        .await?;
    let counted = |day: NaiveDate| {
        let row = rows.iter().find(|row| row.day == day);
        ApiDay { day, requests: row.map_or(0, |r| r.requests), refused: row.map_or(0, |r| r.refused) }
    };
    Ok((0..DAYS).map(|n| counted(first + Duration::days(n))).collect())
}
