//! Ending an account: asked for, taken back within a grace, then done.

use chrono::{DateTime, Duration, Utc};

use super::{accounts, letters};
use crate::{
    Error, Result,
    db::{Db, Identity},
    events::{self, DeletionRequested, DeletionWithdrawn},
    fields::Message,
    ids::UserId,
};

/// Time to think it over.
pub const GRACE: Duration = Duration::days(30);

/// Asks for the end of an account; answers when it comes. Asking twice changes nothing.
///
/// # Errors
/// `Invalid` on `form` for the only owner of a workspace that has other members: they would be locked in.
pub async fn request(identity: &mut Identity, user: UserId, address: &str, base_url: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    if let Some(name) = shared_and_owned(identity, user).await?.into_iter().next() {
        let template = "You are the only owner of “{name}”, which has other members. Hand it over or remove them first.";
        return Err(Error::field("form", Message::with(template, [("name", name)])));
    }
    let row = sqlx::query!(
        r#"update users set deletion_due_at = coalesce(deletion_due_at, $2) where id = $1
           returning deletion_due_at as "due!", deletion_due_at = $2 as "fresh!""#,
        user.0,
        now + GRACE
    )
    .fetch_one(identity.conn())
    .await?;
    if row.fresh {
        let account = accounts::account(identity, user).await?;
        let day = row.due.format("%Y-%m-%d").to_string();
        let letter = letters::deletion_requested(account.locale.unwrap_or_default(), &account.full_name, &day, format!("{base_url}/login"));
        letters::send(identity.conn(), &account.email, &letter, None, now).await?;
        events::record_account(identity, user, address, &DeletionRequested { user }).await?;
    }
    Ok(row.due)
}

/// Keeps the account after all.
pub async fn withdraw(identity: &mut Identity, user: UserId, address: &str) -> Result<()> {
    let done = sqlx::query!("update users set deletion_due_at = null where id = $1 and deletion_due_at is not null", user.0)
        .execute(identity.conn())
        .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    events::record_account(identity, user, address, &DeletionWithdrawn { user }).await
}

/// When the account ends, if that was asked for.
pub async fn due(identity: &mut Identity, user: UserId) -> Result<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!("select deletion_due_at from users where id = $1", user.0).fetch_one(identity.conn()).await?)
}

/// Ends the accounts whose grace is over; how many were. Their workspaces begin to end as if the owner had ended them. One whose owner has
/// become the only one of a workspace with others meanwhile waits until that is settled.
pub async fn erase_due(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let mut identity = db.identity().await?;
    let due = sqlx::query_scalar!("select id from users where deletion_due_at <= $1 order by deletion_due_at limit 500", now)
        .fetch_all(identity.conn())
        .await?;
    identity.commit().await?;
    let mut count = 0;
    for user in due {
        count += u64::from(erase(db, UserId(user), now).await?);
    }
    Ok(count)
}

/// Nothing is left that names the person or opens the account; the row stays, since history refers to it.
async fn erase(db: &Db, user: UserId, now: DateTime<Utc>) -> Result<bool> {
    let mut identity = db.identity().await?;
    let still = sqlx::query_scalar!("select id from users where id = $1 and deletion_due_at <= $2 for update", user.0, now)
        .fetch_optional(identity.conn())
        .await?;
    if still.is_none() || !shared_and_owned(&mut identity, user).await?.is_empty() {
        return Ok(false);
    }
    sqlx::query!(
        "update workspaces w set ends_at = $2 from memberships m
         where m.workspace_id = w.id and m.user_id = $1 and m.role = 'owner' and w.ends_at is null
           and not exists (select from memberships o where o.workspace_id = w.id and o.user_id <> $1)",
        user.0,
        now
    )
    .execute(identity.conn())
    .await?;
    sqlx::query!(
        "delete from memberships m where m.user_id = $1
           and exists (select from memberships o where o.workspace_id = m.workspace_id and o.user_id <> $1)",
        user.0
    )
    .execute(identity.conn())
    .await?;
    for forget in [
        sqlx::query!("delete from sessions where user_id = $1", user.0),
        sqlx::query!("delete from token_families where user_id = $1", user.0),
        sqlx::query!("delete from mail_tokens where user_id = $1", user.0),
        sqlx::query!("delete from totp_factors where user_id = $1", user.0),
        sqlx::query!("delete from recovery_codes where user_id = $1", user.0),
        sqlx::query!("delete from passkeys where user_id = $1", user.0),
        sqlx::query!("delete from linked_accounts where user_id = $1", user.0),
        sqlx::query!("delete from email_changes where user_id = $1", user.0),
        sqlx::query!("delete from phones where user_id = $1", user.0),
        sqlx::query!("delete from push_subscriptions where user_id = $1", user.0),
        sqlx::query!("delete from onboarding_people where user_id = $1", user.0),
    ] {
        forget.execute(identity.conn()).await?;
    }
    sqlx::query!(
        "update users set full_name = 'Deleted account', email = 'deleted-' || id || '@deleted.invalid', password_hash = null,
             email_verified_at = null, locale = null, deletion_due_at = null, suspended_at = $2 where id = $1",
        user.0,
        now
    )
    .execute(identity.conn())
    .await?;
    identity.commit().await?;
    Ok(true)
}

/// Names of workspaces that have other members and no other owner.
async fn shared_and_owned(identity: &mut Identity, user: UserId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "select w.name from memberships m join workspaces w on w.id = m.workspace_id
         where m.user_id = $1 and m.role = 'owner'
           and exists (select from memberships o where o.workspace_id = w.id and o.user_id <> $1)
           and not exists (select from memberships o where o.workspace_id = w.id and o.user_id <> $1 and o.role = 'owner')
         order by w.name",
        user.0
    )
    .fetch_all(identity.conn())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        error::Error,
        identity::{factors, rules::SignUp, sign_in, sign_up},
        tenancy::Role,
        testing::{self, Test},
    };

    async fn ada(t: &Test, now: DateTime<Utc>) -> UserId {
        let input = SignUp::check("Ada Lovelace", "ada@example.com", "tidal-marmot-91".to_owned()).unwrap();
        sign_up(&t.db(), input, "192.0.2.1", "http://shop.test", now).await.unwrap()
    }

    async fn ask(t: &Test, user: UserId, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let mut identity = t.db().identity().await.unwrap();
        let due = request(&mut identity, user, "", "http://shop.test", now).await?;
        identity.commit().await?;
        Ok(due)
    }

    async fn column(t: &Test, sql: &'static str) -> Vec<String> {
        sqlx::query_scalar(sql).fetch_all(&mut t.owner().await).await.unwrap()
    }

    #[tokio::test]
    async fn an_account_ends_after_its_grace_and_nothing_names_its_person() {
        let t = testing::fresh().await;
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let user = ada(&t, now).await;
        let due = ask(&t, user, now).await.unwrap();
        assert_eq!((due, ask(&t, user, now + Duration::days(3)).await.unwrap()), (now + GRACE, due), "asking twice changes nothing");
        assert_eq!(erase_due(&t.db(), due - Duration::seconds(1)).await.unwrap(), 0);
        assert_eq!(erase_due(&t.db(), due).await.unwrap(), 1);
        assert_eq!(column(&t, "select full_name from users").await, ["Deleted account"]);
        assert!(sign_in(&t.db(), "ada@example.com", "tidal-marmot-91".to_owned(), "192.0.2.1", due).await.is_err());
        assert_eq!(column(&t, "select 'ending' from workspaces where ends_at is not null").await.len(), 1, "the workspace of one ends too");
        assert_eq!(erase_due(&t.db(), due).await.unwrap(), 0, "once");
        assert!(ada(&t, due).await != user, "the address is free again");
    }

    #[tokio::test]
    async fn who_stays_stays() {
        let t = testing::fresh().await;
        let now = Utc::now();
        let user = ada(&t, now).await;
        let until = ask(&t, user, now).await.unwrap();
        let mut identity = t.db().identity().await.unwrap();
        withdraw(&mut identity, user, "").await.unwrap();
        withdraw(&mut identity, user, "").await.unwrap();
        assert_eq!(due(&mut identity, user).await.unwrap(), None);
        identity.commit().await.unwrap();
        assert_eq!(erase_due(&t.db(), until).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn nobody_is_locked_in_a_workspace_without_an_owner() {
        let t = testing::fresh().await;
        let now = Utc::now();
        let owner = t.member(Role::Owner).await;
        let other = t.colleague(owner.workspace(), Role::Editor).await;
        assert!(matches!(ask(&t, owner.user(), now).await, Err(Error::Invalid(_))));
        let due = ask(&t, other.user(), now).await.unwrap();
        assert_eq!(erase_due(&t.db(), due).await.unwrap(), 1, "who owns nothing may go");
        // The last owner who became so after asking waits.
        sqlx::query("update users set deletion_due_at = $1 where id = $2")
            .bind(now)
            .bind(owner.user().0)
            .execute(&mut t.owner().await)
            .await
            .unwrap();
        t.colleague(owner.workspace(), Role::Viewer).await;
        assert_eq!(erase_due(&t.db(), now).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn ways_in_go_with_the_account() {
        let t = testing::fresh().await;
        let now = Utc::now();
        let user = ada(&t, now).await;
        let mut identity = t.db().identity().await.unwrap();
        factors::make_recovery_codes(&mut identity, user, "").await.unwrap();
        identity.commit().await.unwrap();
        let due = ask(&t, user, now).await.unwrap();
        erase_due(&t.db(), due).await.unwrap();
        assert!(column(&t, "select user_id::text from recovery_codes").await.is_empty());
        assert!(column(&t, "select user_id::text from mail_tokens").await.is_empty());
    }
}
