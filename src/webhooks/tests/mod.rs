mod delivering;
mod endpoints;
mod rules;

use chrono::{DateTime, Utc};

use super::*;
use crate::{
    db::Db,
    dispatch, events,
    ids::SiteId,
    outbound::Rules,
    secrets::Keyring,
    tenancy::{Member, Role, Scope},
    testing::{self, Test},
};

pub(super) const URL: &str = "https://hooks.example.com/in?token=x";

/// A workspace with one endpoint that listens to `patterns`.
pub(super) struct Stage {
    pub(super) t: Test,
    pub(super) owner: Member,
    pub(super) keyring: Keyring,
    /// The keyring as text.
    pub(super) key: String,
    pub(super) endpoint: EndpointId,
}

pub(super) fn draft(patterns: &[&str]) -> Draft {
    Draft { url: URL.to_owned(), description: "Ours".to_owned(), patterns: patterns.iter().map(|&p| p.to_owned()).collect() }
}

pub(super) async fn stage(patterns: &[&str]) -> Stage {
    let t = testing::fresh().await;
    let owner = t.member(Role::Owner).await;
    let key = Keyring::generate();
    let keyring = Keyring::parse(&key).unwrap();
    let endpoint = add(&t.db(), &owner, &keyring, patterns).await;
    Stage { t, owner, keyring, key, endpoint }
}

pub(super) async fn add(db: &Db, owner: &Member, keyring: &Keyring, patterns: &[&str]) -> EndpointId {
    let mut scope = db.open(owner).await.unwrap();
    let id = create(&mut scope, keyring, &Rules::default(), &draft(patterns)).await.unwrap();
    scope.commit().await.unwrap();
    id
}

impl Stage {
    pub(super) async fn open(&self) -> Scope {
        self.t.db().open(&self.owner).await.unwrap()
    }

    /// A site is published so many times, and everybody told.
    pub(super) async fn publish(&self, times: i32) {
        let mut scope = self.open().await;
        for number in 1..=times {
            let event = events::SitePublished { site: SiteId::new(), handle: "ada".to_owned(), number, previous_number: None };
            events::record(&mut scope, &event).await.unwrap();
        }
        scope.commit().await.unwrap();
        self.tell().await;
    }

    /// Until everybody was told of everything.
    pub(super) async fn tell(&self) {
        loop {
            let round = dispatch::round(&self.t.db(), soon()).await.unwrap();
            assert_eq!(round.failed, 0);
            if round.told == 0 && !round.again {
                return;
            }
        }
    }

    pub(super) async fn claim(&self, most: i64, now: DateTime<Utc>) -> Vec<Due> {
        claim(&self.t.db(), &self.keyring, most, now).await.unwrap()
    }

    pub(super) async fn settle(&self, due: Due, answer: Result<u16, &str>, now: DateTime<Utc>) {
        settle(&self.t.db(), vec![outcome(due, answer, now)], now).await.unwrap();
    }

    pub(super) async fn log(&self) -> Vec<Delivery> {
        log(&mut self.open().await, self.endpoint, None, None, 500).await.unwrap().items
    }

    pub(super) async fn endpoint(&self) -> Endpoint {
        find(&mut self.open().await, self.endpoint).await.unwrap()
    }
}

pub(super) fn outcome(due: Due, answer: Result<u16, &str>, now: DateTime<Utc>) -> Outcome {
    let answer = answer.map_err(str::to_owned);
    Outcome { due, started_at: now, duration_ms: 12, answer, response: "they\0 said".to_owned(), retry_after: None }
}

/// After everything that was written just now.
pub(super) fn soon() -> DateTime<Utc> {
    Utc::now() + chrono::Duration::seconds(1)
}
