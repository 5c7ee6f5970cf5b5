//! What staff see of people and do about them. Every act is on record with its reason (`staff_actions`), and the person is told of those
//! that change what opens their account.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Person, PersonDetails, Whereabouts, letters, sessions, refresh};
use crate::{
    Error, Result,
    ids::UserId,
    staff::BackOffice,
    tenancy::Role,
};

/// People on one page.
pub const PAGE: i64 = 50;
/// Fewer letters would be found everywhere.
const SHORTEST: usize = 3;

/// People whose name or address holds `text`, newest first, older than `before`; everybody for an empty text.
///
/// # Errors
/// `Invalid` on `text` if it is too short to look for.
pub async fn search(office: &mut BackOffice, text: &str, before: Option<UserId>) -> Result<Vec<Person>> {
    let text = text.trim().to_lowercase();
    if !text.is_empty() && text.chars().count() < SHORTEST {
        return Err(Error::field("text", "Enter at least three letters."));
    }
    let pattern = format!("%{}%", text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
    let rows = sqlx::query!(
        r#"select u.id, u.full_name, u.email, u.email_verified_at is not null as "verified!", u.created_at, u.suspended_at,
             (select max(last_used_at) from sessions s where s.user_id = u.id) as last_used_at,
             (select count(*) from memberships m where m.user_id = u.id) as "workspaces!",
             exists (select from staff where staff.user_id = u.id) as "staff!"
           from users u
           where ($1 = '%%' or (lower(u.full_name) || ' ' || u.email) like $1) and ($2::uuid is null or u.id < $2)
           order by u.id desc limit $3"#,
        pattern,
        before.map(|user| user.0),
        PAGE
    )
    .fetch_all(office.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Person {
            id: UserId(row.id),
            full_name: row.full_name,
            email: row.email,
            verified: row.verified,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            suspended_at: row.suspended_at,
            workspaces: row.workspaces,
            staff: row.staff,
        })
        .collect())
}
