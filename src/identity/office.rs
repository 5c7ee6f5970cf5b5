//! What staff see of people and do about them. Every act is on record with its reason (`staff_actions`).

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{Person, PersonDetails, factors, letters, linked, refresh, sessions};
use crate::{Error, Result, ids::UserId, locale::Locale, staff::BackOffice};

/// People on one page.
pub const PAGE: i64 = 50;
/// So many are sorted after they were found; more are found in order.
const FEW: i64 = 1_000;
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
    if text.is_empty() {
        return people(office, None, before, None).await;
    }
    // Planned for these very words, not for any.
    sqlx::query!("select set_config('plan_cache_mode', 'force_custom_plan', true)").fetch_one(office.conn()).await?;
    match few(office, &pattern).await? {
        Some(ids) => people(office, None, before, Some(ids)).await,
        None => people(office, Some(pattern), before, None).await,
    }
}

/// Everything about a person.
///
/// # Errors
/// `NotFound`.
pub async fn find(office: &mut BackOffice, user: UserId, now: DateTime<Utc>) -> Result<PersonDetails> {
    let person = people(office, None, None, Some(vec![user.0])).await?.pop().ok_or(Error::NotFound)?;
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
    let person = people(office, None, None, Some(vec![user.0])).await?.pop().ok_or(Error::NotFound)?;
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
    let person = people(office, None, None, Some(vec![user.0])).await?.pop().ok_or(Error::NotFound)?;
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

/// Everybody who fits, unless they are many. Who is rare is found by the index of trigrams and who is common by going through the newest;
/// a single statement would have to guess which, and guesses wrong.
async fn few(office: &mut BackOffice, pattern: &str) -> Result<Option<Vec<Uuid>>> {
    let ids = sqlx::query_scalar!("select id from users where (lower(full_name) || ' ' || email) like $1 limit $2", pattern, FEW + 1)
        .fetch_all(office.conn())
        .await?;
    Ok((i64::try_from(ids.len()).is_ok_and(|count| count <= FEW)).then_some(ids))
}

async fn people(office: &mut BackOffice, pattern: Option<String>, before: Option<UserId>, among: Option<Vec<Uuid>>) -> Result<Vec<Person>> {
    let rows = sqlx::query!(
        r#"select u.id, u.full_name, u.email, u.email_verified_at is not null as "verified!", u.created_at, u.suspended_at,
             (select max(last_used_at) from sessions s where s.user_id = u.id) as last_used_at,
             (select count(*) from memberships m where m.user_id = u.id) as "workspaces!",
             exists (select from staff where staff.user_id = u.id) as "staff!"
           from users u
           where ($1::text is null or (lower(u.full_name) || ' ' || u.email) like $1)
             and ($2::uuid is null or u.id < $2) and ($3::uuid[] is null or u.id = any($3))
           order by u.id desc limit $4"#,
        pattern,
        before.map(|user| user.0),
        among.as_deref(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        identity::{rules::SignUp, sign_in, sign_up},
        staff,
        testing::{self, Test},
    };

    const PASSWORD: &str = "tidal-marmot-91";

    async fn person(t: &Test, name: &str, email: &str) -> UserId {
        let input = SignUp::check(name, email, PASSWORD.to_owned()).unwrap();
        sign_up(&t.db(), input, "192.0.2.1", "http://shop.test", Utc::now()).await.unwrap()
    }

    async fn office(t: &Test) -> BackOffice {
        let boss = t.staff().await;
        let staff = staff::recognise(&mut t.db().identity().await.unwrap(), boss).await.unwrap();
        t.db().staff(&staff, "Testing").await.unwrap()
    }

    async fn found(office: &mut BackOffice, text: &str) -> Vec<String> {
        search(office, text, None).await.unwrap().into_iter().map(|person| person.email).collect()
    }

    #[tokio::test]
    async fn people_are_found_by_a_part_of_name_or_address() {
        let t = testing::fresh().await;
        let ada = person(&t, "Ada Lovelace", "ada@example.com").await;
        person(&t, "Grace Hopper", "50%_off@example.org").await;
        let mut office = office(&t).await;
        assert_eq!(found(&mut office, " LoveL ").await, ["ada@example.com"]);
        assert_eq!(found(&mut office, "example.org").await, ["50%_off@example.org"]);
        assert_eq!(found(&mut office, "0%_").await, ["50%_off@example.org"], "signs of patterns are letters");
        assert!(found(&mut office, "a%e").await.is_empty());
        assert!(search(&mut office, "ad", None).await.is_err());
        assert_eq!(search(&mut office, "", None).await.unwrap().len(), 3, "with the staff");
        assert!(search(&mut office, "", Some(ada)).await.unwrap().is_empty(), "older than the oldest");
    }

    #[tokio::test]
    async fn who_is_suspended_is_out_at_once_and_back_when_it_is_lifted() {
        let t = testing::fresh().await;
        let now = Utc::now();
        let ada = person(&t, "Ada Lovelace", "ada@example.com").await;
        let issued = refresh::issue(&t.db(), ada, "", "", now).await.unwrap();
        let mut office = office(&t).await;
        let stored = sessions::Stored {
            user: Some(ada),
            data: json!({}),
            user_agent: String::new(),
            address: String::new(),
            expires_at: now + chrono::Duration::days(1),
        };
        sessions::create(&t.db(), b"before", &stored).await.unwrap();
        suspend(&mut office, ada, now).await.unwrap();
        assert!(find(&mut office, ada, now).await.unwrap().person.suspended_at.is_some());
        office.commit().await.unwrap();
        assert!(sessions::load(&t.db(), b"before", now).await.unwrap().is_none());
        // One that was made at the same moment is of no use either.
        sessions::create(&t.db(), b"meanwhile", &stored).await.unwrap();
        assert!(sessions::load(&t.db(), b"meanwhile", now).await.unwrap().is_none());
        let enter = async || sign_in(&t.db(), "ada@example.com", PASSWORD.to_owned(), "192.0.2.1", now).await;
        assert!(enter().await.unwrap_err().fields().unwrap().get("form").unwrap().contains("suspended"));
        assert!(!refresh::is_alive(&t.db(), issued.family, now).await.unwrap());
        assert_eq!(refresh::rotate(&t.db(), &issued.token, "", now).await, Err(Error::Unauthenticated));
        let staff = staff::recognise(&mut t.db().identity().await.unwrap(), office_user(&t).await).await.unwrap();
        let mut office = t.db().staff(&staff, "Settled").await.unwrap();
        lift(&mut office, ada).await.unwrap();
        office.commit().await.unwrap();
        assert!(enter().await.is_ok());
        let acts: Vec<String> = sqlx::query_scalar("select act from staff_actions where act <> 'enter' order by id")
            .fetch_all(&mut t.owner().await)
            .await
            .unwrap();
        assert_eq!(acts, ["person.suspend", "person.lift"]);
    }

    #[tokio::test]
    async fn staff_are_not_suspended_by_staff() {
        let t = testing::fresh().await;
        let mut office = office(&t).await;
        let boss = office.user();
        assert!(matches!(suspend(&mut office, boss, Utc::now()).await, Err(Error::Invalid(_))));
        assert_eq!(suspend(&mut office, UserId::new(), Utc::now()).await, Err(Error::NotFound));
        assert_eq!(lift(&mut office, UserId::new()).await, Err(Error::NotFound));
    }

    #[tokio::test]
    async fn a_lost_second_factor_is_taken_away_and_the_person_is_told() {
        let t = testing::fresh().await;
        let now = Utc::now();
        let ada = person(&t, "Ada Lovelace", "ada@example.com").await;
        sqlx::query("insert into totp_factors (user_id, sealed_secret, confirmed_at) values ($1, 'x', now())")
            .bind(ada.0)
            .execute(&mut t.owner().await)
            .await
            .unwrap();
        assert!(sign_in(&t.db(), "ada@example.com", PASSWORD.to_owned(), "192.0.2.1", now).await.unwrap().second);
        let mut office = office(&t).await;
        reset_second_factor(&mut office, ada, "http://shop.test", now).await.unwrap();
        office.commit().await.unwrap();
        assert!(!sign_in(&t.db(), "ada@example.com", PASSWORD.to_owned(), "192.0.2.1", now).await.unwrap().second);
        let subject: String =
            sqlx::query_scalar("select subject from mails order by id desc limit 1").fetch_one(&mut t.owner().await).await.unwrap();
        assert_eq!(subject, "Your second factor was removed");
    }

    async fn office_user(t: &Test) -> UserId {
        UserId(sqlx::query_scalar("select user_id from staff").fetch_one(&mut t.owner().await).await.unwrap())
    }
}
