use std::{collections::HashMap, sync::Arc, time::Duration};

use mewayz::{
    db::Db,
    jobs::{self, Claim, Claimed, Failure, Lease},
};
use tokio::{
    sync::{Notify, mpsc, watch},
    task::{Id, JoinError, JoinSet},
    time::Instant,
};
use uuid::Uuid;

use super::{Runners, Settings, runners::Ran, settling::Ended};

/// The first look after a claim that found nothing; doubles up to `Settings::poll`. Transactions that saw no need for a notice, because
/// jobs were waiting, commit within milliseconds.
const FIRST_LOOK: Duration = Duration::from_millis(2);

/// One queue at one worker: claims as many jobs as there are free places and runs them.
pub(super) struct Queue {
    name: &'static str,
    worker: Uuid,
    db: Db,
    runners: Runners,
    names: Vec<String>,
    settings: Settings,
    ended: mpsc::Sender<Ended>,
    running: JoinSet<Result<Ran, Failure>>,
    jobs: HashMap<Id, (Claimed, Instant)>,
    /// Whose turn is next.
    from: Uuid,
}

impl Queue {
    pub(super) fn new(name: &'static str, worker: Uuid, db: Db, runners: Runners, settings: Settings, ended: mpsc::Sender<Ended>) -> Self {
        let names = runners.names();
        Self { name, worker, db, runners, names, settings, ended, running: JoinSet::new(), jobs: HashMap::new(), from: Uuid::nil() }
    }

    pub(super) async fn run(mut self, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) {
        let mut look = FIRST_LOOK;
        while !*stop.borrow_and_update() {
            while let Some(ended) = self.running.try_join_next_with_id() {
                self.settle(ended).await;
            }
            if self.free() > 0 && self.take().await {
                look = FIRST_LOOK;
                continue;
            }
            tokio::select! {
                Some(ended) = self.running.join_next_with_id() => self.settle(ended).await,
                () = wake.notified() => look = FIRST_LOOK,
                () = tokio::time::sleep(look), if self.free() > 0 => look = (look * 2).min(self.settings.poll),
                _ = stop.changed() => {}
            }
        }
        self.wind_up().await;
    }

    fn free(&self) -> usize {
        self.settings.concurrency.saturating_sub(self.running.len())
    }

    /// Claims and starts jobs; true if there were any.
    async fn take(&mut self) -> bool {
        let mut lanes: HashMap<Uuid, i64> = HashMap::new();
        for (claimed, _) in self.jobs.values() {
            *lanes.entry(claimed.lane()).or_default() += 1;
        }
        let running: Vec<_> = lanes.into_iter().collect();
        let ask = Claim {
            worker: self.worker,
            queue: self.name,
            names: &self.names,
            most: i64::try_from(self.free()).unwrap_or(i64::MAX),
            most_of_a_lane: most_of_a_lane(self.settings.concurrency),
            running: &running,
            from: self.from,
        };
        match jobs::claim(&self.db, &ask).await {
            Ok((claimed, from)) => {
                self.from = from;
                let any = !claimed.is_empty();
                claimed.into_iter().for_each(|job| self.start(job));
                any
            }
            Err(error) => {
                tracing::warn!(%error, queue = self.name, "no jobs could be claimed");
                false
            }
        }
    }

    fn start(&mut self, job: Claimed) {
        metrics::histogram!("job_wait_seconds", "queue" => self.name).record(job.waited_ms / 1000.0);
        let (runners, copy) = (self.runners.clone(), job.clone());
        let task = self.running.spawn(async move { runners.run(copy).await });
        self.jobs.insert(task.id(), (job, Instant::now()));
    }

    /// Passes on how a run ended. One that was stopped by us stays in `jobs`.
    async fn settle(&mut self, ended: Result<(Id, Result<Ran, Failure>), JoinError>) {
        let (id, outcome) = match ended {
            Ok((id, outcome)) => (id, outcome),
            Err(error) if error.is_cancelled() => return,
            Err(error) => (error.id(), Err(Failure::Retry(panicked(error)))),
        };
        let Some((job, started)) = self.jobs.remove(&id) else { return };
        let ended = Ended { job, outcome, seconds: started.elapsed().as_secs_f64() };
        // Fails only if the other side is gone, and then the lease ends by itself.
        let _ = self.ended.send(ended).await;
    }

    /// Lets running jobs end; what takes too long is stopped and handed back.
    async fn wind_up(mut self) {
        let deadline = Instant::now() + self.settings.grace;
        while let Ok(Some(ended)) = tokio::time::timeout_at(deadline, self.running.join_next_with_id()).await {
            self.settle(ended).await;
        }
        self.running.abort_all();
        while let Some(ended) = self.running.join_next_with_id().await {
            self.settle(ended).await;
        }
        let left: Vec<Lease> = self.jobs.values().map(|(job, _)| job.lease).collect();
        if left.is_empty() {
            return;
        }
        match jobs::hand_back(&self.db, &left).await {
            Ok(count) => tracing::warn!(count, queue = self.name, "handed back jobs that did not end in time"),
            Err(error) => tracing::warn!(%error, queue = self.name, "jobs could not be handed back; their leases end by themselves"),
        }
    }
}

/// A quarter of the places is never taken by one workspace.
fn most_of_a_lane(concurrency: usize) -> i64 {
    let kept_free = (concurrency / 4).max(1);
    i64::try_from(concurrency.saturating_sub(kept_free).max(1)).unwrap_or(i64::MAX)
}

fn panicked(error: JoinError) -> String {
    let cause = error.into_panic();
    let text = cause.downcast_ref::<String>().cloned().or_else(|| cause.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    format!("panicked: {}", text.unwrap_or_else(|| "no message".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stays_free_for_others_as_far_as_there_are_places() {
        assert_eq!([1, 2, 4, 8, 16, 100].map(most_of_a_lane), [1, 1, 3, 6, 12, 75]);
    }
}
