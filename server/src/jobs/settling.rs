use std::{collections::HashMap, time::Duration};

use mewayz::{
    clock,
    db::Db,
    jobs::{self, Claimed, Counted, Failure, Settled},
};
use tokio::{sync::mpsc, time::Instant};

use super::runners::Ran;

/// A run that has ended.
pub(super) struct Ended {
    pub(super) job: Claimed,
    pub(super) outcome: Result<Ran, Failure>,
    pub(super) seconds: f64,
}

/// Completed in one statement at most.
const BATCH: usize = 1_000;
/// How often statistics are written.
const COUNT: Duration = Duration::from_secs(2);
/// Tries to write an outcome, a pause apart, while the database is away. After that the lease has ended and the job runs again.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_millis(500);

/// Writes down how runs ended, as many at a time as have come meanwhile; ends when all senders are gone.
pub(super) async fn run(db: Db, mut inbox: mpsc::Receiver<Ended>) {
    let mut counts: HashMap<String, Counted> = HashMap::new();
    let mut next_count = Instant::now() + COUNT;
    loop {
        let mut batch = Vec::new();
        tokio::select! {
            received = inbox.recv_many(&mut batch, BATCH) => if received == 0 { break },
            () = tokio::time::sleep_until(next_count), if !counts.is_empty() => {}
        }
        settle(&db, batch, &mut counts).await;
        if Instant::now() >= next_count {
            write_counts(&db, &mut counts).await;
            next_count = Instant::now() + COUNT;
        }
    }
    write_counts(&db, &mut counts).await;
}

async fn settle(db: &Db, batch: Vec<Ended>, counts: &mut HashMap<String, Counted>) {
    let mut leases = Vec::new();
    for Ended { job, outcome, seconds } in batch {
        metrics::histogram!("job_seconds", "name" => job.name.clone()).record(seconds);
        let failure = match outcome {
            Ok(ran) => {
                counted(counts, &job.name, "done").done += 1;
                if ran == Ran::Returned {
                    leases.push(job.lease);
                }
                continue;
            }
            Err(failure) => failure,
        };
        tracing::warn!(job = %job.lease.job, name = job.name, attempt = job.lease.attempt, ?failure, "job failed");
        let settled = stubbornly(|| jobs::fail(db, &job, &failure, chance())).await;
        if settled == Some(Settled::Dead) {
            counted(counts, &job.name, "dead").dead += 1;
        } else {
            counted(counts, &job.name, "failed").failed += 1;
        }
    }
    if !leases.is_empty() {
        stubbornly(|| jobs::complete(db, &leases)).await;
    }
}

fn counted<'a>(counts: &'a mut HashMap<String, Counted>, name: &str, outcome: &'static str) -> &'a mut Counted {
    metrics::counter!("jobs_total", "name" => name.to_owned(), "outcome" => outcome).increment(1);
    counts.entry(name.to_owned()).or_insert_with(|| Counted { name: name.to_owned(), ..Counted::default() })
}

/// Statistics are not worth a retry.
async fn write_counts(db: &Db, counts: &mut HashMap<String, Counted>) {
    let all: Vec<Counted> = counts.drain().map(|(_, counted)| counted).collect();
    if all.is_empty() {
        return;
    }
    if let Err(error) = jobs::count(db, &all, clock::now()).await {
        tracing::warn!(%error, "statistics of jobs were not written");
    }
}

/// Tries again while the database is away: an outcome that is not written is work done twice.
async fn stubbornly<T, F: Future<Output = mewayz::Result<T>>>(write: impl Fn() -> F) -> Option<T> {
    for _ in 0..TRIES {
        match write().await {
            Ok(written) => return Some(written),
            Err(error) => tracing::warn!(%error, "how a job ended could not be written yet"),
        }
        tokio::time::sleep(PAUSE).await;
    }
    None
}

/// From 0 to 1, for the jitter.
fn chance() -> f64 {
    (uuid::Uuid::new_v4().as_u128() >> 96) as f64 / f64::from(u32::MAX)
}
