use std::{sync::Arc, time::Duration};

use mewayz::{
    clock,
    db::Db,
    secrets::Keyring,
    webhooks::{self, Outcome},
};
use tokio::{
    sync::{Notify, Semaphore, mpsc, watch},
    task::JoinSet,
};

use super::send;
use crate::adapters::outbound::Outbound;

/// Requests at the same time, in this process. Few of them go to the same endpoint (`webhooks::claim`).
const AT_ONCE: usize = 64;
/// Outcomes that are written down together.
const TOGETHER: usize = 128;
/// A round without a notice: for pauses that are over.
const POLL: Duration = Duration::from_secs(2);

/// Sends until told to stop; finishes what it has begun.
pub async fn run(db: Db, keyring: Keyring, outbound: Outbound, mut stop: watch::Receiver<bool>) {
    let (places, freed) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(Notify::new()));
    let (outcomes, arriving) = mpsc::channel(TOGETHER);
    let recorder = tokio::spawn(record(db.clone(), arriving, freed.clone()));
    let (mut sending, mut notices) = (JoinSet::new(), None);
    while !*stop.borrow() {
        if notices.is_none() {
            notices = db.listen("webhook_due").await.ok();
        }
        while sending.try_join_next().is_some() {}
        let free = places.available_permits();
        let due = match i64::try_from(free) {
            Ok(most) if most > 0 => webhooks::claim(&db, &keyring, most, clock::now()).await.unwrap_or_default(),
            _ => Vec::new(),
        };
        let some = !due.is_empty();
        for due in due {
            let Ok(place) = places.clone().acquire_owned().await else { break };
            let (outbound, outcomes) = (outbound.clone(), outcomes.clone());
            sending.spawn(async move {
                let outcome = send(&outbound, due).await;
                // The recorder ends after the last sender.
                let _ = outcomes.send(outcome).await;
                drop(place);
            });
        }
        if some && places.available_permits() > 0 {
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
            () = freed.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            _ = stop.changed() => {}
        }
    }
    while sending.join_next().await.is_some() {}
    drop(outcomes);
    let _ = recorder.await;
}

/// Writes outcomes down as they arrive, many in one go. What cannot be written is sent again after its lease.
async fn record(db: Db, mut arriving: mpsc::Receiver<Outcome>, freed: Arc<Notify>) {
    let mut outcomes = Vec::with_capacity(TOGETHER);
    while arriving.recv_many(&mut outcomes, TOGETHER).await > 0 {
        for outcome in &outcomes {
            let status = outcome.answer.as_ref().map_or_else(|_| "none".to_owned(), |status| format!("{}xx", status / 100));
            metrics::counter!("webhook_attempts_total", "status" => status).increment(1);
        }
        if let Err(error) = webhooks::settle(&db, std::mem::take(&mut outcomes), clock::now()).await {
            tracing::warn!(%error, "outcomes of webhooks were not written down");
        }
        freed.notify_one();
    }
}
