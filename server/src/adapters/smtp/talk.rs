use std::sync::atomic::{AtomicBool, Ordering};

use lettre::{
    Message,
    transport::smtp::{
        Error,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Rcpt, Rset},
        extension::{Extension, MailBodyParameter, MailParameter},
    },
};
use mewayz::mail::Outcome;

/// Whether the server may have the whole mail.
#[derive(Default)]
pub(super) struct Stage(AtomicBool);

impl Stage {
    /// What a line that broke here means.
    pub(super) fn broken(&self, error: String) -> Outcome {
        if self.0.load(Ordering::Acquire) { Outcome::Unknown(error) } else { Outcome::Later(error) }
    }
}

/// The transaction of one mail (RFC 5321, 3.3); also whether the connection can be used for another one.
pub(super) async fn hand_over(connection: &mut AsyncSmtpConnection, message: &Message, stage: &Stage) -> (Outcome, bool) {
    let outcome = match transaction(connection, message, stage).await {
        Ok(outcome) => return (outcome, true),
        Err(outcome) => outcome,
    };
    // An answer, even a bad one, leaves a connection that works; 421 says that it is being closed (RFC 5321, 3.8).
    let answered =
        matches!(&outcome, Outcome::Refused(reply) | Outcome::Later(reply) if reply.starts_with(['4', '5']) && !reply.starts_with("421"));
    let usable = answered && connection.command(Rset).await.is_ok();
    (outcome, usable)
}

async fn transaction(connection: &mut AsyncSmtpConnection, message: &Message, stage: &Stage) -> Result<Outcome, Outcome> {
    let bytes = message.formatted();
    let envelope = message.envelope();
    let foreign = envelope.from().into_iter().chain(envelope.to()).any(|address| !address.to_string().is_ascii());
    let mail = Mail::new(envelope.from().cloned(), parameters(connection, foreign, &bytes)?);
    // A refusal of the sender is about us and not about the reader: it must not end his mail.
    connection.command(mail).await.map_err(|e| Outcome::Later(words(&e)))?;
    for recipient in envelope.to() {
        connection.command(Rcpt::new(recipient.clone(), Vec::new())).await.map_err(|e| answer(&e, stage))?;
    }
    connection.command(Data).await.map_err(|e| answer(&e, stage))?;
    stage.0.store(true, Ordering::Release);
    let accepted = connection.message(&bytes).await.map_err(|e| answer(&e, stage))?;
    Ok(Outcome::Accepted(format!("{} {}", accepted.code(), accepted.message().collect::<Vec<_>>().join(" "))))
}

fn parameters(connection: &AsyncSmtpConnection, foreign: bool, bytes: &[u8]) -> Result<Vec<MailParameter>, Outcome> {
    let mut parameters = Vec::new();
    let offers = |feature| connection.server_info().supports_feature(feature);
    if foreign {
        if !offers(Extension::SmtpUtfEight) {
            return Err(Outcome::Unsendable("the mail server takes no addresses outside ASCII (SMTPUTF8)".to_owned()));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !bytes.is_ascii() {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

/// What an error means: a refusal for good or for now if there was an answer, else that the line broke.
fn answer(error: &Error, stage: &Stage) -> Outcome {
    if error.is_permanent() {
        Outcome::Refused(words(error))
    } else if error.is_transient() {
        Outcome::Later(words(error))
    } else {
        stage.broken(words(error))
    }
}

/// The server's own words after their code, or ours.
fn words(error: &Error) -> String {
    let Some(code) = error.status() else { return error.to_string() };
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    format!("{code} {said}")
}
