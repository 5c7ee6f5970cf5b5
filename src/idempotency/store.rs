use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::{Answer, Claim, Key, LASTS, LONGEST};
use crate::{Result, tenancy::Scope};

/// Claims a key for a request with this hash. Of two at the same moment one runs. Commit before running.
pub async fn claim(scope: &mut Scope, key: &Key, request_hash: &[u8], now: DateTime<Utc>) -> Result<Claim> {
    sqlx::query!("delete from idempotent_requests where started_at < $1", now - LASTS).execute(scope.conn()).await?;
    let claimed = sqlx::query!(
        "insert into idempotent_requests (caller, idempotency_key, request_hash, started_at) values ($1, $2, $3, $4)
         on conflict (workspace_id, caller, idempotency_key) do nothing",
        key.caller,
        key.name,
        request_hash,
        now
    )
    .execute(scope.conn())
    .await?;
    if claimed.rows_affected() == 1 {
        return Ok(Claim::Yours);
    }
    let row = sqlx::query!(
        r#"select request_hash, started_at, status, headers as "headers: Json<Vec<(String, String)>>", body
         from idempotent_requests where caller = $1 and idempotency_key = $2"#,
        key.caller,
        key.name
    )
    .fetch_one(scope.conn())
    .await?;
    if row.request_hash != request_hash {
        return Ok(Claim::Different);
    }
    Ok(match (row.status, row.headers, row.body) {
        (Some(status), Some(headers), Some(body)) => {
            Claim::Answered(Answer { status: u16::try_from(status).unwrap_or(500), headers: headers.0, body })
        }
        _ if now - row.started_at > LONGEST => Claim::Unknown,
        _ => Claim::Running,
    })
}

/// Keeps what was answered.
pub async fn complete(scope: &mut Scope, key: &Key, answer: &Answer) -> Result<()> {
    sqlx::query!(
        "update idempotent_requests set status = $3, headers = $4, body = $5 where caller = $1 and idempotency_key = $2 and status is null",
        key.caller,
        key.name,
        i32::from(answer.status),
        Json(&answer.headers) as _,
        answer.body
    )
    .execute(scope.conn())
    .await?;
    Ok(())
}

/// Gives a key back after a request that changed nothing, so that it can be tried again.
pub async fn release(scope: &mut Scope, key: &Key) -> Result<()> {
    sqlx::query!("delete from idempotent_requests where caller = $1 and idempotency_key = $2 and status is null", key.caller, key.name)
        .execute(scope.conn())
        .await?;
    Ok(())
}
