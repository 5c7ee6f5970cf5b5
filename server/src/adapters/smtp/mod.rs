//! Mail over SMTP, a command at a time: only so is it known how far a mail had come when the line broke.

mod address;
mod talk;

use std::{sync::Mutex, time::Duration};

use lettre::{
    Message,
    transport::smtp::{authentication::Mechanism, client::AsyncSmtpConnection, extension::ClientId},
};
use mewayz::mail::Outcome;
use tokio::time::Instant;

pub use address::SmtpAddress;
use talk::{Stage, hand_over};

/// A connection that waited longer is not used again: servers hang up on those who are silent.
const MOST_IDLE: Duration = Duration::from_secs(20);
/// To find out whether one still works.
const KNOCK: Duration = Duration::from_secs(5);

/// How long a mail server may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From the first packet until we are signed in.
    pub connect: Duration,
    /// For handing a mail over. A batch of mails at this pace must end within its lease.
    pub mail: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(20), mail: Duration::from_secs(60) }
    }
}

/// A mail server, and the connections to it that wait for the next mail.
pub struct Smtp {
    address: SmtpAddress,
    hello: ClientId,
    patience: Patience,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl Smtp {
    /// A server, not connected to yet. `host` is how we present ourselves.
    pub fn new(address: SmtpAddress, host: &str, patience: Patience) -> Self {
        let host = host.split(':').next().unwrap_or(host).to_owned();
        Self { address, hello: ClientId::Domain(host), patience, idle: Mutex::default() }
    }

    /// Hands a mail over, and says what is known about its fate.
    pub async fn send(&self, message: &Message) -> Outcome {
        if let Some(mut connection) = self.idle() {
            // Nothing was said about this mail yet, so a connection that was closed meanwhile costs nothing.
            if tokio::time::timeout(KNOCK, connection.test_connected()).await == Ok(true) {
                return self.with(connection, message).await;
            }
        }
        match tokio::time::timeout(self.patience.connect, self.connect()).await {
            Ok(Ok(connection)) => self.with(connection, message).await,
            Ok(Err(error)) => Outcome::Unreachable(error),
            Err(_) => Outcome::Unreachable(format!("{}:{} is silent", self.address.host, self.address.port)),
        }
    }

    /// Says good-bye on all connections.
    pub async fn close(&self) {
        while let Some(mut connection) = self.idle() {
            let _ = connection.quit().await;
        }
    }

    async fn with(&self, mut connection: AsyncSmtpConnection, message: &Message) -> Outcome {
        let stage = Stage::default();
        let outcome = tokio::time::timeout(self.patience.mail, hand_over(&mut connection, message, &stage)).await;
        match outcome {
            Ok((outcome, usable)) => {
                if usable {
                    self.keep(connection);
                }
                outcome
            }
            Err(_) => stage.broken(format!("no answer within {} s", self.patience.mail.as_secs())),
        }
    }

    /// A fresh connection: encrypted, unless it stays on this machine, and signed in.
    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        let address = &self.address;
        let target = (address.host.as_str(), address.port);
        let words = |e: lettre::transport::smtp::Error| format!("{}:{}: {e}", address.host, address.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(target, Some(self.patience.connect), &self.hello, address.tls_from_start()?, None)
                .await
                .map_err(words)?;
        if let Some(tls) = address.tls_after_greeting()? {
            // Never in the clear when it was to be encrypted: whoever sits between could strike the offer out (RFC 3207, 6).
            connection.starttls(tls, &self.hello).await.map_err(words)?;
        }
        if let Some(credentials) = &address.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await.map_err(words)?;
        }
        Ok(connection)
    }

    fn idle(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        idle.retain(|(_, since)| since.elapsed() < MOST_IDLE);
        idle.pop().map(|(connection, _)| connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((connection, Instant::now()));
    }
}
