//! The task that empties the queue.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use mewayz::{
    analytics::rules::{self, Salt},
    clock,
};
use tokio::{
    sync::{Notify, mpsc},
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval, timeout},
};

use super::{
    Ledger,
    hit::Hit,
    reader::Reader,
    settle::Settler,
    tally::{Owner, Page, Tally},
};

/// How often the queue is emptied. Not at every hit: a sleeping task costs those who fill the queue nothing.
const TURN: Duration = Duration::from_millis(50);
/// How often sums are written.
const WRITE_EVERY: Duration = Duration::from_secs(1);
/// Different counters and visitors that are written without waiting longer.
const WRITE_AT: usize = 20_000;
/// Hits looked at before other tasks get their turn.
const BEFORE_YIELD: usize = 1_024;
/// How long counting may wait for a new day's salt before it takes its own for the time being.
const SALT_TIMEOUT: Duration = Duration::from_millis(500);

type Written = JoinHandle<HashMap<Owner, Page>>;

pub(super) struct Collector {
    inbox: mpsc::Receiver<Hit>,
    reader: Reader,
    tally: Tally,
    ledger: Arc<dyn Ledger>,
    settler: Settler,
    writing: Option<Written>,
    write_at: Instant,
    /// Used until the ledger has told the day's salt.
    own_salt: Option<Salt>,
}

impl Collector {
    pub(super) fn new(inbox: mpsc::Receiver<Hit>, reader: Reader, ledger: Arc<dyn Ledger>) -> Self {
        let settler = Settler::new(ledger.clone());
        Self { inbox, reader, tally: Tally::default(), ledger, settler, writing: None, write_at: Instant::now(), own_salt: None }
    }

    /// Works until told to stop, or until nobody can leave hits any more; then writes what is left.
    pub(super) async fn run(mut self, stop: Arc<Notify>) {
        let mut turns = interval(TURN);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = turns.tick() => {}
                () = stop.notified() => break,
            }
            self.turn().await;
            if self.inbox.is_closed() && self.inbox.is_empty() {
                break;
            }
        }
        self.finish().await;
    }

    async fn turn(&mut self) {
        let now = clock::now();
        let due = Instant::now() >= self.write_at;
        if self.reader.day() != now.date_naive() || (due && self.own_salt.is_some()) {
            self.begin_day(now).await;
        }
        self.drain(now).await;
        self.collect_written(false).await;
        if self.writing.is_none() && (due || self.tally.held() >= WRITE_AT) {
            self.write();
        }
    }

    /// Learns the salt of the day; keeps an own one while the ledger is away.
    async fn begin_day(&mut self, now: DateTime<Utc>) {
        let day = now.date_naive();
        let proposal = self.own_salt.filter(|_| self.reader.day() == day).unwrap_or_else(rules::fresh_salt);
        match timeout(SALT_TIMEOUT, self.ledger.salt(day, proposal)).await {
            Ok(Ok(salt)) => {
                self.own_salt = None;
                self.reader.begin(day, salt);
            }
            _ => {
                self.own_salt = Some(proposal);
                self.reader.begin(day, proposal);
            }
        }
    }

    async fn drain(&mut self, now: DateTime<Utc>) {
        let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        // No more than were there: under a flood the queue never empties, and sums must be written all the same.
        for seen in 1..=self.inbox.len() {
            let Ok(hit) = self.inbox.try_recv() else { return };
            let (key, visitor) = self.reader.read(&hit, hour);
            self.tally.add((hit.workspace, hit.session), key, visitor);
            if seen % BEFORE_YIELD == 0 {
                tokio::task::yield_now().await;
            }
        }
    }

    fn write(&mut self) {
        self.write_at = Instant::now() + WRITE_EVERY;
        let (pages, lost) = self.tally.take();
        if lost > 0 {
            metrics::counter!("visits_dropped_total", "reason" => "memory").increment(lost);
        }
        if !pages.is_empty() {
            self.writing = Some(tokio::spawn(self.settler.clone().settle(pages, self.reader.day())));
        }
    }

    /// Takes back what the running write could not write, once it is done or `wait`ing for it.
    async fn collect_written(&mut self, wait: bool) {
        let Some(writing) = self.writing.take_if(|writing| wait || writing.is_finished()) else { return };
        match writing.await {
            Ok(waiting) => self.tally.put_back(waiting),
            Err(error) => tracing::error!(%error, "writing visits broke off"),
        }
    }

    async fn finish(mut self) {
        self.inbox.close();
        self.turn().await;
        self.collect_written(true).await;
        self.write();
        self.collect_written(true).await;
        let left = self.tally.held();
        if left > 0 {
            tracing::warn!(left, "the database is away: these visits are lost");
        }
    }
}
