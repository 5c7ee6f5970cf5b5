use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::{
    tenancy::Role,
    testing::{self, Test},
};

const HASH: &[u8] = b"hash";

fn answer() -> Answer {
    Answer { status: 201, headers: vec![("location".to_owned(), "/x".to_owned())], body: b"{}".to_vec() }
}

async fn ask(t: &Test, member: &Member, key: &Key, hash: &[u8], now: DateTime<Utc>) -> Claim {
    let mut scope = t.db().open(member).await.unwrap();
    let claim = claim(&mut scope, key, hash, now).await.unwrap();
    scope.commit().await.unwrap();
    claim
}

#[tokio::test]
async fn a_request_runs_once_and_is_answered_ever_after() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let (key, now) = (Key::new(&owner, "one").unwrap(), Utc::now());
    assert_eq!(ask(&t, &owner, &key, HASH, now).await, Claim::Yours);
    assert_eq!(ask(&t, &owner, &key, HASH, now).await, Claim::Running);
    assert_eq!(ask(&t, &owner, &key, b"other", now).await, Claim::Different);
    assert_eq!(ask(&t, &owner, &key, HASH, now + LONGEST + TimeDelta::seconds(1)).await, Claim::Unknown);
    let mut scope = t.db().open(&owner).await.unwrap();
    complete(&mut scope, &key, &answer()).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(ask(&t, &owner, &key, HASH, now).await, Claim::Answered(answer()));
    assert_eq!(ask(&t, &owner, &key, b"other", now).await, Claim::Different);
    assert_eq!(ask(&t, &owner, &key, b"other", now + LASTS + TimeDelta::seconds(1)).await, Claim::Yours, "forgotten after a day");
}

#[tokio::test]
async fn of_many_at_once_one_runs() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let (key, now) = (Key::new(&owner, "one").unwrap(), Utc::now());
    let asked = (0..20).map(|_| {
        let (db, owner, key) = (t.db(), owner.clone(), key.clone());
        tokio::spawn(async move {
            let mut scope = db.open(&owner).await.unwrap();
            let claim = claim(&mut scope, &key, HASH, now).await.unwrap();
            scope.commit().await.unwrap();
            claim == Claim::Yours
        })
    });
    let mut run = 0;
    for one in asked.collect::<Vec<_>>() {
        run += i32::from(one.await.unwrap());
    }
    assert_eq!(run, 1);
}

#[tokio::test]
async fn what_changed_nothing_may_be_tried_again() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let (key, now) = (Key::new(&owner, "one").unwrap(), Utc::now());
    assert_eq!(ask(&t, &owner, &key, HASH, now).await, Claim::Yours);
    let mut scope = t.db().open(&owner).await.unwrap();
    release(&mut scope, &key).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!(ask(&t, &owner, &key, HASH, now).await, Claim::Yours);
}

#[tokio::test]
async fn keys_of_others_are_not_met() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let colleague = t.colleague(owner.workspace(), Role::Owner).await;
    let stranger = t.member(Role::Owner).await;
    let now = Utc::now();
    for member in [&owner, &colleague, &stranger] {
        assert_eq!(ask(&t, member, &Key::new(member, "one").unwrap(), HASH, now).await, Claim::Yours);
    }
}

#[tokio::test]
async fn names_of_requests() {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    for good in ["1", "8e03978e-40d5-43dd-bc93-6894a57f9324", &"x".repeat(255)] {
        assert!(Key::new(&owner, good).is_some(), "{good}");
    }
    for bad in ["", &"x".repeat(256), "ä", "a\nb", "\0", "a b", "\"half", "in\"side"] {
        assert!(Key::new(&owner, bad).is_none(), "{bad:?}");
    }
}
