use chrono::{DateTime, Duration, Utc};

use super::*;
use crate::{
    Error,
    bio_sites::{self, handles::Handle},
    db::Db,
    secrets::Keyring,
    tenancy::{Member, Role, Scope},
    testing::{self, Test},
};

const OWN: &str = "mewayz.example";

fn host(text: &str) -> Host {
    Host::parse(text, OWN).unwrap()
}

async fn added(db: &Db, member: &Member, text: &str, now: DateTime<Utc>) -> DomainId {
    let mut scope = db.open(member).await.unwrap();
    let id = add(&mut scope, &host(text), None, now).await.unwrap();
    scope.commit().await.unwrap();
    id
}

async fn settled(db: &Db, member: &Member, domain: DomainId, proof: Proof, now: DateTime<Utc>) -> crate::Result<State> {
    let mut scope = db.job(member.workspace()).await?;
    let state = settle(&mut scope, domain, proof, now).await?;
    scope.commit().await?;
    Ok(state)
}

/// As a plan does that removes our name.
async fn without_our_name(t: &Test, scope: &mut Scope) {
    let workspace = scope.workspace();
    let mut connection = t.owner().await;
    sqlx::query("select set_config('app.workspace', $1, false)").bind(workspace.to_string()).execute(&mut connection).await.unwrap();
    let given =
        "insert into entitlements (workspace_id, key, amount, source, from_at) values ($1, 'white_label', 1, 'subscription', now())";
    sqlx::query(given).bind(workspace.0).execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_name_leads_to_the_page_once_it_is_proven_and_until_it_is_given_up() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    let ada = t.member(Role::Owner).await;
    let mut scope = db.open(&ada).await.unwrap();
    let site = bio_sites::create(&mut scope, &Handle::parse("ada-links").unwrap(), "Ada").await.unwrap();
    let id = add(&mut scope, &host("links.ada.test"), Some(site), now).await.unwrap();
    let listed = list(&mut scope, OWN).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!((listed[0].state, listed[0].site), (State::Pending, Some(site)));
    assert_eq!(listed[0].records[0].name, "_site-check.links.ada.test");
    assert_eq!(listed[0].records[1].value, OWN);
    assert_eq!(root(&db, "links.ada.test").await.unwrap(), None, "a claim proves nothing");
    assert_eq!(settled(&db, &ada, id, Proof::Missing, now).await.unwrap(), State::Pending);
    assert_eq!(settled(&db, &ada, id, Proof::Found, now).await.unwrap(), State::Active);
    assert_eq!(root(&db, "links.ada.test").await.unwrap(), Some(Some("ada-links".to_owned())));
    assert!(is_ours(&db, "links.ada.test").await.unwrap() && !is_ours(&db, "other.ada.test").await.unwrap());
    let mut scope = db.open(&ada).await.unwrap();
    lead(&mut scope, id, None).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(root(&db, "links.ada.test").await.unwrap(), Some(None));
    let mut scope = db.open(&ada).await.unwrap();
    remove(&mut scope, id).await.unwrap();
    assert_eq!(remove(&mut scope, id).await, Err(Error::NotFound));
    scope.commit().await.unwrap();
    assert_eq!(root(&db, "links.ada.test").await.unwrap(), None);
}

#[tokio::test]
async fn one_workspace_has_a_name_however_many_claim_it() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    let (ada, eve) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let (hers, claimed) = (added(&db, &ada, "acme.test", now).await, added(&db, &eve, "acme.test", now).await);
    let (one, other) = tokio::join!(settled(&db, &ada, hers, Proof::Found, now), settled(&db, &eve, claimed, Proof::Found, now));
    assert_eq!([&one, &other].into_iter().filter(|state| state.is_ok()).count(), 1, "{one:?} {other:?}");
    let (winner, loser, lost) = if one.is_ok() { ((&ada, hers), &eve, claimed) } else { ((&eve, claimed), &ada, hers) };
    assert!(matches!(settled(&db, loser, lost, Proof::Found, now).await, Err(Error::Invalid(_))));
    // What lapses is free for whoever proves it.
    settled(&db, winner.0, winner.1, Proof::Missing, now).await.unwrap();
    assert_eq!(settled(&db, winner.0, winner.1, Proof::Missing, now + Duration::days(3)).await.unwrap(), State::Lapsed);
    assert_eq!(settled(&db, loser, lost, Proof::Found, now).await.unwrap(), State::Active);
    assert!(matches!(settled(&db, winner.0, winner.1, Proof::Found, now).await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn names_of_others_are_not_there_and_viewers_change_nothing() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    let (ada, eve) = (t.member(Role::Owner).await, t.member(Role::Owner).await);
    let id = added(&db, &ada, "acme.test", now).await;
    let mut scope = db.open(&eve).await.unwrap();
    assert_eq!(list(&mut scope, OWN).await.unwrap(), []);
    assert_eq!(lead(&mut scope, id, None).await, Err(Error::NotFound));
    assert_eq!(remove(&mut scope, id).await, Err(Error::NotFound));
    assert_eq!(to_check(&mut scope, id).await, Err(Error::NotFound));
    assert_eq!(settle(&mut scope, id, Proof::Found, now).await, Err(Error::NotFound));
    let viewer = t.colleague(ada.workspace(), Role::Viewer).await;
    let mut scope = db.open(&viewer).await.unwrap();
    assert_eq!(list(&mut scope, OWN).await, Err(Error::Forbidden));
    assert_eq!(add(&mut scope, &host("b.test"), None, now).await, Err(Error::Forbidden));
    assert_eq!(remove(&mut scope, id).await, Err(Error::Forbidden));
    assert_eq!(remove_sender(&mut scope).await, Err(Error::Forbidden));
}

#[tokio::test]
async fn there_is_room_for_ten_also_at_once() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    let ada = t.member(Role::Owner).await;
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..15 {
        let (db, ada) = (db.clone(), ada.clone());
        tries.spawn(async move {
            let mut scope = db.open(&ada).await?;
            add(&mut scope, &host(&format!("n{n}.acme.test")), None, now).await?;
            scope.commit().await
        });
    }
    let done = tries.join_all().await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 10, "{done:?}");
    let mut scope = db.open(&ada).await.unwrap();
    assert_eq!(list(&mut scope, OWN).await.unwrap().len(), 10);
}

#[tokio::test]
async fn mail_comes_from_an_address_of_ones_own_when_plan_name_and_key_are_there() {
    let t = testing::fresh().await;
    let (db, now) = (t.db(), Utc::now());
    let keyring = Keyring::parse(&Keyring::generate()).unwrap();
    let ada = t.member(Role::Owner).await;
    let id = added(&db, &ada, "acme.test", now).await;
    let mut scope = db.open(&ada).await.unwrap();
    assert!(matches!(save_sender(&mut scope, &keyring, id, "hello", now).await, Err(Error::Invalid(_))), "no plan");
    without_our_name(&t, &mut scope).await;
    assert!(matches!(save_sender(&mut scope, &keyring, id, "hello", now).await, Err(Error::Invalid(_))), "not proven");
    drop(scope);
    settled(&db, &ada, id, Proof::Found, now).await.unwrap();
    let mut scope = db.open(&ada).await.unwrap();
    assert!(matches!(save_sender(&mut scope, &keyring, id, "he llo", now).await, Err(Error::Invalid(_))));
    drop(scope);
    let mut scope = db.open(&ada).await.unwrap();
    save_sender(&mut scope, &keyring, id, " Hello ", now).await.unwrap();
    let shown = sender(&mut scope).await.unwrap().unwrap();
    assert_eq!((shown.address.as_str(), shown.proven_at), ("hello@acme.test", None));
    assert_eq!(from_address(scope.conn(), "Acme").await.unwrap(), Some(("Acme".to_owned(), String::new())), "the key is not there yet");
    assert!(signing(&mut scope, &keyring, "hello@acme.test").await.unwrap().is_none());
    let (place, key) = sender_to_check(&mut scope).await.unwrap();
    assert_eq!(place, shown.record.name);
    assert!(!check_sender(&mut scope, &key, &["v=DKIM1; p=other".to_owned()], now).await.unwrap());
    assert!(check_sender(&mut scope, &key, &[shown.record.value.replace("; ", " ;  ")], now).await.unwrap());
    assert_eq!(from_address(scope.conn(), "Acme").await.unwrap(), Some(("Acme".to_owned(), "hello@acme.test".to_owned())));
    let signs = signing(&mut scope, &keyring, "hello@acme.test").await.unwrap().unwrap();
    assert_eq!(signs.domain, "acme.test");
    assert!(signing(&mut scope, &keyring, "other@acme.test").await.unwrap().is_none(), "nothing is signed for another address");
    // Another mailbox keeps the key that stands in the name service.
    save_sender(&mut scope, &keyring, id, "news", now).await.unwrap();
    assert_eq!(sender_to_check(&mut scope).await.unwrap().1, key);
    // The name going takes the address along.
    remove(&mut scope, id).await.unwrap();
    assert_eq!(sender(&mut scope).await.unwrap(), None);
    assert_eq!(remove_sender(&mut scope).await, Err(Error::NotFound));
}
