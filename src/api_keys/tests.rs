use chrono::{Duration, TimeDelta};

use super::*;
use crate::{
    Error, Result,
    tenancy::{Limit, Member, Permission, Role},
    testing::{self, Test},
};

const HOME: &str = "203.0.113.7";

fn draft(scopes: &[&str]) -> Draft {
    Draft { name: "Shop".to_owned(), scopes: scopes.iter().map(|s| (*s).to_owned()).collect(), days: Some(30), addresses: String::new() }
}

async fn make(t: &Test, member: &Member, draft: &Draft) -> Created {
    let mut scope = t.db().open(member).await.unwrap();
    let created = create(&mut scope, draft, Utc::now()).await.unwrap();
    scope.commit().await.unwrap();
    created
}

async fn show(t: &Test, key: &str, at: DateTime<Utc>) -> Result<Member> {
    authenticate(&t.db(), key, HOME.parse().unwrap(), at).await
}

async fn all(t: &Test, member: &Member) -> Vec<ApiKey> {
    list(&mut t.db().open(member).await.unwrap(), Utc::now()).await.unwrap()
}

#[tokio::test]
async fn a_key_opens_its_workspace_with_its_scopes_and_nothing_else() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let created = make(&t, &owner, &draft(&["bio_sites:read", "media:write"])).await;
    let member = show(&t, &created.secret, Utc::now()).await.unwrap();
    assert_eq!((member.workspace(), member.user(), member.key()), (owner.workspace(), owner.user(), Some(created.id)));
    let scope = t.db().open(&member).await.unwrap();
    let allowed: Vec<_> = Permission::ALL.into_iter().filter(|p| scope.require(*p).is_ok()).collect();
    assert_eq!(allowed, [Permission::ViewSites, Permission::UploadMedia]);
}

#[tokio::test]
async fn a_key_never_does_more_than_its_maker_may_now() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let created = make(&t, &owner, &draft(&["bio_sites:read", "bio_sites:write"])).await;
    let role = async |role: Option<Role>| {
        let mut identity = t.db().identity().await.unwrap();
        sqlx::query("delete from memberships where user_id = $1").bind(owner.user().0).execute(identity.conn()).await.unwrap();
        if let Some(role) = role {
            let sql = "insert into memberships (workspace_id, user_id, role) values ($1, $2, $3)";
            let query = sqlx::query(sql).bind(owner.workspace().0).bind(owner.user().0).bind(role.name());
            query.execute(identity.conn()).await.unwrap();
        }
        identity.commit().await.unwrap();
    };
    role(Some(Role::Viewer)).await;
    let member = show(&t, &created.secret, Utc::now()).await.unwrap();
    let scope = t.db().open(&member).await.unwrap();
    assert!(scope.require(Permission::ViewSites).is_ok());
    assert_eq!(scope.require(Permission::EditSites), Err(Error::Forbidden));
    role(None).await;
    assert_eq!(show(&t, &created.secret, Utc::now()).await.unwrap_err(), Error::Unauthenticated);
}

#[tokio::test]
async fn keys_that_do_not_open_anything() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let now = Utc::now();
    let created = make(&t, &owner, &draft(&["bio_sites:read"])).await;
    let flipped = if created.secret.ends_with('0') { '1' } else { '0' };
    let mistyped = format!("{}{flipped}", &created.secret[..49]);
    let unknown = rules::compose(&"a".repeat(rules::RANDOM));
    for key in [mistyped.as_str(), unknown.as_str(), "", "mwz_", "Bearer", "a\0b"] {
        assert_eq!(show(&t, key, now).await.unwrap_err(), Error::Unauthenticated, "{key:?}");
    }
    assert!(show(&t, &created.secret, now + TimeDelta::days(29)).await.is_ok());
    assert_eq!(show(&t, &created.secret, now + TimeDelta::days(31)).await.unwrap_err(), Error::Unauthenticated, "expired");

    let mut scope = t.db().open(&owner).await.unwrap();
    revoke(&mut scope, created.id, now).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(show(&t, &created.secret, now).await.unwrap_err(), Error::Unauthenticated, "revoked");
    assert_eq!(all(&t, &owner).await[0].state, State::Revoked);
}

#[tokio::test]
async fn a_key_works_from_its_networks_only() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let bound = Draft { addresses: "203.0.113.0/24 2001:db8::1".to_owned(), ..draft(&["bio_sites:read"]) };
    let created = make(&t, &owner, &bound).await;
    for (address, welcome) in [(HOME, true), ("2001:db8::1", true), ("::ffff:203.0.113.9", true), ("203.0.114.1", false), ("::1", false)] {
        let outcome = authenticate(&t.db(), &created.secret, address.parse().unwrap(), Utc::now()).await;
        assert_eq!(outcome.is_ok(), welcome, "{address}");
    }
}

#[tokio::test]
async fn the_last_use_is_kept_to_the_minute() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let created = make(&t, &owner, &draft(&["bio_sites:read"])).await;
    assert_eq!(all(&t, &owner).await[0].last_used_at, None);
    let first = DateTime::from_timestamp(Utc::now().timestamp(), 0).unwrap();
    for (after, kept) in [(0, 0), (59, 0), (60, 60), (90, 60)] {
        show(&t, &created.secret, first + Duration::seconds(after)).await.unwrap();
        let key = all(&t, &owner).await.remove(0);
        assert_eq!((key.last_used_at, key.last_address.as_deref()), (Some(first + Duration::seconds(kept)), Some(HOME)));
    }
}

#[tokio::test]
async fn the_text_of_a_key_is_stored_nowhere() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let created = make(&t, &owner, &draft(&["bio_sites:read"])).await;
    let mut scope = t.db().open(&owner).await.unwrap();
    let rows: Vec<String> = sqlx::query_scalar("select k::text from api_keys k union all select h::text from api_key_hashes h")
        .fetch_all(scope.conn())
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    assert!(!rows.iter().any(|row| row.contains(&created.secret[8..])), "{rows:?}");
}

#[tokio::test]
async fn a_key_is_what_it_was_made() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    make(&t, &owner, &draft(&["bio_sites:read"])).await;
    let mut scope = t.db().open(&owner).await.unwrap();
    let changed = sqlx::query("update api_keys set scopes = array['media:write']").execute(scope.conn()).await;
    let refused = changed.unwrap_err();
    assert_eq!(refused.as_database_error().unwrap().code().as_deref(), Some("42501"));
}

#[tokio::test]
async fn a_workspace_has_so_many_keys_at_most() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let mut scope = t.db().open(&owner).await.unwrap();
    for _ in 0..Limit::ApiKeys.most() {
        create(&mut scope, &draft(&["bio_sites:read"]), Utc::now()).await.unwrap();
    }
    assert!(matches!(create(&mut scope, &draft(&["bio_sites:read"]), Utc::now()).await, Err(Error::Invalid(_))));
    let one = list(&mut scope, Utc::now()).await.unwrap()[0].id;
    revoke(&mut scope, one, Utc::now()).await.unwrap();
    create(&mut scope, &draft(&["bio_sites:read"]), Utc::now()).await.unwrap();
}

#[tokio::test]
async fn another_workspace_editors_and_keys_are_kept_out() {
    let t = testing::fresh().await;
    let (owner, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let created = make(&t, &owner, &draft(&["bio_sites:read"])).await;
    let mut scope = t.db().open(&stranger).await.unwrap();
    assert_eq!(list(&mut scope, Utc::now()).await.unwrap(), []);
    assert_eq!(revoke(&mut scope, created.id, Utc::now()).await, Err(Error::NotFound));
    let through_key = show(&t, &created.secret, Utc::now()).await.unwrap();
    for member in [t.colleague(owner.workspace(), Role::Editor).await, through_key] {
        let mut scope = t.db().open(&member).await.unwrap();
        assert_eq!(list(&mut scope, Utc::now()).await, Err(Error::Forbidden));
        assert_eq!(create(&mut scope, &draft(&["bio_sites:read"]), Utc::now()).await, Err(Error::Forbidden));
        assert_eq!(revoke(&mut scope, created.id, Utc::now()).await, Err(Error::Forbidden));
    }
    assert!(show(&t, &created.secret, Utc::now()).await.is_ok());
}
