//! `server inbound`: what came in and could not be worked on.

use clap::Subcommand;
use mewayz::{clock, db::Db, inbound};
use secrecy::ExposeSecret;

use crate::config::Config;

/// Dead letters that are listed at once.
const MOST: i64 = 200;

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum InboundCommand {
    /// List dead letters.
    Failures,
    /// Try one again.
    Retry { source: String, event_id: String },
    /// Throw one away: its effects will never happen.
    Discard { source: String, event_id: String },
}

/// # Errors
/// In words.
#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
pub async fn run(config: &Config, command: InboundCommand) -> Result<(), String> {
    let db = Db::connect(config.database_url.expose_secret(), 2).map_err(|e| e.to_string())?;
    match command {
        InboundCommand::Failures => {
            let letters = inbound::dead(&db, MOST).await.map_err(|e| e.to_string())?;
            for l in &letters {
                println!("{} {} {} received {} attempts {}: {}", l.source, l.event_id, l.name, l.received_at, l.attempts, l.last_error);
            }
            println!("{} dead letter(s)", letters.len());
        }
        InboundCommand::Retry { source, event_id } => {
            let taken = inbound::retry(&db, &source, &event_id, clock::now()).await;
            let taken = taken.map_err(|e| format!("{source} {event_id}: {e}"))?;
            println!("{taken:?}");
        }
        InboundCommand::Discard { source, event_id } => {
            inbound::discard(&db, &source, &event_id).await.map_err(|e| format!("{source} {event_id}: {e}"))?;
            println!("discarded");
        }
    }
    Ok(())
}
