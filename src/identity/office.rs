//! What staff see of people and do about them. Every act is on record with its reason (`staff_actions`).

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Person, PersonDetails, factors, letters, linked, refresh, sessions};
use crate::{Error, Result, ids::UserId, locale::Locale, staff::BackOffice};

/// People on one page.
pub const PAGE: i64 = 50;
/// Fewer letters would be found everywhere.
const SHORTEST: usize = 3;

/// People whose name or address holds `text`, newest first, made before `before`; everybody for an empty text.
///
/// # Errors
/// `Invalid` on `text` if it is too short to look for.
pub async fn search(office: &mut BackOffice, text: &str, before: Option<UserId>) -> Result<Vec<Person>> {
    let text = text.trim().to_lowercase();
    if !text.is_empty() && text.chars().count() < SHORTEST {
        return Err(Error::field("text", "Enter at least three letters."));
    }
    let pattern = format!("%{}%", text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
    people(office, (!text.is_empty()).then_some(pattern), before, None).await
}

/// Everything about a person.
///
/// # Errors
/// `NotFound`.
pub async fn find(office: &mut BackOffice, user: UserId, now: DateTime<Utc>) -> Result<PersonDetails> {
    let person = people(office, None, None, Some(user)).await?.pop().ok_or(Error::NotFound)?;
    let row = sqlx::query!(
        r#"select password_hash is not null as "has_password!", deletion_due_at,
             (select count(*) from passkeys where user_id = $1) as "passkeys!",
             (select count(*) from token_families where user_id = $1 and ended_at is null and expires_at > $2) as "programs!"
           from users where id = $1"#,
        user.0,
        now
    )
    .fetch_one(office.conn())
    .await?;
    let workspaces = sqlx::query!(
        "select w.slug, w.name from memberships m join workspaces w on w.id = m.workspace_id where m.user_id = $1 order by m.created_at, w.id",
        user.0
    )
    .fetch_all(office.conn())
    .await?;
    Ok(PersonDetails {
        person,
        has_password: row.has_password,
        codes: factors::codes_on(office.conn(), user).await?,
        passkeys: row.passkeys,
        links: linked::list_on(office.conn(), user).await?,
        sessions: sessions::list_on(office.conn(), user, b"", now).await?,
        programs: row.programs,
        workspaces: workspaces.into_iter().map(|row| (row.slug, row.name)).collect(),
        deletion_due_at: row.deletion_due_at,
    })
}

/// Keeps somebody out, at once and everywhere, until it is lifted.
///
/// # Errors
/// `NotFound`; `Invalid` for staff, who are made no staff first.
pub async fn suspend(office: &mut BackOffice, user: UserId, now: DateTime<Utc>) -> Result<()> {
    let person = people(office, None, None, Some(user)).await?.pop().ok_or(Error::NotFound)?;
    if person.staff {
        return Err(Error::field("form", "Somebody who runs the product is not suspended. The operator ends that first."));
    }
    sqlx::query!("update users set suspended_at = coalesce(suspended_at, $2) where id = $1", user.0, now).execute(office.conn()).await?;
    end_everything(office, user, now).await?;
    office.note("person.suspend", &json!({ "user": user })).await
}

/// Lets somebody in again.
///
/// # Errors
/// `NotFound`.
pub async fn lift(office: &mut BackOffice, user: UserId) -> Result<()> {
    let done = sqlx::query!("update users set suspended_at = null where id = $1", user.0).execute(office.conn()).await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    office.note("person.lift", &json!({ "user": user })).await
}

/// Ends every session and every program of somebody (ASVS 5.0, 7.4.5).
pub async fn sign_out(office: &mut BackOffice, user: UserId, now: DateTime<Utc>) -> Result<()> {
    end_everything(office, user, now).await?;
    office.note("person.sign_out", &json!({ "user": user })).await
}

/// Takes away the app, its codes and all passkeys of somebody who has lost them and has proven otherwise who they are. They are told by
/// mail, and sign in with what is left.
///
/// # Errors
/// `NotFound`.
pub async fn reset_second_factor(office: &mut BackOffice, user: UserId, base_url: &str, now: DateTime<Utc>) -> Result<()> {
    let person = people(office, None, None, Some(user)).await?.pop().ok_or(Error::NotFound)?;
    sqlx::query!("delete from totp_factors where user_id = $1", user.0).execute(office.conn()).await?;
    sqlx::query!("delete from recovery_codes where user_id = $1", user.0).execute(office.conn()).await?;
    sqlx::query!("delete from passkeys where user_id = $1", user.0).execute(office.conn()).await?;
    end_everything(office, user, now).await?;
    let tag = sqlx::query_scalar!("select locale from users where id = $1", user.0).fetch_one(office.conn()).await?;
    let locale = tag.as_deref().and_then(Locale::from_tag).unwrap_or_default();
    let letter = letters::second_factor_reset(locale, &person.full_name, format!("{base_url}/login"));
    letters::send(office.conn(), &person.email, &letter, None, now).await?;
    office.note("person.reset_second_factor", &json!({ "user": user })).await
}

async fn end_everything(office: &mut BackOffice, user: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("delete from sessions where user_id = $1", user.0).execute(office.conn()).await?;
    refresh::end_all(office.conn(), user, refresh::Ended::Revoked, now).await
}

async fn people(office: &mut BackOffice, pattern: Option<String>, before: Option<UserId>, only: Option<UserId>) -> Result<Vec<Person>> {
    let rows = sqlx::query!(
        r#"select u.id, u.full_name, u.email, u.email_verified_at is not null as "verified!", u.created_at, u.suspended_at,
             (select max(last_used_at) from sessions s where s.user_id = u.id) as last_used_at,
             (select count(*) from memberships m where m.user_id = u.id) as "workspaces!",
             exists (select from staff where staff.user_id = u.id) as "staff!"
           from users u
           where ($1::text is null or (lower(u.full_name) || ' ' || u.email) like $1)
             and ($2::uuid is null or u.id < $2) and ($3::uuid is null or u.id = $3)
           order by u.id desc limit $4"#,
        pattern,
        before.map(|user| user.0),
        only.map(|user| user.0),
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
