use std::{collections::HashMap, sync::Arc, time::Duration};

use mewayz::{
    db::Db,
    jobs::{self, CHANNEL, Schedule},
};
use tokio::{
    sync::{Notify, mpsc, watch},
    task::JoinSet,
};
use uuid::Uuid;

use super::{Runners, housekeeping, queue, settling};

/// How a worker works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Jobs at once, for each queue.
    pub concurrency: usize,
    /// A worker that is not seen for so long is dead.
    pub lease: Duration,
    /// How often an idle worker looks without having been told.
    pub poll: Duration,
    /// How long running jobs may take when the worker is told to stop; then they are handed back.
    pub grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { concurrency: 8, lease: Duration::from_secs(15), poll: Duration::from_secs(1), grace: Duration::from_secs(20) }
    }
}

/// Takes jobs and runs them until told to stop.
pub struct Worker {
    pub db: Db,
    pub runners: Runners,
    pub schedules: Vec<Schedule>,
    pub settings: Settings,
}

/// Ended jobs that wait to be written down.
const ENDED: usize = 4_096;
/// Between two tries to reach a database that is away.
const AWAY: Duration = Duration::from_secs(1);

impl Worker {
    /// Runs until `stop` turns true, then lets running jobs end and hands the rest back.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let id = Uuid::now_v7();
        if !register(&self, id, stop.clone()).await {
            return;
        }
        tracing::info!(worker = %id, concurrency = self.settings.concurrency, "working");
        let (ended, inbox) = mpsc::channel(ENDED);
        let settling = tokio::spawn(settling::run(self.db.clone(), inbox));
        let wakes: HashMap<&'static str, Arc<Notify>> = self.runners.queues().map(|queue| (queue, Arc::default())).collect();
        let mut beside = JoinSet::new();
        beside.spawn(listen(self.db.clone(), wakes.clone()));
        beside.spawn(housekeeping::run(self.db.clone(), id, self.schedules, self.settings.lease, wakes.clone()));
        let mut queues = JoinSet::new();
        for (name, wake) in wakes {
            let queue = queue::Queue::new(name, id, self.db.clone(), self.runners.clone(), self.settings, ended.clone());
            queues.spawn(queue.run(wake, stop.clone()));
        }
        drop(ended);
        while queues.join_next().await.is_some() {}
        // What has ended is written before the worker is gone; it stays alive until then.
        let _ = settling.await;
        beside.shutdown().await;
        if let Err(error) = jobs::leave(&self.db, id).await {
            tracing::warn!(%error, "the worker could not sign off; its lease ends by itself");
        }
        tracing::info!(worker = %id, "stopped working");
    }
}

/// Waits for the database; false if the end came first.
async fn register(worker: &Worker, id: Uuid, mut stop: watch::Receiver<bool>) -> bool {
    while !*stop.borrow() {
        let registered = async {
            jobs::register(&worker.db, &worker.schedules, mewayz::clock::now()).await?;
            jobs::beat(&worker.db, id).await
        };
        match registered.await {
            Ok(()) => return true,
            Err(error) => tracing::warn!(%error, "the worker waits for the database"),
        }
        tokio::select! {
            () = tokio::time::sleep(AWAY) => {}
            _ = stop.changed() => {}
        }
    }
    false
}

/// Passes notices on to the queues; while there is no connection they poll.
async fn listen(db: Db, wakes: HashMap<&'static str, Arc<Notify>>) {
    loop {
        if let Ok(mut listener) = db.listen(CHANNEL).await {
            // What came while nobody listened.
            wakes.values().for_each(|wake| wake.notify_one());
            while let Ok(notice) = listener.recv().await {
                if let Some(wake) = wakes.get(notice.payload()) {
                    wake.notify_one();
                }
            }
        }
        tokio::time::sleep(AWAY).await;
    }
}
