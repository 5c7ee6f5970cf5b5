//! Accounts at other providers that sign somebody in (OpenID Connect, OAuth 2).
//!
//! The provider's `subject` names a person, never the address: addresses change hands. An account of ours is linked only to
//! somebody who has proven both: an address that is the same on both sides proves nothing (ASVS 5.0, 6.8.1).

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    FirstStep, LinkedSummary, Provider,
    accounts::{Whence, is_taken, refuse_suspended},
    factors, rules, sessions,
    workspaces::create_workspace,
};
use crate::{
    Error, Result,
    db::{Db, Identity},
    error::OnConstraint,
    events::{self, LinkAdded, LinkRemoved, SignedIn, SignedUp},
    fields::single_line,
    ids::UserId,
};

/// Who a provider says somebody is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Assertion {
    pub provider: Provider,
    /// The provider's own name for the person.
    pub subject: String,
    /// In lower case; empty if it was not told.
    pub email: String,
    /// Whether the provider has seen proof of the address.
    pub email_verified: bool,
    /// Empty if it was not told.
    pub name: String,
}

/// Where somebody stands who came through a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// An account that is linked, or was just made.
    In(FirstStep),
    /// An account of ours has this address. Whoever signs in to it may link the two.
    ProofNeeded,
}

/// Signs somebody in who came through a provider, or makes their account.
///
/// # Errors
/// `Invalid` if the provider told no address to make an account with, or the account is suspended.
pub async fn arrive(db: &Db, who: &Assertion, may_sign_up: bool, from: Whence<'_>, now: DateTime<Utc>) -> Result<Arrival> {
    let mut identity = db.identity().await?;
    if let Some(user) = owner(&mut identity, who).await? {
        refuse_suspended(&mut identity, user).await?;
        let second = factors::is_second_needed(&mut identity, user).await?;
        if !second {
            note(&mut identity, user, from).await?;
        }
        identity.commit().await?;
        return Ok(Arrival::In(FirstStep { user, second }));
    }
    if !rules::is_email(&who.email) {
        return Err(Error::field("form", "The provider did not tell us your address. Sign up with your address and a password instead."));
    }
    let taken = is_taken(&mut identity, &who.email).await?;
    if taken {
        return Ok(Arrival::ProofNeeded);
    }
    if !may_sign_up {
        return Err(Error::switched_off());
    }
    let user = make(&mut identity, who, from, now).await?;
    identity.commit().await?;
    Ok(Arrival::In(FirstStep { user, second: false }))
}

/// Links a provider's account to somebody who has just proven both.
///
/// # Errors
/// `Invalid` if it is linked to another account, or this account is linked to another one of the same provider.
pub async fn link(identity: &mut Identity, user: UserId, who: &Assertion, address: &str) -> Result<()> {
    match owner(identity, who).await? {
        Some(owner) if owner == user => return Ok(()),
        Some(_) => {
            return Err(Error::field("form", "That account signs in to another account of ours. Sign in to that one to remove the link."));
        }
        None => {}
    }
    add(identity, user, who).await?;
    events::record_account(identity, user, address, &LinkAdded { user, provider: who.provider.name().to_owned() }).await
}

/// Takes a provider away. The last way to sign in stays.
///
/// # Errors
/// `NotFound` if it is not linked, `Invalid` for the last way in.
pub async fn unlink(identity: &mut Identity, user: UserId, provider: Provider, address: &str) -> Result<()> {
    lock_ways_in(identity, user).await?;
    let done = sqlx::query!("delete from linked_accounts where user_id = $1 and provider = $2", user.0, provider.name())
        .execute(identity.conn())
        .await?;
    if done.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    refuse_without_way_in(identity, user).await?;
    events::record_account(identity, user, address, &LinkRemoved { user, provider: provider.name().to_owned() }).await
}

/// The providers linked to an account.
pub async fn list(identity: &mut Identity, user: UserId) -> Result<Vec<LinkedSummary>> {
    list_on(identity.conn(), user).await
}

/// The same through any door.
pub(super) async fn list_on(conn: &mut PgConnection, user: UserId) -> Result<Vec<LinkedSummary>> {
    let rows = sqlx::query!("select provider, email, created_at from linked_accounts where user_id = $1 order by provider", user.0)
        .fetch_all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(LinkedSummary { provider: Provider::from_name(&row.provider)?, email: row.email, created_at: row.created_at })
        })
        .collect())
}

/// Whose account a provider's account signs in to.
pub async fn owner(identity: &mut Identity, who: &Assertion) -> Result<Option<UserId>> {
    let found =
        sqlx::query_scalar!("select user_id from linked_accounts where provider = $1 and subject = $2", who.provider.name(), who.subject)
            .fetch_optional(identity.conn())
            .await?;
    Ok(found.map(UserId))
}

/// Of two ways in that are removed at the same instant, the second sees that the first is gone.
pub(super) async fn lock_ways_in(identity: &mut Identity, user: UserId) -> Result<()> {
    sqlx::query!("select id from users where id = $1 for update", user.0).fetch_optional(identity.conn()).await?;
    Ok(())
}

pub(super) async fn refuse_without_way_in(identity: &mut Identity, user: UserId) -> Result<()> {
    let left = sqlx::query_scalar!(
        r#"select (select password_hash is not null from users where id = $1)
             or exists (select from passkeys where user_id = $1)
             or exists (select from linked_accounts where user_id = $1) as "left!""#,
        user.0
    )
    .fetch_one(identity.conn())
    .await?;
    if left {
        Ok(())
    } else {
        Err(Error::field("form", "This is the only way to sign in to your account. Set a password or add a passkey first."))
    }
}

/// An account for somebody new. The address counts as confirmed if the provider has confirmed it.
async fn make(identity: &mut Identity, who: &Assertion, from: Whence<'_>, now: DateTime<Utc>) -> Result<UserId> {
    let user = UserId::new();
    let name: String = match single_line(&who.name) {
        name if name.is_empty() => who.email.split('@').next().unwrap_or_default().chars().take(120).collect(),
        name => name.chars().take(120).collect(),
    };
    sqlx::query!(
        "insert into users (id, full_name, email, email_verified_at) values ($1, $2, $3, $4)",
        user.0,
        name,
        who.email,
        who.email_verified.then_some(now)
    )
    .execute(identity.conn())
    .await
    .on_constraint("users_email_verified", || {
        Error::field("form", "This address already belongs to another account. Sign in to that one instead.")
    })?;
    create_workspace(identity, user, &rules::workspace_slug(&name), &name, from.address).await?;
    events::record_account(identity, user, from.address, &SignedUp { user }).await?;
    add(identity, user, who).await?;
    note(identity, user, from).await?;
    Ok(user)
}

async fn add(identity: &mut Identity, user: UserId, who: &Assertion) -> Result<()> {
    sqlx::query!(
        "insert into linked_accounts (provider, subject, user_id, email) values ($1, $2, $3, $4)",
        who.provider.name(),
        who.subject,
        user.0,
        who.email
    )
    .execute(identity.conn())
    .await
    .on_constraint("linked_accounts_one_each", || {
        Error::field("form", "Your account is linked to another account there. Remove that link first.")
    })?;
    Ok(())
}

async fn note(identity: &mut Identity, user: UserId, from: Whence<'_>) -> Result<()> {
    events::record_account(identity, user, from.address, &SignedIn { user, device: sessions::device_of(from.user_agent) }).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        identity::{rules::SignUp, sign_up},
        testing::{self, Test},
    };

    fn google(subject: &str, email: &str, email_verified: bool) -> Assertion {
        Assertion {
            provider: Provider::Google,
            subject: subject.to_owned(),
            email: email.to_owned(),
            email_verified,
            name: "Ada".to_owned(),
        }
    }

    async fn come(t: &Test, who: &Assertion) -> Result<Arrival> {
        arrive(&t.db(), who, true, "192.0.2.1".into(), Utc::now()).await
    }

    async fn user_of(t: &Test, who: &Assertion) -> UserId {
        let Ok(Arrival::In(step)) = come(t, who).await else { panic!("must be in") };
        step.user
    }

    async fn verified_ada(t: &Test) -> UserId {
        let input = SignUp::check("Ada Lovelace", "ada@example.com", "tidal-marmot-91".to_owned()).unwrap();
        let user = sign_up(&t.db(), input, "192.0.2.1", "http://shop.test", Utc::now()).await.unwrap();
        sqlx::query("update users set email_verified_at = now()").execute(&mut t.owner().await).await.unwrap();
        user
    }

    #[tokio::test]
    async fn somebody_new_gets_an_account_and_comes_back_to_it_under_another_address() {
        let t = testing::fresh().await;
        let user = user_of(&t, &google("1", "ada@example.com", true)).await;
        let account = crate::identity::account(&mut t.db().identity().await.unwrap(), user).await.unwrap();
        assert!(account.verified);
        assert_eq!(user_of(&t, &google("1", "elsewhere@example.com", true)).await, user, "the subject names the person");
        let other = user_of(&t, &google("2", "bob@example.com", false)).await;
        assert!(!crate::identity::account(&mut t.db().identity().await.unwrap(), other).await.unwrap().verified);
    }

    #[tokio::test]
    async fn the_same_address_proves_nothing() {
        let t = testing::fresh().await;
        let ada = verified_ada(&t).await;
        for verified in [true, false] {
            assert_eq!(come(&t, &google("1", "ada@example.com", verified)).await, Ok(Arrival::ProofNeeded));
        }
        let mut identity = t.db().identity().await.unwrap();
        link(&mut identity, ada, &google("1", "ada@example.com", true), "").await.unwrap();
        link(&mut identity, ada, &google("1", "ada@example.com", true), "").await.unwrap();
        assert!(link(&mut identity, ada, &google("2", "ada@example.com", true), "").await.is_err(), "one of each provider");
        drop(identity);
        let mut identity = t.db().identity().await.unwrap();
        link(&mut identity, ada, &google("1", "ada@example.com", true), "").await.unwrap();
        identity.commit().await.unwrap();
        assert_eq!(user_of(&t, &google("1", "ada@example.com", true)).await, ada);
        let bob = user_of(&t, &google("3", "bob@example.com", true)).await;
        let mut identity = t.db().identity().await.unwrap();
        assert!(link(&mut identity, bob, &google("1", "", false), "").await.is_err(), "of somebody else");
    }

    #[tokio::test]
    async fn without_an_address_or_while_nobody_may_sign_up_there_is_no_account() {
        let t = testing::fresh().await;
        assert!(come(&t, &google("1", "", false)).await.is_err());
        let refused = arrive(&t.db(), &google("1", "ada@example.com", true), false, "".into(), Utc::now()).await;
        assert_eq!(refused, Err(Error::switched_off()));
    }

    #[tokio::test]
    async fn the_last_way_in_stays() {
        let t = testing::fresh().await;
        let who = google("1", "ada@example.com", true);
        let user = user_of(&t, &who).await;
        let mut identity = t.db().identity().await.unwrap();
        assert!(matches!(unlink(&mut identity, user, Provider::Google, "").await, Err(Error::Invalid(_))));
        drop(identity);
        sqlx::query("update users set password_hash = 'x'").execute(&mut t.owner().await).await.unwrap();
        let mut identity = t.db().identity().await.unwrap();
        unlink(&mut identity, user, Provider::Google, "").await.unwrap();
        assert_eq!(unlink(&mut identity, user, Provider::Google, "").await, Err(Error::NotFound));
        assert!(list(&mut identity, user).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn who_is_suspended_does_not_come_in() {
        let t = testing::fresh().await;
        let who = google("1", "ada@example.com", true);
        user_of(&t, &who).await;
        sqlx::query("update users set suspended_at = now()").execute(&mut t.owner().await).await.unwrap();
        assert!(come(&t, &who).await.is_err());
    }
}
