use chrono::{DateTime, Duration, Utc};

use crate::{
    Result,
    tenancy::{Permission, Scope},
};

/// Views and clicks by people over all sites of the workspace in the last seven days.
pub async fn recent_totals(scope: &mut Scope, now: DateTime<Utc>) -> Result<(i64, i64)> {
    scope.require(Permission::ViewAnalytics)?;
    let row = sqlx::query!(
        r#"select coalesce(sum(count) filter (where kind = 'view'), 0)::bigint as "views!",
             coalesce(sum(count) filter (where kind = 'click'), 0)::bigint as "clicks!"
         from visit_counts where traffic = 'human' and hour > $1"#,
        now - Duration::days(7)
    )
    .fetch_one(scope.conn())
    .await?;
    Ok((row.views, row.clicks))
}
