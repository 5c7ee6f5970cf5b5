use std::{
    collections::{BTreeSet, HashMap},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use mewayz::{
    db::Db,
    jobs::{Claimed, Failure, Job},
};

use super::Work;

/// Which function does which job.
#[derive(Clone)]
pub struct Runners {
    db: Db,
    entries: HashMap<&'static str, Entry>,
    queues: BTreeSet<&'static str>,
}

#[derive(Clone)]
struct Entry {
    run: Arc<Run>,
    timeout: Duration,
}

type Run = dyn Fn(Claimed, Db) -> Pin<Box<dyn Future<Output = Result<Ran, Failure>> + Send>> + Send + Sync;

/// How a run that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ran {
    /// The job must still be completed.
    Returned,
    /// It was completed in the transaction of its effect.
    Finished,
}

impl Runners {
    pub fn new(db: Db) -> Self {
        Self { db, entries: HashMap::new(), queues: BTreeSet::from(["default"]) }
    }

    /// `run` does the jobs of type `J`; their queue is served. The last one given for a type counts.
    #[must_use]
    pub fn on<J, F, Fut>(mut self, run: F) -> Self
    where
        J: Job,
        F: Fn(Work<J>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let run = Arc::new(run);
        let entry = move |claimed: Claimed, db: Db| -> Pin<Box<dyn Future<Output = Result<Ran, Failure>> + Send>> {
            let run = run.clone();
            Box::pin(async move {
                let finished = Arc::new(AtomicBool::new(false));
                let work = Work::<J>::new(&claimed, db, finished.clone())?;
                run(work).await?;
                Ok(if finished.load(Ordering::Acquire) { Ran::Finished } else { Ran::Returned })
            })
        };
        self.entries.insert(J::NAME, Entry { run: Arc::new(entry), timeout: J::TIMEOUT });
        self.queue(J::QUEUE)
    }

    /// Serves a queue that jobs are put into by `Options::queue`.
    #[must_use]
    pub fn queue(mut self, queue: &'static str) -> Self {
        self.queues.insert(queue);
        self
    }

    pub(super) fn queues(&self) -> impl Iterator<Item = &'static str> {
        self.queues.iter().copied()
    }

    /// The jobs that can be run here; others are left to processes of another version.
    pub(super) fn names(&self) -> Vec<String> {
        self.entries.keys().map(|name| (*name).to_owned()).collect()
    }

    /// Runs a job to its end, or to its time limit.
    pub(super) async fn run(&self, claimed: Claimed) -> Result<Ran, Failure> {
        let Some(entry) = self.entries.get(claimed.name.as_str()) else {
            return Err(Failure::GiveUp(format!("Nothing here runs {}.", claimed.name)));
        };
        match tokio::time::timeout(entry.timeout, (entry.run)(claimed, self.db.clone())).await {
            Ok(ended) => ended,
            Err(_) => Err(Failure::Retry(format!("It took longer than {} s and was stopped.", entry.timeout.as_secs_f32()))),
        }
    }
}
