//! Keeps telling consumers of events: at once after a notice, and every few seconds for what waits out a pause.

use std::time::Duration;

use mewayz::{clock, db::Db, dispatch, notifications::Channel};
use tokio::sync::watch;

/// A round without a notice.
const POLL: Duration = Duration::from_secs(2);

/// Runs until told to stop; finishes the round it is in. `offered`: the ways by which people can be told.
pub async fn run(db: Db, offered: Vec<Channel>, mut stop: watch::Receiver<bool>) {
    let mut notices = None;
    while !*stop.borrow() {
        if notices.is_none() {
            notices = db.listen("event_recorded").await.ok();
        }
        let round = dispatch::round_offering(&db, &offered, clock::now()).await.unwrap_or_default();
        metrics::counter!("events_told_total").increment(round.told as u64);
        metrics::counter!("events_failed_total").increment(round.failed as u64);
        if round.again {
            continue;
        }
        let notice = async {
            match notices.as_mut() {
                Some(listener) => listener.recv().await.map(drop),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            received = notice => if received.is_err() { notices = None },
            () = tokio::time::sleep(POLL) => {}
            _ = stop.changed() => {}
        }
    }
}
