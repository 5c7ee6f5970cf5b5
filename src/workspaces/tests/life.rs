//! Making, archiving, handing over and ending.

use chrono::Duration;

use super::*;
use crate::{
    error::Conflict,
    identity,
    locale::Locale,
    onboarding,
    tenancy::{Permission, Standing},
};

const ARCHIVED: Error = Error::Conflict(Conflict::Archived);
const SPENT: Error = Error::Conflict(Conflict::TokenSpent);

async fn standing(t: &Test, member: &Member) -> Standing {
    open(t, member).await.standing()
}

#[tokio::test]
async fn a_person_makes_as_many_workspaces_as_they_may_own() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let mut made = Vec::new();
    loop {
        let mut identity = t.db().identity().await.unwrap();
        match create(&mut identity, owner.user(), "Studio", "203.0.113.7").await {
            Ok(slug) => made.push(slug),
            Err(error) => break assert_eq!(field(&error), Some("form")),
        }
        identity.commit().await.unwrap();
    }
    assert_eq!(i64::try_from(made.len()).unwrap(), rules::MOST_OWNED - 1);
    let mut identity = t.db().identity().await.unwrap();
    assert_eq!(identity::workspaces(&mut identity, owner.user()).await.unwrap().len(), made.len() + 1);
    assert_eq!(field(&create(&mut identity, owner.user(), " ", "").await.unwrap_err()), Some("name"));
}

#[tokio::test]
async fn an_archive_is_read_and_not_changed() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let admin = t.colleague(owner.workspace(), Role::Admin).await;
    let page = site(&t, &owner, "ada-site").await;
    let mut scope = alone(&t, &admin).await;
    archive(&mut scope, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(standing(&t, &owner).await, Standing::Archived);
    let mut scope = open(&t, &owner).await;
    assert!(bio_sites::draft(&mut scope, page).await.is_ok());
    assert_eq!(bio_sites::publish(&mut scope, page, 1).await, Err(ARCHIVED));
    assert_eq!(rename(&mut scope, "Other").await, Err(ARCHIVED));
    assert_eq!(scope.require(Permission::ViewAudit), Ok(owner.user()));
    drop(scope);
    let viewer = t.colleague(owner.workspace(), Role::Viewer).await;
    assert_eq!(reopen(&mut alone(&t, &viewer).await).await, Err(Error::Forbidden));
    let mut scope = alone(&t, &admin).await;
    reopen(&mut scope).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(standing(&t, &owner).await, Standing::Open);
}

#[tokio::test]
async fn a_workspace_ends_after_its_grace_and_not_before() {
    let t = testing::fresh().await;
    let (owner, other) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let admin = t.colleague(owner.workspace(), Role::Admin).await;
    let page = site(&t, &owner, "ada-site").await;
    let mut scope = open(&t, &owner).await;
    bio_sites::publish(&mut scope, page, 1).await.unwrap();
    let slug = settings(&mut scope).await.unwrap().slug;
    scope.commit().await.unwrap();
    let now = clock::now();
    assert_eq!(end(&mut alone(&t, &admin).await, &slug, now).await, Err(Error::Forbidden));
    assert_eq!(field(&end(&mut alone(&t, &owner).await, "something", now).await.unwrap_err()), Some("typed"));
    let finish = async || {
        let mut scope = alone(&t, &owner).await;
        let at = end(&mut scope, &slug, now).await.unwrap();
        scope.commit().await.unwrap();
        at
    };
    let at = finish().await;
    assert_eq!(at, now + Duration::days(14));
    // Visitors find nothing meanwhile, members change nothing, and admins do not take it back.
    let found = async || bio_sites::find(&mut t.db().identity().await.unwrap(), "ada-site").await;
    assert_eq!(found().await.unwrap_err(), Error::NotFound);
    assert_eq!(rename(&mut open(&t, &owner).await, "Other").await, Err(ARCHIVED));
    assert_eq!(reopen(&mut alone(&t, &admin).await).await, Err(Error::Forbidden));
    let mut scope = alone(&t, &owner).await;
    reopen(&mut scope).await.unwrap();
    scope.commit().await.unwrap();
    assert!(found().await.is_ok());

    finish().await;
    assert_eq!(close_ended(&t.db(), at - Duration::seconds(1)).await.unwrap(), 0);
    assert_eq!(close_ended(&t.db(), at).await.unwrap(), 2);
    assert_eq!(t.db().open(&owner).await.err(), Some(Error::NotFound));
    assert!(t.db().open(&other).await.is_ok());
}

/// Every tenant table, from the catalogue: what the ended workspace had is gone, what others have stays.
#[tokio::test]
async fn erasing_leaves_nothing_of_it_and_everything_of_others() {
    let t = testing::fresh().await;
    let (ended, other) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    for (n, member) in [&ended, &other].into_iter().enumerate() {
        let page = site(&t, member, &format!("site-{n}-x")).await;
        let mut scope = open(&t, member).await;
        bio_sites::publish(&mut scope, page, 1).await.unwrap();
        create_role(&mut scope, "Role", &["view_sites".to_owned()]).await.unwrap();
        let group = create_group(&mut scope, "Group").await.unwrap();
        assign(&mut scope, page, Assignee::Group(group)).await.unwrap();
        invite(&mut scope, &Draft { role: "viewer".to_owned(), days: 1, ..Draft::default() }, URL, clock::now()).await.unwrap();
        onboarding::choose(&mut scope, onboarding::Trade::Coach, &[], clock::now()).await.unwrap();
        onboarding::put_sample(&mut scope, Locale::En, clock::now()).await.unwrap();
        for sql in [
            "insert into subscriptions (plan_version_id, state, features, term, source, period_start, asked_at)
             select id, 'active', '{storage}', 'month', 'staff', now(), now() from plan_versions limit 1",
            "insert into entitlements (key, source, amount, from_at) values ('sites', 'subscription', 60, now())",
            "insert into billing_customers (customer_id, workspace_id) values ('cus_' || current_workspace(), current_workspace())",
        ] {
            sqlx::query(sql).execute(scope.conn()).await.unwrap();
        }
        scope.commit().await.unwrap();
    }
    while crate::dispatch::round(&t.db(), clock::now()).await.unwrap().told > 0 {}
    let mut scope = alone(&t, &ended).await;
    let slug = settings(&mut scope).await.unwrap().slug;
    let at = end(&mut scope, &slug, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
    let mut owner = t.owner().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'workspace_id' and c.relname <> 'workspace_slugs'",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    let erased = erase_ended(t.owner_url(), at).await.unwrap();
    assert_eq!(erased, [(ended.workspace(), vec![])]);
    for table in tables {
        let mut count = async |member: &Member| {
            sqlx::query("select set_config('app.workspace', $1, false)")
                .bind(member.workspace().to_string())
                .execute(&mut owner)
                .await
                .unwrap();
            #[expect(clippy::disallowed_methods, reason = "table names come from the catalogue")]
            let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table} where workspace_id = $1"));
            sqlx::query_scalar::<_, i64>(sql).bind(member.workspace().0).fetch_one(&mut owner).await.unwrap()
        };
        assert_eq!(count(&ended).await, 0, "{table}");
        if [
            "bio_sites",
            "bio_site_versions",
            "events",
            "audit_log",
            "invitations",
            "memberships",
            "site_assignments",
            "subscriptions",
            "onboarding_steps",
        ]
        .contains(&table.as_str())
        {
            assert!(count(&other).await > 0, "{table} of another workspace");
        }
    }
    assert_eq!(erase_ended(t.owner_url(), at).await.unwrap(), []);
}

#[tokio::test]
async fn a_workspace_changes_hands_when_the_receiver_says_so() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let (heir, other) = (t.colleague(owner.workspace(), Role::Editor).await, t.colleague(owner.workspace(), Role::Admin).await);
    let now = clock::now();
    let propose = async |to: &Member| {
        let mut scope = open(&t, &owner).await;
        let done = offer(&mut scope, to.user(), URL, now).await;
        scope.commit().await.unwrap();
        done
    };
    assert_eq!(offer(&mut open(&t, &other).await, heir.user(), URL, now).await, Err(Error::Forbidden));
    for nobody in [&owner, &t.member(Role::Owner).await] {
        assert_eq!(field(&propose(nobody).await.unwrap_err()), Some("user"));
    }
    propose(&heir).await.unwrap();
    assert_eq!(accept_offer(&mut alone(&t, &other).await, now).await, Err(SPENT), "offered to somebody else");
    assert_eq!(accept_offer(&mut alone(&t, &heir).await, now + Duration::days(8)).await, Err(SPENT), "too late");
    let mut scope = open(&t, &heir).await;
    decline_offer(&mut scope, now).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(accept_offer(&mut alone(&t, &heir).await, now).await, Err(SPENT));
    propose(&heir).await.unwrap();
    let mut scope = alone(&t, &heir).await;
    accept_offer(&mut scope, now).await.unwrap();
    scope.commit().await.unwrap();
    let roles: Vec<_> = people(&mut open(&t, &heir).await).await.unwrap().into_iter().map(|p| (p.id, p.access.role)).collect();
    assert!(roles.contains(&(heir.user(), Role::Owner)) && roles.contains(&(owner.user(), Role::Admin)), "{roles:?}");
}

#[tokio::test]
async fn an_offer_ends_with_the_ownership_of_who_made_it() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let (second, heir) = (t.colleague(owner.workspace(), Role::Owner).await, t.colleague(owner.workspace(), Role::Editor).await);
    let now = clock::now();
    let mut scope = open(&t, &owner).await;
    offer(&mut scope, heir.user(), URL, now).await.unwrap();
    scope.commit().await.unwrap();
    give(&t, &second, &owner, Role::Viewer).await.unwrap();
    assert_eq!(accept_offer(&mut alone(&t, &heir).await, now).await, Err(SPENT));
}
