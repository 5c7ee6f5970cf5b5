use chrono::{DateTime, Utc};

use crate::{Result, tenancy::Scope};

/// Every key under which files of the workspace may lie, with the instant since when there should be some; `None` where they were
/// removed and the key is still known. For upkeep.
pub async fn keys(scope: &mut Scope) -> Result<Vec<(String, Option<DateTime<Utc>>)>> {
    let rows = sqlx::query!(
        r#"select key as "key!", created_at as since from media
           union all select key, case when bytes > 0 then retired_at end from media_former_files"#
    )
    .fetch_all(scope.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.since)).collect())
}
