mod adding;
mod admin;
mod claiming;
mod ending;
mod schedules;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::*;
use crate::{
    db::Db,
    ids::WorkspaceId,
    testing::{self, Test},
};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Count {
    pub(super) number: i64,
}

impl Job for Count {
    const NAME: &'static str = "test.count";
    const MAX_ATTEMPTS: i16 = 3;
}

/// A database with one live worker.
pub(super) struct Bench {
    pub(super) test: Test,
    pub(super) worker: Uuid,
}

pub(super) async fn bench() -> Bench {
    let test = testing::fresh().await;
    let worker = Uuid::now_v7();
    beat(&test.db(), worker).await.unwrap();
    Bench { test, worker }
}

impl Bench {
    pub(super) fn db(&self) -> Db {
        self.test.db()
    }

    /// Adds numbers for a workspace, or for the product itself.
    pub(super) async fn add(&self, workspace: Option<WorkspaceId>, numbers: std::ops::Range<i64>) {
        let jobs: Vec<_> = numbers.map(|number| Count { number }).collect();
        match workspace {
            Some(workspace) => {
                let mut scope = self.db().job(workspace).await.unwrap();
                enqueue_all(&mut scope, &jobs, Options::default()).await.unwrap();
                scope.commit().await.unwrap();
            }
            None => {
                let mut identity = self.db().identity().await.unwrap();
                enqueue_all(&mut identity, &jobs, Options::default()).await.unwrap();
                identity.commit().await.unwrap();
            }
        }
    }

    /// Adds one job with options.
    pub(super) async fn add_with(&self, number: i64, options: Options) -> Enqueued {
        let mut identity = self.db().identity().await.unwrap();
        let enqueued = enqueue_with(&mut identity, &Count { number }, options).await.unwrap();
        identity.commit().await.unwrap();
        enqueued
    }

    pub(super) async fn claim(&self, most: i64) -> Vec<Claimed> {
        claim(&self.db(), &self.asking(most)).await.unwrap().0
    }

    pub(super) fn asking(&self, most: i64) -> Claim<'static> {
        Claim { worker: self.worker, queue: "default", names: &NAMES, most, most_of_a_lane: most, running: &[], from: Uuid::nil() }
    }

    /// The worker is taken for dead.
    pub(super) async fn lose_worker(&self) {
        let mut identity = self.db().identity().await.unwrap();
        sqlx::query("update job_workers set seen_at = seen_at - interval '1 hour'").execute(identity.conn()).await.unwrap();
        identity.commit().await.unwrap();
    }

    /// State, attempts and payload of all jobs, oldest first.
    pub(super) async fn all(&self) -> Vec<(String, i16, i64)> {
        let mut identity = self.db().identity().await.unwrap();
        sqlx::query_as("select state, attempts, (payload->>'number')::bigint from jobs order by id")
            .fetch_all(identity.conn())
            .await
            .unwrap()
    }
}

pub(super) fn numbers(claimed: &[Claimed]) -> Vec<i64> {
    let mut numbers: Vec<i64> = claimed.iter().map(|job| job.payload["number"].as_i64().unwrap()).collect();
    numbers.sort_unstable();
    numbers
}

pub(super) const LEASE: Duration = Duration::from_secs(15);

/// What the workers of these tests can run.
pub(super) static NAMES: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| vec![Count::NAME.to_owned()]);
