//! `server events …`: looks after what consumers of events could not take.

use chrono::Duration;
use mewayz::{
    Error, clock,
    db::Db,
    events::{self, Consumer},
    identity,
};
use secrecy::ExposeSecret;

use crate::config::{Config, EventsCommand};

/// # Errors
/// In words.
#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
pub async fn run(config: &Config, command: &EventsCommand) -> Result<(), String> {
    let db = Db::connect(config.database_url.expose_secret(), 2).map_err(say)?;
    match command {
        EventsCommand::Failures => {
            for failure in events::failures(&db, 200).await.map_err(say)? {
                let state = if failure.given_up { "given up" } else { "waiting" };
                let error = failure.last_error.unwrap_or_default();
                println!("{} {} {} attempts, {state}: {error}", failure.event, failure.consumer, failure.attempts);
            }
        }
        EventsCommand::Retry => println!("{} will be tried again", events::retry(&db).await.map_err(say)?),
        EventsCommand::Replay { consumer, workspace, days } => {
            let consumer = Consumer::from_name(consumer).ok_or_else(|| format!("there is no consumer {consumer}: {}", known()))?;
            let since = clock::now() - Duration::days((*days).into());
            let id = match workspace {
                Some(slug) => Some(find(&db, slug).await?),
                None => None,
            };
            println!("{} will be told again", events::replay(&db, consumer, id, since).await.map_err(say)?);
        }
    }
    Ok(())
}

async fn find(db: &Db, slug: &str) -> Result<mewayz::ids::WorkspaceId, String> {
    let mut identity = db.identity().await.map_err(say)?;
    let found = identity::find_workspace(&mut identity, slug).await;
    found.map_err(|_| format!("there is no workspace {slug}"))
}

fn known() -> String {
    Consumer::ALL.map(Consumer::name).join(", ")
}

fn say(error: Error) -> String {
    error.to_string()
}
