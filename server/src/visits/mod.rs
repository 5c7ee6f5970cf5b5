//! Counts visits without making anybody wait (BIO-8).
//!
//! A request leaves a note in a bounded queue and goes on: no lock, no I/O, one small allocation. When the queue is
//! full the note is dropped and the drop is counted. One task empties the queue twenty times a second, tells people
//! from machines and adds up in memory; once a second another writes the sums to the database, a transaction per
//! workspace. While the database is away, sums go on growing, up to a bound, and are written when it is back.

mod collector;
mod countries;
mod export;
mod hit;
mod ledger;
mod reader;
mod settle;
mod tally;
#[cfg(test)]
mod tests;

pub use countries::Countries;
pub use export::csv_handler;
pub use hit::{From, SessionHash};
pub use ledger::Ledger;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use metrics::Counter;
use mewayz::{analytics::Kind, tenancy::Site};
use tokio::{
    sync::{Notify, mpsc},
    task::JoinHandle,
};
use uuid::Uuid;

use collector::Collector;
use hit::Hit;
use reader::Reader;

/// Notes that fit in the queue: over a second's worth at 50,000 requests a second, 20 MB at most.
const QUEUE: usize = 65_536;
/// How long a shutdown waits for the last sums to be written.
const LAST_WRITE: Duration = Duration::from_secs(10);

/// Where requests leave their notes. Cheap to clone.
#[derive(Clone)]
pub struct Visits {
    inner: Arc<Inner>,
}

struct Inner {
    queue: mpsc::Sender<Hit>,
    dropped: Counter,
    stop: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Visits {
    /// Starts counting into `ledger`. `own_host` is where the product is reached: visits from there have no referrer.
    ///
    /// Must be called inside a tokio runtime, after the metrics recorder is installed.
    pub fn start(ledger: Arc<dyn Ledger>, countries: Option<Countries>, own_host: impl Into<String>) -> Self {
        let (queue, inbox) = mpsc::channel(QUEUE);
        let stop = Arc::new(Notify::new());
        let collector = Collector::new(inbox, Reader::new(countries, own_host.into()), ledger);
        let task = tokio::spawn(collector.run(stop.clone()));
        let dropped = metrics::counter!("visits_dropped_total", "reason" => "queue");
        Self { inner: Arc::new(Inner { queue, dropped, stop, task: Mutex::new(Some(task)) }) }
    }

    /// Counts a view of a site's page.
    pub fn view(&self, site: &Site, from: From<'_>) {
        self.leave(Hit::new(site, Kind::View, Uuid::nil(), from));
    }

    /// Counts a click on a block. The caller makes sure that the page has such a block.
    pub fn click(&self, site: &Site, block: Uuid, from: From<'_>) {
        self.leave(Hit::new(site, Kind::Click, block, from));
    }

    /// Counts what is in the queue, writes it and stops. Later visits are not counted.
    pub async fn close(&self) {
        self.inner.stop.notify_one();
        let task = self.inner.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(task) = task else { return };
        if tokio::time::timeout(LAST_WRITE, task).await.is_err() {
            tracing::warn!("the last visits could not be written in time");
        }
    }

    fn leave(&self, hit: Hit) {
        if self.inner.queue.try_send(hit).is_err() {
            self.inner.dropped.increment(1);
        }
    }
}
