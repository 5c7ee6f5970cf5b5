//! Roles that are given, members who are removed or leave.

use super::*;
use crate::{api_keys, ids::UserId};

async fn remove(t: &Test, by: &Member, user: UserId) -> Result<()> {
    let mut scope = t.db().alone(by).await?;
    remove_member(&mut scope, user, URL, clock::now()).await?;
    scope.commit().await
}

async fn go(t: &Test, member: &Member) -> Result<()> {
    let mut scope = t.db().alone(member).await?;
    leave(&mut scope, clock::now()).await?;
    scope.commit().await
}

async fn names(t: &Test, member: &Member) -> Vec<(UserId, Role)> {
    let mut found: Vec<_> = people(&mut open(t, member).await).await.unwrap().into_iter().map(|p| (p.id, p.access.role)).collect();
    found.sort_unstable();
    found
}

#[tokio::test]
async fn a_role_is_given_and_seen() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let other = t.colleague(owner.workspace(), Role::Viewer).await;
    give(&t, &owner, &other, Role::Admin).await.unwrap();
    let mut wanted = vec![(owner.user(), Role::Owner), (other.user(), Role::Admin)];
    wanted.sort_unstable();
    assert_eq!(names(&t, &other).await, wanted);
}

#[tokio::test]
async fn nobody_gives_or_takes_more_than_they_have() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let (admin, editor) = (t.colleague(owner.workspace(), Role::Admin).await, t.colleague(owner.workspace(), Role::Editor).await);
    for (error, outcome) in [
        ("role", give(&t, &admin, &editor, Role::Owner).await),
        ("role", give(&t, &admin, &admin, Role::Owner).await),
        ("role", give(&t, &admin, &owner, Role::Viewer).await),
        ("role", remove(&t, &admin, owner.user()).await),
    ] {
        assert_eq!(field(&outcome.unwrap_err()), Some(error));
    }
    for weak in [&editor, &t.colleague(owner.workspace(), Role::Viewer).await] {
        assert_eq!(give(&t, weak, weak, Role::Owner).await, Err(Error::Forbidden));
        assert_eq!(remove(&t, weak, admin.user()).await, Err(Error::Forbidden));
    }
    give(&t, &admin, &editor, Role::Admin).await.unwrap();
    give(&t, &owner, &editor, Role::Owner).await.unwrap();
}

#[tokio::test]
async fn the_last_owner_stays_one() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    for outcome in [go(&t, &owner).await, remove(&t, &owner, owner.user()).await, give(&t, &owner, &owner, Role::Editor).await] {
        assert_eq!(field(&outcome.unwrap_err()), Some("form"));
    }
    let second = t.colleague(owner.workspace(), Role::Owner).await;
    go(&t, &owner).await.unwrap();
    assert_eq!(names(&t, &second).await, [(second.user(), Role::Owner)]);
}

/// However they go, and however many there are: one stays.
#[tokio::test]
async fn owners_who_leave_at_once_do_not_all_get_away() {
    let t = testing::fresh().await;
    for round in 0..5 {
        let first = t.member(Role::Owner).await;
        let mut owners = vec![first.clone()];
        for _ in 0..4 {
            owners.push(t.colleague(first.workspace(), Role::Owner).await);
        }
        let going = owners.iter().enumerate().map(|(n, owner)| {
            let (db, owner, next) = (t.db(), owner.clone(), owners[(n + 1) % owners.len()].user());
            tokio::spawn(async move {
                let mut scope = db.alone(&owner).await?;
                match n % 3 {
                    0 => leave(&mut scope, clock::now()).await?,
                    1 => remove_member(&mut scope, next, URL, clock::now()).await?,
                    _ => give_role(&mut scope, owner.user(), product(Role::Viewer), false, clock::now()).await?,
                }
                scope.commit().await
            })
        });
        for outcome in going.collect::<Vec<_>>() {
            let _ = outcome.await.unwrap();
        }
        let mut identity = t.db().identity().await.unwrap();
        let left: i64 = sqlx::query_scalar("select count(*) from memberships where workspace_id = $1 and role = 'owner'")
            .bind(first.workspace().0)
            .fetch_one(identity.conn())
            .await
            .unwrap();
        assert!(left >= 1, "round {round}");
    }
}

#[tokio::test]
async fn two_owners_leave_at_once_and_one_stays() {
    let t = testing::fresh().await;
    for _ in 0..10 {
        let a = t.member(Role::Owner).await;
        let b = t.colleague(a.workspace(), Role::Owner).await;
        let (left, right) = tokio::join!(go(&t, &a), go(&t, &b));
        assert_eq!(usize::from(left.is_ok()) + usize::from(right.is_ok()), 1, "{left:?} {right:?}");
    }
}

#[tokio::test]
async fn whoever_is_removed_takes_nothing_along() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let admin = t.colleague(owner.workspace(), Role::Admin).await;
    let mut scope = open(&t, &admin).await;
    let draft = api_keys::Draft { name: "K".into(), scopes: vec!["bio_sites:read".into()], days: None, addresses: String::new() };
    let key = api_keys::create(&mut scope, &draft, clock::now()).await.unwrap();
    let way_back = Draft { role: "admin".to_owned(), days: 7, ..Draft::default() };
    let link = invite(&mut scope, &way_back, URL, clock::now()).await.unwrap().link.unwrap();
    scope.commit().await.unwrap();
    let mut scope = alone(&t, &owner).await;
    let group = create_group(&mut scope, "Team").await.unwrap();
    set_group(&mut scope, group, "Team", &[admin.user()]).await.unwrap();
    scope.commit().await.unwrap();
    remove(&t, &owner, admin.user()).await.unwrap();
    let shown = api_keys::authenticate(&t.db(), &key.secret, "203.0.113.7".parse().unwrap(), clock::now()).await;
    assert_eq!(shown.unwrap_err(), Error::Unauthenticated);
    let token = link.rsplit('/').next().unwrap();
    let back = accept(&t.db(), token, admin.user(), "", clock::now()).await;
    assert_eq!(back, Err(Error::Conflict(crate::error::Conflict::TokenSpent)), "nobody comes back through a link of their own");
    assert_eq!(groups(&mut open(&t, &owner).await).await.unwrap()[0].members, []);
    let mut identity = t.db().identity().await.unwrap();
    let told: Vec<String> = sqlx::query_scalar("select subject from mails").fetch_all(identity.conn()).await.unwrap();
    assert_eq!(told, ["You are no longer in Test"]);
}

#[tokio::test]
async fn another_workspace_is_kept_out() {
    let t = testing::fresh().await;
    let (owner, stranger) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let editor = t.colleague(owner.workspace(), Role::Editor).await;
    let site = site(&t, &owner, "ada-site").await;
    let mut scope = alone(&t, &owner).await;
    let group = create_group(&mut scope, "Team").await.unwrap();
    assign(&mut scope, site, Assignee::Group(group)).await.unwrap();
    let assigned = assignments(&mut scope).await.unwrap()[0].id;
    scope.commit().await.unwrap();
    assert_eq!(remove(&t, &stranger, editor.user()).await, Err(Error::NotFound));
    assert_eq!(give(&t, &stranger, &editor, Role::Viewer).await, Err(Error::NotFound));
    let mut scope = alone(&t, &stranger).await;
    assert_eq!(people(&mut scope).await.unwrap().len(), 1);
    assert_eq!(groups(&mut scope).await.unwrap(), []);
    assert_eq!(assignments(&mut scope).await.unwrap(), []);
    assert_eq!(set_group(&mut scope, group, "Mine", &[]).await, Err(Error::NotFound));
    assert_eq!(delete_group(&mut scope, group).await, Err(Error::NotFound));
    assert_eq!(unassign(&mut scope, assigned).await, Err(Error::NotFound));
    let own = create_group(&mut scope, "Own").await.unwrap();
    scope.commit().await.unwrap();
    for (site, to) in [(site, Assignee::Group(own)), (site, Assignee::Person(stranger.user())), (site, Assignee::Group(group))] {
        assert_eq!(assign(&mut alone(&t, &stranger).await, site, to).await, Err(Error::NotFound));
    }
    let refused = set_group(&mut alone(&t, &stranger).await, own, "Own", &[editor.user()]).await.unwrap_err();
    assert_eq!(field(&refused), Some("members"));
}
