mod progress;
mod sampling;
mod staffing;

use chrono::{Duration, Utc};

use super::*;
use crate::{
    bio_sites::{self, handles::Handle},
    clock, dispatch,
    tenancy::{Member, Role, Scope},
    testing::Test,
};

async fn open(t: &Test, member: &Member) -> Scope {
    t.db().open(member).await.unwrap()
}

/// Tells everybody of everything that has happened.
async fn settle(t: &Test) {
    while dispatch::round(&t.db(), Utc::now() + Duration::minutes(1)).await.unwrap().again {}
}

async fn begin(t: &Test, member: &Member, trade: Trade, goals: &[Goal]) {
    let mut scope = open(t, member).await;
    choose(&mut scope, trade, goals, clock::now()).await.unwrap();
    scope.commit().await.unwrap();
}

async fn seen(t: &Test, member: &Member) -> Journey {
    journey(&mut open(t, member).await).await.unwrap()
}

async fn done(t: &Test, member: &Member) -> Vec<Step> {
    let steps = seen(t, member).await.steps.into_iter();
    steps.filter(|view| matches!(view.state, StepState::Done(_))).map(|view| view.step).collect()
}

/// A site, saved once and published or not.
async fn site(t: &Test, member: &Member, handle: &str, publish: bool) -> SiteId {
    let mut scope = open(t, member).await;
    let site = bio_sites::create(&mut scope, &Handle::parse(handle).unwrap(), "Ada").await.unwrap();
    if publish {
        bio_sites::publish(&mut scope, site, 1).await.unwrap();
    }
    scope.commit().await.unwrap();
    site
}

async fn owner(t: &Test) -> Member {
    t.member(Role::Owner).await
}
