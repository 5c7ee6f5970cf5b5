//! Sends the mail that is due: through SMTP, or into files in development.

use std::{path::PathBuf, time::Duration};

use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
};
use mewayz::{
    clock,
    db::Db,
    mail::{self, Due},
};
use secrecy::ExposeSecret;
use tokio::sync::watch;

use crate::config::Config;

/// How many mails one round takes.
const BATCH: i64 = 20;
/// A round without a notice: for mails whose pause is over.
const POLL: Duration = Duration::from_secs(5);
const SMTP_TIMEOUT: Duration = Duration::from_secs(20);

/// Takes mail away.
pub enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files(AsyncFileTransport<Tokio1Executor>),
}

impl Transport {
    /// # Errors
    /// If the SMTP address cannot be read or the folder not be made.
    pub fn new(config: &Config) -> Result<Self, String> {
        if let Some(url) = &config.smtp_url {
            let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
                .map_err(|_| "MEWAYZ_SMTP_URL cannot be read".to_owned())?;
            return Ok(Self::Smtp(builder.timeout(Some(SMTP_TIMEOUT)).build()));
        }
        let folder: PathBuf = config.var.join("mail");
        std::fs::create_dir_all(&folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
        Ok(Self::Files(AsyncFileTransport::new(folder)))
    }

    async fn send(&self, message: Message) -> Result<(), String> {
        match self {
            Self::Smtp(smtp) => smtp.send(message).await.map(drop).map_err(|e| e.to_string()),
            Self::Files(files) => files.send(message).await.map(drop).map_err(|e| e.to_string()),
        }
    }
}

/// Sends until told to stop; finishes the round it is in.
pub async fn run(db: Db, transport: Transport, from: Mailbox, mut stop: watch::Receiver<bool>) {
    let mut notices = None;
    while !*stop.borrow() {
        if notices.is_none() {
            notices = db.listen("mail_due").await.ok();
        }
        let full = round(&db, &transport, &from).await.unwrap_or(false);
        if full {
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

/// One batch; true if there may be more.
async fn round(db: &Db, transport: &Transport, from: &Mailbox) -> mewayz::Result<bool> {
    let batch = mail::claim(db, BATCH, clock::now()).await?;
    let full = i64::try_from(batch.len()).is_ok_and(|n| n == BATCH);
    for due in batch {
        match deliver(transport, from, &due).await {
            Ok(()) => mail::sent(db, due.id, clock::now()).await?,
            Err(error) => {
                tracing::warn!(mail = %due.id, attempt = due.attempts, %error, "mail refused");
                mail::failed(db, &due, &error, clock::now()).await?;
            }
        }
    }
    Ok(full)
}

async fn deliver(transport: &Transport, from: &Mailbox, due: &Due) -> Result<(), String> {
    let to: Mailbox = due.recipient.parse().map_err(|e| format!("{e}"))?;
    let message = Message::builder()
        .from(from.clone())
        .to(to)
        .subject(&due.subject)
        .message_id(Some(format!("<{}@mewayz>", due.id)))
        .multipart(MultiPart::alternative_plain_html(due.body_text.clone(), due.body_html.clone()))
        .map_err(|e| e.to_string())?;
    transport.send(message).await
}
