//! `server mail`: what an operator does about mail.

use clap::Subcommand;
use mewayz::{
    Error, clock,
    db::Db,
    mail::{
        self,
        suppressions::{self, Reason},
    },
};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::config::Config;

/// Most mails that are listed at once.
const MOST: i64 = 200;

#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Act {
    /// How many mails are in each state.
    Status,
    /// Mails that may have arrived or not, oldest first.
    Unknown,
    /// Say what became of a mail of unknown fate.
    Settle {
        id: Uuid,
        #[command(subcommand)]
        fate: Fate,
    },
    /// What holds mail back from an address.
    Why { address: String },
    /// Send no mail to an address any more.
    Suppress {
        address: String,
        /// Its owner called our mail spam.
        #[arg(long)]
        complaint: bool,
    },
    /// Let mail to an address through again.
    Lift { address: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum Fate {
    /// It arrived; nothing more is sent.
    Arrived,
    /// Send it, perhaps for the second time.
    Send,
}

/// # Errors
/// In words.
#[allow(clippy::print_stdout, reason = "the command line speaks to a person")]
pub async fn run(config: &Config, act: Act) -> Result<(), String> {
    let db = Db::connect(config.database_url.expose_secret(), 1).map_err(|_| "DATABASE_URL cannot be read".to_owned())?;
    let lines = answer(&db, act).await?;
    lines.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// What to print.
///
/// # Errors
/// In words.
pub async fn answer(db: &Db, act: Act) -> Result<Vec<String>, String> {
    let now = clock::now();
    let words = |error: Error| error.to_string();
    let done = |text: String| Ok(vec![text]);
    match act {
        Act::Status => {
            let tallies = mail::counts(db).await.map_err(words)?;
            Ok(tallies.iter().map(|tally| format!("{:<11} {}", tally.state.name(), tally.mails)).collect())
        }
        Act::Unknown => {
            let mails = mail::unknown(db, MOST).await.map_err(words)?;
            Ok(mails.into_iter().map(|(id, to, subject, error)| format!("{id}  {to}  {subject}  ({error})")).collect())
        }
        Act::Settle { id, fate } => match mail::settle(db, id, fate == Fate::Arrived, now).await {
            Ok(()) => done(format!("{id} is {}", if fate == Fate::Arrived { "accepted" } else { "due" })),
            Err(Error::NotFound) => Err(format!("no mail of unknown fate has the id {id}")),
            Err(error) => Err(words(error)),
        },
        Act::Why { address } => {
            let found = suppressions::of(db, &address).await.map_err(words)?;
            let line = |s: suppressions::Suppression| {
                let scope = s.workspace_id.map(|w| format!(" workspace {w}")).unwrap_or_default();
                format!("{} {}{scope} {}", s.created_at.format("%Y-%m-%d %H:%M"), s.reason, s.detail)
            };
            Ok(if found.is_empty() { vec![format!("nothing holds mail to {address} back")] } else { found.into_iter().map(line).collect() })
        }
        Act::Suppress { address, complaint } => {
            let reason = if complaint { Reason::Complaint } else { Reason::Operator };
            suppressions::suppress(db, &address, reason, "", now).await.map_err(words)?;
            done(format!("no mail goes to {address} any more"))
        }
        Act::Lift { address } => match suppressions::lift(db, &address).await {
            Ok(()) => done(format!("mail goes to {address} again")),
            Err(Error::NotFound) => Err(format!("nothing that can be lifted holds mail to {address} back")),
            Err(error) => Err(words(error)),
        },
    }
}
