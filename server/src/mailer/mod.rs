//! Sends the mail that is due: through SMTP, or into files in development.

pub mod desk;
mod files;
mod message;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use futures::{StreamExt, stream};
use mewayz::{
    Result, clock,
    db::Db,
    domains::{self, Signing},
    mail::{self, Due, Outcome},
    secrets::Keyring,
};
use secrecy::ExposeSecret;
use tokio::sync::watch;

pub use files::{Folder, Kept};
pub use message::Stationery;

use crate::{
    adapters::smtp::{Patience, Smtp, SmtpAddress},
    config::Config,
    keyring,
};

/// How many mails one round takes, and how many of them are on their way at once. At the slowest (a minute and a half a mail)
/// a round ends within the lease.
const BATCH: i64 = 24;
const AT_ONCE: usize = 12;
/// A round without a notice: for mails whose pause is over.
const POLL: Duration = Duration::from_secs(5);
/// Longest pause while the mail server is away.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How often what came of a batch is tried to be written down while the database is away.
const MOST_RECORDS: u32 = 30;

/// Takes mail away.
pub enum Transport {
    Smtp(Smtp),
    Files(Folder),
}

impl Transport {
    /// # Errors
    /// If the SMTP address cannot be read or the folder not be made.
    pub fn new(config: &Config) -> Result<Self, String> {
        match &config.smtp_url {
            Some(url) => {
                let address = SmtpAddress::parse(url.expose_secret()).map_err(|e| format!("MEWAYZ_SMTP_URL {e}"))?;
                Ok(Self::Smtp(Smtp::new(address, config.host(), Patience::default())))
            }
            None => Folder::open(config.var.join("mail")).map(Self::Files),
        }
    }
}

/// Sends mail until it is told to stop.
pub struct Mailer {
    pub db: Db,
    pub transport: Transport,
    pub stationery: Stationery,
    /// For the keys that sign mail from addresses of workspaces' own.
    pub keyring: Keyring,
}

impl Mailer {
    /// # Errors
    /// In words, when the configuration does not do.
    pub fn new(db: &Db, config: &Config) -> Result<Self, String> {
        let from = config.mail_from.parse().map_err(|e| format!("MEWAYZ_MAIL_FROM: {e}"))?;
        let stationery = Stationery { from, base_url: config.base_url.clone(), key: keyring::unsubscribe(config)? };
        Ok(Self { db: db.clone(), transport: Transport::new(config)?, stationery, keyring: keyring::open(config)? })
    }

    /// Sends until told to stop; finishes the round it is in.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut notices = None;
        let mut failures = 0;
        while !*stop.borrow() {
            if notices.is_none() {
                notices = self.db.listen("mail_due").await.ok();
            }
            let round = self.round().await;
            failures = if round.away { failures + 1 } else { 0 };
            if round.more && !round.away {
                continue;
            }
            let notice = async {
                match notices.as_mut() {
                    // While the mail server is away new mail changes nothing.
                    Some(listener) if !round.away => listener.recv().await.map(drop),
                    _ => std::future::pending().await,
                }
            };
            tokio::select! {
                received = notice => if received.is_err() { notices = None },
                () = tokio::time::sleep(pause(failures)) => {}
                _ = stop.changed() => {}
            }
        }
        if let Transport::Smtp(smtp) = &self.transport {
            smtp.close().await;
        }
    }

    /// One batch: claimed, sent, written down. No transaction is open while a mail is on its way.
    pub async fn round(&self) -> Round {
        let claimed = match mail::reap(&self.db, clock::now()).await {
            Ok(_) => mail::claim(&self.db, BATCH, clock::now()).await,
            Err(error) => Err(error),
        };
        let Ok(batch) = claimed else { return Round { more: false, away: true } };
        if batch.is_empty() {
            return Round { more: false, away: false };
        }
        let away = AtomicBool::new(false);
        let sending = stream::iter(batch).map(|due| self.deliver(due, &away)).buffer_unordered(AT_ONCE);
        self.record(sending.collect().await).await;
        Round { more: true, away: away.into_inner() }
    }

    async fn deliver(&self, due: Due, away: &AtomicBool) -> (Due, Outcome) {
        let signing = match self.signing(&due).await {
            Ok(signing) => signing,
            Err(error) => return (due, Outcome::Unreachable(error.to_string())),
        };
        let written = match self.stationery.write(&due, signing.as_ref()) {
            Ok(written) => written,
            Err(error) => return (due, Outcome::Unsendable(error)),
        };
        let outcome = match &self.transport {
            Transport::Files(folder) => folder.keep(&due, &written, clock::now()).await,
            // Not knocked at again for the rest of the batch.
            Transport::Smtp(_) if away.load(Ordering::Acquire) => Outcome::Unreachable("the mail server is away".to_owned()),
            Transport::Smtp(smtp) => smtp.send(&written.message).await,
        };
        if matches!(outcome, Outcome::Unreachable(_)) {
            away.store(true, Ordering::Release);
        }
        (due, outcome)
    }

    /// What signs a mail from an address of the workspace's own.
    async fn signing(&self, due: &Due) -> Result<Option<Signing>> {
        let (Some(workspace), Some((_, address))) = (due.workspace, &due.sender) else { return Ok(None) };
        if address.is_empty() {
            return Ok(None);
        }
        domains::signing(&mut self.db.job(workspace).await?, &self.keyring, address).await
    }

    /// What came of a batch is worth many tries: unwritten, mails that went out look as if nobody knew.
    async fn record(&self, outcomes: Vec<(Due, Outcome)>) {
        for (due, outcome) in outcomes.iter().filter(|(_, outcome)| !matches!(outcome, Outcome::Accepted(_))) {
            tracing::warn!(mail = %due.id, attempt = due.attempts, ?outcome, "mail not accepted");
        }
        for _ in 0..MOST_RECORDS {
            match mail::record(&self.db, outcomes.clone(), clock::now()).await {
                Ok(states) => {
                    states.iter().for_each(|state| metrics::counter!("mails_total", "state" => state.name()).increment(1));
                    return;
                }
                Err(error) => tracing::warn!(%error, "what came of mails could not be written down"),
            }
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }
}

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// There may be more to send: a batch that is not full says nothing, as those who want no mail are not in it.
    pub more: bool,
    /// The mail server or the database could not be reached.
    pub away: bool,
}

/// Grows from the ordinary poll to a minute while the mail server is away.
fn pause(failures: u32) -> Duration {
    (POLL * 2_u32.pow(failures.min(4))).min(LONGEST_PAUSE)
}
