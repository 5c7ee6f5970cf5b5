use std::{collections::HashMap, sync::Arc, time::Duration};

use mewayz::{Result, clock, db::Db, jobs, jobs::Schedule};
use tokio::{
    sync::Notify,
    time::{Instant, MissedTickBehavior},
};
use uuid::Uuid;

/// How often delayed jobs and schedules are looked at: their precision.
const TICK: Duration = Duration::from_millis(500);
/// How often depth and age are measured.
const GAUGES: Duration = Duration::from_secs(15);

/// Says that the worker lives, frees the jobs of those that do not, and starts what is due. Every worker does; they do not get in each
/// other's way.
pub(super) async fn run(db: Db, worker: Uuid, schedules: Vec<Schedule>, lease: Duration, wakes: HashMap<&'static str, Arc<Notify>>) {
    let mut ticks = tokio::time::interval(TICK.min(lease / 4));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut beat_at, mut gauges_at) = (Instant::now(), Instant::now());
    loop {
        ticks.tick().await;
        if Instant::now() >= beat_at {
            beat_at = Instant::now() + lease / 4;
            report(jobs::beat(&db, worker).await, "the worker could not say that it lives");
            let freed = report(jobs::recover(&db, lease).await, "jobs of dead workers were not freed").unwrap_or(0);
            if freed > 0 {
                tracing::warn!(freed, "freed jobs of workers that died");
                wakes.values().for_each(|wake| wake.notify_one());
            }
        }
        let due = report(due(&db, &schedules).await, "what is due was not started").unwrap_or(0);
        if due > 0 {
            wakes.values().for_each(|wake| wake.notify_one());
        }
        if Instant::now() >= gauges_at {
            gauges_at = Instant::now() + GAUGES;
            report(gauges(&db).await, "the queues were not measured");
        }
    }
}

/// How many jobs became ready.
async fn due(db: &Db, schedules: &[Schedule]) -> Result<usize> {
    let scheduled = if schedules.is_empty() { 0 } else { jobs::run_due(db, schedules, clock::now()).await? };
    Ok(scheduled + jobs::promote(db).await?)
}

async fn gauges(db: &Db) -> Result<()> {
    let now = clock::now();
    for queue in jobs::queues(&mut db.identity().await?).await? {
        let states = [("ready", queue.ready), ("waiting", queue.waiting), ("running", queue.running), ("dead", queue.dead)];
        for (state, count) in states {
            metrics::gauge!("job_queue_depth", "queue" => queue.queue.clone(), "state" => state).set(count as f64);
        }
        let age = queue.oldest_ready_at.map_or(0.0, |since| (now - since).as_seconds_f64().max(0.0));
        metrics::gauge!("job_queue_oldest_seconds", "queue" => queue.queue.clone()).set(age);
    }
    Ok(())
}

/// Logs a failure: the next tick tries again.
fn report<T>(outcome: Result<T>, words: &str) -> Option<T> {
    outcome.inspect_err(|error| tracing::warn!(%error, "{words}")).ok()
}
