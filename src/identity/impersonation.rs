//! Staff see the product as somebody else does, to help: for a short time, with a reason on record, told to the person, and
//! without power over the account, over others, over money or secrets (`Access::for_staff`).

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::{
    Error, Result,
    events::{self, Actor, ActorKind, Impersonated},
    ids::UserId,
    staff::BackOffice,
};

/// How long it lasts at most. Whoever needs more begins anew, with a reason.
pub const LASTS: Duration = Duration::minutes(30);

/// Begins it; answers when it ends by itself. The person is told as of anything that protects an account.
///
/// # Errors
/// `NotFound`; `Invalid` on `form` for staff, whose rights are not lent.
pub async fn begin(office: &mut BackOffice, person: UserId, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let staff = sqlx::query_scalar!(
        r#"select exists (select from staff where staff.user_id = u.id) as "staff!" from users u where u.id = $1"#,
        person.0
    )
    .fetch_optional(office.conn())
    .await?
    .ok_or(Error::NotFound)?;
    if staff {
        return Err(Error::field("form", "Nobody sees the product as somebody who runs it does."));
    }
    let until = now + LASTS;
    let actor = Actor { kind: ActorKind::Staff, id: Some(office.user().0) };
    // Accounts are a tenant of their own, the nil one.
    events::enter(office.conn(), uuid::Uuid::nil()).await?;
    events::record_as(office.conn(), actor, "", &Impersonated { user: person, until }).await?;
    events::leave(office.conn()).await?;
    office.note("person.impersonate", &json!({ "user": person, "until": until })).await?;
    Ok(until)
}

/// Notes that it was ended before its time.
///
/// # Errors
/// As the database.
pub async fn end(office: &mut BackOffice, person: UserId) -> Result<()> {
    office.note("person.impersonate_end", &json!({ "user": person })).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        error::Conflict,
        identity::{self, rules::SignUp},
        staff,
        tenancy::Permission,
        testing::{self, Test},
        workspaces,
    };

    async fn office(t: &Test) -> BackOffice {
        let boss = t.staff().await;
        let staff = staff::recognise(&mut t.db().identity().await.unwrap(), boss).await.unwrap();
        t.db().staff(&staff, "They cannot find their drafts").await.unwrap()
    }

    /// Who caused the event of this name, and what it is about.
    async fn told(t: &Test, workspace: uuid::Uuid, name: &str) -> (String, uuid::Uuid) {
        let mut connection = t.owner().await;
        let inside = "select set_config('app.workspace', $1, false)";
        sqlx::query(inside).bind(workspace.to_string()).execute(&mut connection).await.unwrap();
        sqlx::query_as("select actor_kind, record_id from events where name = $1").bind(name).fetch_one(&mut connection).await.unwrap()
    }

    async fn ada(t: &Test) -> UserId {
        let input = SignUp::check("Ada Lovelace", "ada@example.com", "tidal-marmot-91".to_owned()).unwrap();
        identity::sign_up(&t.db(), input, "192.0.2.1", "http://shop.test", Utc::now()).await.unwrap()
    }

    #[tokio::test]
    async fn it_ends_by_itself_is_on_record_and_the_person_is_told() {
        let t = testing::fresh().await;
        let (person, now) = (ada(&t).await, Utc::now());
        let mut office = office(&t).await;
        assert_eq!(begin(&mut office, person, now).await.unwrap(), now + Duration::minutes(30));
        end(&mut office, person).await.unwrap();
        office.commit().await.unwrap();
        let acts: Vec<(String, String)> = sqlx::query_as("select act, reason from staff_actions where act <> 'enter' order by id")
            .fetch_all(&mut t.owner().await)
            .await
            .unwrap();
        let why = "They cannot find their drafts".to_owned();
        assert_eq!(acts, [("person.impersonate".to_owned(), why.clone()), ("person.impersonate_end".to_owned(), why)]);
        assert_eq!(told(&t, uuid::Uuid::nil(), "account.impersonated").await, ("staff".to_owned(), person.0));
    }

    #[tokio::test]
    async fn rights_of_staff_are_not_lent() {
        let t = testing::fresh().await;
        let mut office = office(&t).await;
        let boss = office.user();
        assert!(matches!(begin(&mut office, boss, Utc::now()).await, Err(Error::Invalid(_))));
        assert_eq!(begin(&mut office, UserId::new(), Utc::now()).await, Err(Error::NotFound));
    }

    #[tokio::test]
    async fn staff_work_in_a_workspace_in_their_own_name_and_rule_nothing() {
        let t = testing::fresh().await;
        let person = ada(&t).await;
        let mut identity = t.db().identity().await.unwrap();
        let slug = identity::workspaces(&mut identity, person).await.unwrap()[0].slug.clone();
        let member = identity::member(&mut identity, person, &slug).await.unwrap().by_staff(Some(t.staff().await));
        let mut scope = t.db().open(&member).await.unwrap();
        assert_eq!(scope.require(Permission::EditSites), Ok(person), "what is made is the person's");
        for refused in [Permission::OwnWorkspace, Permission::ManageBilling, Permission::ManageApiKeys, Permission::ManageMembers] {
            assert_eq!(scope.require(refused), Err(Error::Forbidden));
        }
        assert_eq!(scope.actor.as_event_actor().kind, ActorKind::Staff);
        let handle = crate::bio_sites::handles::Handle::parse("ada-page").unwrap();
        crate::bio_sites::create(&mut scope, &handle, "Ada").await.unwrap();
        scope.commit().await.unwrap();
        assert_eq!(told(&t, member.workspace().0, "bio_site.created").await.0, "staff");
        let mut alone = t.db().alone(&member).await.unwrap();
        let left = workspaces::leave(&mut alone, Utc::now()).await;
        assert!(matches!(left, Err(Error::Forbidden | Error::Conflict(Conflict::Archived))), "{left:?}");
    }
}
