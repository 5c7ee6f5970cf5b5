//! How fast jobs are, against the database of `DATABASE_URL`: `bin/bench jobs` runs it in release over a throw-away Postgres.
//!
//! Three figures: jobs done a second when 20,000 wait; jobs a second from being added, one a transaction, to done; and how long after its
//! commit a job starts on an idle worker.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a measurement for a person")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use mewayz::{
    db::Db,
    ids::WorkspaceId,
    jobs::{self, Job, Options},
};
use serde::{Deserialize, Serialize};
use server::jobs::{Runners, Settings, Work, Worker};
use tokio::sync::{mpsc, watch};

const WAITING: usize = 20_000;
const SINGLE: usize = 10_000;
const SENDERS: usize = 16;
const IDLE: usize = 300;
const ROUNDS: usize = 3;

#[derive(Debug, Serialize, Deserialize)]
struct Nothing {
    number: usize,
}

impl Job for Nothing {
    const NAME: &'static str = "bench.nothing";
}

/// The same, completed in the transaction of its effect.
#[derive(Debug, Serialize, Deserialize)]
struct Once {
    number: usize,
}

impl Job for Once {
    const NAME: &'static str = "bench.once";
}

#[tokio::main]
async fn main() {
    let db = Db::connect(&std::env::var("DATABASE_URL").expect("DATABASE_URL"), 40).unwrap();
    let done = Arc::new(AtomicUsize::new(0));
    let (starts, mut started) = mpsc::unbounded_channel();
    let (counted, once) = (done.clone(), done.clone());
    let runners = Runners::new(db.clone())
        .on(move |_: Work<Nothing>| {
            counted.fetch_add(1, Ordering::Relaxed);
            let _ = starts.send(Instant::now());
            std::future::ready(Ok(()))
        })
        .on(move |work: Work<Once>| {
            let once = once.clone();
            async move {
                let scope = work.scope().await?;
                work.finish(scope).await?;
                once.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
        });
    let settings = Settings { concurrency: 64, ..Settings::default() };
    for round in 1..=ROUNDS {
        let waiting = burst(&db, &runners, settings, &done, |number| Nothing { number }).await;
        let exactly_once = burst(&db, &runners, settings, &done, |number| Once { number }).await;
        while started.try_recv().is_ok() {}
        let single = single(&db, &runners, settings, &done).await;
        while started.try_recv().is_ok() {}
        let [p50, p99, most] = idle(&db, &runners, &mut started).await;
        println!(
            "round {round}: {WAITING} waiting {waiting:.0}/s; with the effect {exactly_once:.0}/s; added one a transaction {single:.0}/s; start when idle p50 {p50:.1} ms, p99 {p99:.1} ms, most {most:.1} ms"
        );
    }
}

/// A worker that ends when what is returned is used.
fn start(db: &Db, runners: &Runners, settings: Settings) -> (watch::Sender<bool>, tokio::task::JoinHandle<()>) {
    let (stop, stopped) = watch::channel(false);
    let worker = Worker { db: db.clone(), runners: runners.clone(), schedules: Vec::new(), settings };
    (stop, tokio::spawn(worker.run(stopped)))
}

/// Waits until nothing is left in the table: done means written down as done.
async fn until_none_left(db: &Db) {
    loop {
        let queues = jobs::queues(&mut db.identity().await.unwrap()).await.unwrap();
        if queues.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Jobs a second, from the first that is added (500 a transaction, ten workspaces) to the last that is done; the worker runs all the while.
async fn burst<J: Job>(db: &Db, runners: &Runners, settings: Settings, done: &AtomicUsize, make: impl Fn(usize) -> J) -> f64 {
    let worker = start(db, runners, settings);
    let before = done.load(Ordering::Relaxed);
    let begun = Instant::now();
    let workspaces: Vec<_> = (0..10).map(|_| WorkspaceId::new()).collect();
    for part in 0..WAITING / 500 {
        let mut scope = db.job(workspaces[part % 10]).await.unwrap();
        let some: Vec<J> = (0..500).map(&make).collect();
        jobs::enqueue_all(&mut scope, &some, Options::default()).await.unwrap();
        scope.commit().await.unwrap();
    }
    until_none_left(db).await;
    let rate = WAITING as f64 / begun.elapsed().as_secs_f64();
    assert_eq!(done.load(Ordering::Relaxed) - before, WAITING);
    worker.0.send(true).unwrap();
    worker.1.await.unwrap();
    rate
}

/// Jobs a second when each is added in a transaction of its own, as requests do.
async fn single(db: &Db, runners: &Runners, settings: Settings, done: &AtomicUsize) -> f64 {
    let worker = start(db, runners, settings);
    let before = done.load(Ordering::Relaxed);
    let begun = Instant::now();
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..SENDERS {
        let db = db.clone();
        senders.spawn(async move {
            let workspace = WorkspaceId::new();
            for number in 0..SINGLE / SENDERS {
                let mut scope = db.job(workspace).await.unwrap();
                jobs::enqueue(&mut scope, &Nothing { number }).await.unwrap();
                scope.commit().await.unwrap();
            }
        });
    }
    while senders.join_next().await.is_some() {}
    until_none_left(db).await;
    let count = done.load(Ordering::Relaxed) - before;
    let rate = count as f64 / begun.elapsed().as_secs_f64();
    assert_eq!(count, SINGLE / SENDERS * SENDERS);
    worker.0.send(true).unwrap();
    worker.1.await.unwrap();
    rate
}

/// Milliseconds from the end of the commit to the start of the job, one job at a time with pauses: p50, p99, most.
async fn idle(db: &Db, runners: &Runners, started: &mut mpsc::UnboundedReceiver<Instant>) -> [f64; 3] {
    let worker = start(db, runners, Settings::default());
    let mut waits = Vec::new();
    for number in 0..IDLE {
        tokio::time::sleep(Duration::from_millis(40)).await;
        let mut scope = db.job(WorkspaceId::new()).await.unwrap();
        jobs::enqueue(&mut scope, &Nothing { number }).await.unwrap();
        scope.commit().await.unwrap();
        let committed = Instant::now();
        let start = started.recv().await.unwrap();
        waits.push(start.saturating_duration_since(committed).as_secs_f64() * 1e3);
    }
    worker.0.send(true).unwrap();
    worker.1.await.unwrap();
    waits.sort_by(f64::total_cmp);
    [waits[IDLE / 2], waits[IDLE * 99 / 100], waits[IDLE - 1]]
}
