use serde_json::json;
use uuid::Uuid;

use super::{handles::Handle, *};
use crate::{
    Error,
    error::Conflict,
    tenancy::{Member, Role},
    testing::{self, Test},
};

fn handle(text: &str) -> Handle {
    Handle::parse(text).unwrap()
}

fn link(title: &str) -> Block {
    Block { id: Uuid::new_v4(), enabled: true, schedule: None, body: Body::Link { title: title.into(), url: "https://example.com".into() } }
}

async fn site(t: &Test, member: &Member, name: &str) -> crate::ids::SiteId {
    let mut scope = t.db().open(member).await.unwrap();
    let id = create(&mut scope, &handle(name), "Ada").await.unwrap();
    scope.commit().await.unwrap();
    id
}

/// Saves one link over version 1 and publishes it.
async fn published_site(t: &Test, member: &Member, name: &str) -> crate::ids::SiteId {
    let id = site(t, member, name).await;
    let mut scope = t.db().open(member).await.unwrap();
    let mut content = draft(&mut scope, id).await.unwrap().content;
    content.blocks.push(link("First"));
    let version = save(&mut scope, id, 1, content).await.unwrap();
    assert_eq!(publish(&mut scope, id, version).await.unwrap(), 1);
    scope.commit().await.unwrap();
    id
}

async fn visit(t: &Test, handle: &str) -> crate::Result<Published> {
    let mut identity = t.db().identity().await.unwrap();
    let site = find(&mut identity, handle).await?;
    let mut scope = t.db().public(&site).await.unwrap();
    published(&mut scope, &site).await
}

#[tokio::test]
async fn a_draft_is_private_until_it_is_published() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let id = site(&t, &owner, "ada-writes").await;
    assert_eq!(visit(&t, "ada-writes").await, Err(Error::NotFound));
    assert_eq!(visit(&t, "nobody-here").await, Err(Error::NotFound));
    let mut scope = t.db().open(&owner).await.unwrap();
    let mut content = draft(&mut scope, id).await.unwrap().content;
    content.blocks.push(link("First"));
    let version = save(&mut scope, id, 1, content.clone()).await.unwrap();
    publish(&mut scope, id, version).await.unwrap();
    content.blocks.push(link("Only in the draft"));
    save(&mut scope, id, version, content).await.unwrap();
    scope.commit().await.unwrap();
    let seen = visit(&t, "ada-writes").await.unwrap();
    assert_eq!((seen.number, seen.content.blocks.len()), (1, 1));
    let mut scope = t.db().open(&owner).await.unwrap();
    assert!(list(&mut scope).await.unwrap()[0].unpublished_changes);
    unpublish(&mut scope, id).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(visit(&t, "ada-writes").await, Err(Error::NotFound));
}

#[tokio::test]
async fn a_stale_save_is_refused_and_overwrites_nothing() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let id = site(&t, &owner, "ada-writes").await;
    let mut scope = t.db().open(&owner).await.unwrap();
    let mut content = draft(&mut scope, id).await.unwrap().content;
    content.profile.bio = "first tab".into();
    assert_eq!(save(&mut scope, id, 1, content.clone()).await, Ok(2));
    content.profile.bio = "second tab".into();
    assert_eq!(save(&mut scope, id, 1, content).await, Err(Error::Conflict(Conflict::StaleVersion)));
    assert_eq!(draft(&mut scope, id).await.unwrap().content.profile.bio, "first tab");
    assert_eq!(publish(&mut scope, id, 1).await, Err(Error::Conflict(Conflict::StaleVersion)));
}

#[tokio::test]
async fn of_many_saves_at_once_exactly_one_wins() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let id = site(&t, &owner, "ada-writes").await;
    let saves: Vec<_> = (0..8)
        .map(|n| {
            let (db, owner) = (t.db(), owner.clone());
            tokio::spawn(async move {
                let mut scope = db.open(&owner).await?;
                let profile = Profile { name: format!("tab {n}"), ..Profile::default() };
                let saved = save(&mut scope, id, 1, Content { schema: SCHEMA, profile, ..Content::default() }).await?;
                scope.commit().await?;
                Ok::<_, Error>(saved)
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for save in saves {
        outcomes.push(save.await.unwrap());
    }
    assert_eq!(outcomes.iter().filter(|o| **o == Ok(2)).count(), 1);
    assert_eq!(outcomes.iter().filter(|o| **o == Err(Error::Conflict(Conflict::StaleVersion))).count(), 7);
}

#[tokio::test]
async fn a_handle_claimed_at_the_same_instant_goes_to_one() {
    let t = testing::fresh().await;
    let mut claims = Vec::new();
    for _ in 0..6 {
        let (db, member) = (t.db(), t.member(Role::Owner).await);
        claims.push(tokio::spawn(async move {
            let mut scope = db.open(&member).await?;
            create(&mut scope, &handle("popular"), "Ada").await?;
            scope.commit().await
        }));
    }
    let mut won = 0;
    for claim in claims {
        match claim.await.unwrap() {
            Ok(()) => won += 1,
            Err(error) => assert!(error.fields().unwrap().get("handle").unwrap().contains("taken")),
        }
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn look_alike_handles_are_refused() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    site(&t, &owner, "goodfolk").await;
    let mut identity = t.db().identity().await.unwrap();
    assert!(!is_free(&mut identity, &handle("g00dfolk")).await.unwrap());
    assert!(is_free(&mut identity, &handle("betterfolk")).await.unwrap());
    let mut scope = t.db().open(&owner).await.unwrap();
    let error = create(&mut scope, &handle("g0odfolk"), "Eve").await.unwrap_err();
    assert!(error.fields().unwrap().get("handle").unwrap().contains("looks too much like"));
}

#[tokio::test]
async fn versions_are_immutable_and_can_be_restored() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let id = published_site(&t, &owner, "ada-writes").await;
    let mut scope = t.db().open(&owner).await.unwrap();
    let second =
        Content { profile: Profile { name: "Second".into(), ..Profile::default() }, ..draft(&mut scope, id).await.unwrap().content };
    let version_now = save(&mut scope, id, 2, second).await.unwrap();
    assert_eq!(publish(&mut scope, id, version_now).await, Ok(2));
    let numbers: Vec<_> = history(&mut scope, id).await.unwrap().iter().map(|v| (v.number, v.current)).collect();
    assert_eq!(numbers, [(2, true), (1, false)]);
    assert_eq!(version(&mut scope, id, 1).await.unwrap().profile.name, "Ada");
    assert_eq!(version(&mut scope, id, 3).await, Err(Error::NotFound));
    let change = sqlx::query("update bio_site_versions set number = 9").execute(scope.conn()).await;
    assert!(change.unwrap_err().to_string().contains("permission denied"));
}

#[tokio::test]
async fn what_a_visitor_would_trip_over_is_not_published() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let id = site(&t, &owner, "ada-writes").await;
    let mut scope = t.db().open(&owner).await.unwrap();
    let mut content = draft(&mut scope, id).await.unwrap().content;
    let mut bad = link("Bad");
    bad.body = Body::Link { title: "Bad".into(), url: "java\tscript:alert(1)".into() };
    content.blocks.push(bad.clone());
    let version = save(&mut scope, id, 1, content).await.unwrap();
    let refused = publish(&mut scope, id, version).await.unwrap_err();
    assert!(refused.fields().unwrap().get(&format!("blocks.{}.url", bad.id)).is_some(), "{refused:?}");
    assert_eq!(visit(&t, "ada-writes").await, Err(Error::NotFound));
}

#[tokio::test]
async fn another_workspace_sees_nothing_and_changes_nothing() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let stranger = t.member(Role::Owner).await;
    let id = published_site(&t, &owner, "ada-writes").await;
    let mut scope = t.db().open(&stranger).await.unwrap();
    assert!(list(&mut scope).await.unwrap().is_empty());
    assert_eq!(draft(&mut scope, id).await, Err(Error::NotFound));
    assert_eq!(save(&mut scope, id, 2, Content { schema: SCHEMA, ..Content::default() }).await, Err(Error::NotFound));
    assert_eq!(publish(&mut scope, id, 2).await, Err(Error::NotFound));
    assert_eq!(unpublish(&mut scope, id).await, Err(Error::NotFound));
    assert_eq!(history(&mut scope, id).await, Err(Error::NotFound));
    assert_eq!(version(&mut scope, id, 1).await, Err(Error::NotFound));
    assert_eq!(titles(&mut scope, id).await, Err(Error::NotFound));
}

#[tokio::test]
async fn a_viewer_reads_and_does_not_write() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let id = published_site(&t, &owner, "ada-writes").await;
    let viewer = t.colleague(owner.workspace(), Role::Viewer).await;
    let mut scope = t.db().open(&viewer).await.unwrap();
    assert_eq!(list(&mut scope).await.unwrap().len(), 1);
    assert_eq!(create(&mut scope, &handle("another-one"), "X").await, Err(Error::Forbidden));
    assert_eq!(save(&mut scope, id, 2, Content::default()).await, Err(Error::Forbidden));
    assert_eq!(publish(&mut scope, id, 2).await, Err(Error::Forbidden));
    assert_eq!(unpublish(&mut scope, id).await, Err(Error::Forbidden));
}

#[tokio::test]
async fn search_engines_are_told_of_published_pages_only() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    site(&t, &owner, "draft-only").await;
    let id = published_site(&t, &owner, "ada-writes").await;
    let mut identity = t.db().identity().await.unwrap();
    let names = |rows: Vec<(String, chrono::DateTime<chrono::Utc>)>| rows.into_iter().map(|r| r.0).collect::<Vec<_>>();
    assert_eq!(names(listed(&mut identity, "", 10).await.unwrap()), ["ada-writes"]);
    let mut scope = t.db().open(&owner).await.unwrap();
    let mut content = draft(&mut scope, id).await.unwrap().content;
    content.profile.noindex = true;
    let version = save(&mut scope, id, 2, content).await.unwrap();
    publish(&mut scope, id, version).await.unwrap();
    scope.commit().await.unwrap();
    assert!(listed(&mut identity, "", 10).await.unwrap().is_empty());
}

#[test]
fn the_stored_form_of_a_block_is_stable() {
    let id = Uuid::nil();
    let block = Block { id, enabled: true, schedule: None, body: Body::Link { title: "A".into(), url: "https://b.c".into() } };
    let stored = json!({"id": id, "enabled": true, "type": "link", "title": "A", "url": "https://b.c"});
    assert_eq!(serde_json::to_value(&block).unwrap(), stored);
    assert_eq!(serde_json::from_value::<Block>(stored).unwrap(), block);
}
