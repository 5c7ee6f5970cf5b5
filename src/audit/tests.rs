use chrono::{Duration, Utc};

use super::*;
use crate::{
    Error,
    bio_sites::{self, handles::Handle},
    dispatch,
    tenancy::{Member, Role},
    testing::{self, Test},
};

/// Three sites made, so three entries.
async fn arranged(t: &Test) -> Member {
    let ada = t.member(Role::Owner).await;
    for handle in ["ada-one", "ada-two", "ada-three"] {
        let mut scope = t.db().open(&ada.clone().at("203.0.113.9")).await.unwrap();
        bio_sites::create(&mut scope, &Handle::parse(handle).unwrap(), "Ada").await.unwrap();
        scope.commit().await.unwrap();
    }
    while dispatch::round(&t.db(), Utc::now()).await.unwrap().again {}
    ada
}

async fn numbers(t: &Test, member: &Member, filter: &Filter, before: Option<i64>) -> Vec<i64> {
    let mut scope = t.db().open(member).await.unwrap();
    list(&mut scope, filter, before).await.unwrap().entries.iter().map(|entry| entry.number).collect()
}

#[tokio::test]
async fn the_owner_reads_who_did_what_from_where() {
    let t = testing::fresh().await;
    let ada = arranged(&t).await;
    let mut scope = t.db().open(&ada).await.unwrap();
    let page = list(&mut scope, &Filter::default(), None).await.unwrap();
    assert_eq!(page.entries.len(), 3);
    let newest = &page.entries[0];
    assert_eq!((newest.number, newest.action.as_str(), newest.address.as_str()), (3, "bio_site.created", "203.0.113.9"));
    assert_eq!((newest.actor_id, newest.actor_name.as_deref()), (Some(ada.user().0), Some("Ada")));
    assert_eq!(page.actors, [(ada.user().0, "Ada".to_owned())]);
}

#[tokio::test]
async fn filters_narrow_and_pages_go_back() {
    let t = testing::fresh().await;
    let ada = arranged(&t).await;
    let by = |action: &str| Filter { action: action.to_owned(), ..Filter::default() };
    assert_eq!(numbers(&t, &ada, &by("bio_site"), None).await, [3, 2, 1]);
    assert_eq!(numbers(&t, &ada, &by("bio_site.created"), Some(3)).await, [2, 1]);
    assert_eq!(numbers(&t, &ada, &by("bio"), None).await, [] as [i64; 0], "a system's name, not any beginning");
    let nobody = Filter { actor: Some(Uuid::nil()), ..Filter::default() };
    assert_eq!(numbers(&t, &ada, &nobody, None).await, [] as [i64; 0]);
    let tomorrow = Filter { from: Some(Utc::now() + Duration::days(1)), ..Filter::default() };
    assert_eq!(numbers(&t, &ada, &tomorrow, None).await, [] as [i64; 0]);
}

#[tokio::test]
async fn only_owners_look_and_only_into_their_own() {
    let t = testing::fresh().await;
    let ada = arranged(&t).await;
    let eve = t.member(Role::Owner).await;
    assert_eq!(numbers(&t, &eve, &Filter::default(), None).await, [] as [i64; 0]);
    let editor = t.colleague(ada.workspace(), Role::Editor).await;
    let mut scope = t.db().open(&editor).await.unwrap();
    assert_eq!(list(&mut scope, &Filter::default(), None).await, Err(Error::Forbidden));
    assert_eq!(export(&mut scope, &Filter::default()).await, Err(Error::Forbidden));
}

#[tokio::test]
async fn a_chain_holds_until_somebody_touches_it() {
    let t = testing::fresh().await;
    let ada = arranged(&t).await;
    let check = async || verify(&t.db(), ada.workspace()).await.unwrap();
    assert_eq!(check().await, Ok(3));
    let mut scope = t.db().open(&ada).await.unwrap();
    let refused = sqlx::query("delete from audit_log").execute(scope.conn()).await.unwrap_err();
    assert!(refused.to_string().contains("permission denied"), "the app cannot");
    drop(scope);
    // Whoever can disable the walls can change rows; the chain tells.
    let mut owner = t.owner().await;
    sqlx::query("alter table audit_log disable row level security").execute(&mut owner).await.unwrap();
    sqlx::query("update audit_log set address = '198.51.100.1' where number = 2").execute(&mut owner).await.unwrap();
    assert_eq!(check().await, Err(Break { number: 2, reason: "it was changed after it was written" }));
    sqlx::query("update audit_log set address = '203.0.113.9' where number = 2").execute(&mut owner).await.unwrap();
    assert_eq!(check().await, Ok(3));
    sqlx::query("delete from audit_log where number = 2").execute(&mut owner).await.unwrap();
    assert_eq!(check().await, Err(Break { number: 2, reason: "an entry is missing" }));
}
